"""`estompe sniff`: what a file is understood to be, what looks suspicious in it, and which flag mends that."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.ingest.dialect import Dialect
from pipeline.ingest.notes import NOTES, Notes
from pipeline.ingest.open import Input
from pipeline.ingest.quarantine import REASONS, Reject
from pipeline.ingest.stage import FileCount, count_of

SHOWN = 20
"""Suspicious lines that are told one by one."""

MEND = {
    "ragged": "--delimiter if columns are glued or cut, --skip-lines if lines above the header count as records",
    "broken_line": "nothing: a newline that no quotation marks hold cuts the record in two",
    "stray_quote": "nothing: the record is cut by a quotation mark; estompe quarantine open shows it",
    "bad_bytes": "--encoding, where many lines have this; a single one is damaged",
    "nul": "nothing: the record is damaged; estompe quarantine open shows it",
    "too_long": "--delimiter or --encoding, where every line has this; a single one is no record of a leak",
}
"""What a person can do about each reason."""

LETTERS = {
    "control": (r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]", "control characters; kept, shown as ?"),
    "direction": (r"[\x{200e}\x{200f}\x{202a}-\x{202e}\x{2066}-\x{2069}]", "marks of direction; kept, shown as ?"),
    "zero_width": (r"[\x{200b}-\x{200d}\x{2060}\x{feff}\x{00ad}]", "letters without width; kept"),
    "decomposed": (r"[\x{0300}-\x{036f}]", "accents apart from their letters (NFD); kept, names are compared without"),
}
"""Odd letters inside cells: expression (RE2) and what is done with them. They are data, and stay."""


def look(item: Input, name: Callable[[str, int], str]) -> dict[str, Any]:
    """What a file is: its form, its columns as a reader may see them, its counts, its first suspicious lines.

    ``name`` gives the name under which a column is shown, from its header cell and its position (from 0).
    """
    count, notes = count_of(item), Notes()
    suspicious: list[Reject] = []
    letters = dict.fromkeys(LETTERS, 0)
    records = [0] * len(item.tables)
    for number, block in item.reader.read(item.source, item.tables):
        count.add(block)
        notes.merge(block.notes)
        records[number] += block.records
        suspicious += block.rejects[: SHOWN - len(suspicious)]
        for kind, found in _odd_letters(block.batch).items():
            letters[kind] += found
    shown = [
        {
            "records": records[number],
            "header_line": table.header_line,
            "columns": [name(cell, i) for i, cell in enumerate(table.header)],
        }
        for number, table in enumerate(item.tables)
    ]
    return {
        **asdict(count),
        "header_line": shown[0]["header_line"],
        "columns": shown[0]["columns"],
        "tables": shown,
        "suspicious": [{"line": r.line, "reason": r.reason, "why": REASONS[r.reason]} for r in suspicious],
        "odd": _odd(notes, letters),
        "advice": _advice(item, count),
    }


def _odd_letters(batch: pa.RecordBatch) -> dict[str, int]:
    """How many cells hold odd letters; plain text is passed over column by column."""
    found = dict.fromkeys(LETTERS, 0)
    for column in batch.columns:
        content = column.buffers()[2]
        text = content.to_pybytes() if content is not None else b""
        for kind, (expression, _) in LETTERS.items():
            if kind == "control" or not text.isascii():
                found[kind] += pc.sum(pc.match_substring_regex(column, expression)).as_py() or 0
    return found


def _odd(notes: Notes, letters: dict[str, int]) -> list[dict[str, Any]]:
    """What was read all the same: kind, how often, what was done, and the first lines where that is known."""
    read = [
        {"kind": kind, "count": notes.counts[kind], "what": what, "lines": notes.lines[kind]}
        for kind, what in NOTES.items()
        if notes.counts[kind]
    ]
    return read + [
        {"kind": kind, "count": letters[kind], "what": what, "lines": []}
        for kind, (_, what) in LETTERS.items()
        if letters[kind]
    ]


def _advice(item: Input, count: FileCount) -> list[str]:
    """The flags that may mend what was found, the most pressing first."""
    found = [f"{reason} ({number:,}): {MEND[reason]}" for reason, number in _by_number(count.reasons)]
    details = item.tables[0].details
    if isinstance(details, Dialect) and not item.tables[0].has_header:
        found.append("no header seen: columns are known by their values only; --skip-lines passes over a preamble")
    if isinstance(details, Dialect) and details.columns == 1 and count.records:
        found.append("one column seen: --delimiter names what stands between cells")
    return found


def _by_number(reasons: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(reasons.items(), key=lambda pair: -pair[1])
