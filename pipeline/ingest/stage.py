"""The first stage: read everything, count everything, write where the unreadable stands and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.core.errors import InputError
from pipeline.core.progress import Progress
from pipeline.core.work import Work
from pipeline.ingest.dialect import NO_DELIMITER, Dialect
from pipeline.ingest.quarantine import REASONS, QuarantineWriter
from pipeline.ingest.readers.delimited import Block, read
from pipeline.ingest.sniff import Overrides, sniff

SHOWN = 20
"""Suspicious lines that `look` tells one by one."""

Observer = Callable[[int, pa.RecordBatch], None]


@dataclass(frozen=True)
class Source:
    """One input file and its form."""

    path: Path
    dialect: Dialect

    @property
    def bytes(self) -> int:
        """Size of the file in bytes."""
        return self.path.stat().st_size


@dataclass
class FileCount:
    """What became of one file's records: ``accepted + quarantined == records``."""

    name: str
    format: str
    encoding: str
    delimiter: str | None
    records: int = 0
    accepted: int = 0
    quarantined: int = 0
    mended: int = 0
    repeated_headers: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    def add(self, block: Block) -> None:
        """Count one block more."""
        self.records += block.records
        self.accepted += block.batch.num_rows
        self.quarantined += len(block.rejects)
        self.mended += block.mended
        self.repeated_headers += block.headers
        reasons = Counter(self.reasons) + Counter(reject.reason for reject in block.rejects)
        self.reasons = dict(sorted(reasons.items()))


def sources(paths: Sequence[Path], overrides: Overrides | None = None) -> tuple[Source, ...]:
    """Find the form of every input, before anything is written."""
    return tuple(Source(path, sniff(path, overrides)) for path in paths)


def batches(source: Source, progress: Progress) -> Iterator[pa.RecordBatch]:
    """The accepted records of one file, for the second reading."""
    done = 0
    for block in read(source.path, source.dialect):
        progress.advance(block.done - done)
        done = block.done
        if block.batch.num_rows:
            yield block.batch


def ingest(source: Source, number: int, quarantine: QuarantineWriter, progress: Progress) -> Iterator[Block]:
    """Read one file for the first time, writing its quarantine on the way."""
    done = 0
    for block in read(source.path, source.dialect):
        quarantine.write(number, block.rejects)
        progress.advance(block.done - done)
        done = block.done
        yield block


def run(inputs: Sequence[Source], work: Work, progress: Progress, observe: Observer | None = None) -> dict[str, Any]:
    """Read all inputs; returns and writes the summary (docs/reference/command-line.md).

    ``observe`` is shown every accepted batch with the number of its input, so that one reading serves this
    stage and the next.
    """
    folder = work.folder("ingest")
    quarantine = QuarantineWriter(folder / "quarantine.parquet")
    counts = []
    progress.begin("ingest", sum(source.bytes for source in inputs))
    try:
        for number, source in enumerate(inputs):
            dialect = source.dialect
            shown = None if dialect.delimiter == NO_DELIMITER else dialect.delimiter
            count = FileCount(source.path.name, "delimited", dialect.encoding, shown)
            for block in ingest(source, number, quarantine, progress):
                count.add(block)
                if observe and block.batch.num_rows:
                    observe(number, block.batch)
            counts.append(count)
    finally:
        quarantine.close()
    totals = {key: sum(getattr(c, key) for c in counts) for key in ("records", "accepted", "quarantined")}
    if totals["accepted"] + totals["quarantined"] != totals["records"]:
        raise AssertionError("accepted + quarantined != records")
    summary = {"files": [asdict(count) for count in counts], **totals}
    work.write_summary("ingest", summary)
    return summary


def require_records(summary: dict[str, Any]) -> None:
    """Refuse an input without a single readable record."""
    if summary["accepted"] == 0:
        names = ", ".join(file["name"] for file in summary["files"])
        raise InputError(f"{names}: no readable record ({summary['quarantined']} in the quarantine)")


def look(source: Source, name: Callable[[str, int], str]) -> dict[str, Any]:
    """What a file is: its form, its columns as a reader may see them, its counts, its first suspicious lines.

    ``name`` gives the name under which a column is shown, from its header cell and its position (from 0).
    """
    dialect = source.dialect
    count = FileCount(source.path.name, "delimited", dialect.encoding, dialect.delimiter)
    suspicious: list[dict[str, Any]] = []
    for block in read(source.path, dialect):
        count.add(block)
        for reject in block.rejects[: SHOWN - len(suspicious)]:
            suspicious.append({"line": reject.line, "reason": reject.reason, "why": REASONS[reject.reason]})
    result = asdict(count)
    result["delimiter"] = None if dialect.delimiter == NO_DELIMITER else dialect.delimiter
    result["header_line"] = dialect.first_line - 1 if dialect.has_header else None
    result["columns"] = [name(cell, i) for i, cell in enumerate(dialect.header)]
    result["suspicious"] = suspicious
    return result


def formats() -> list[tuple[str, str]]:
    """Every format that can be read, with what it is."""
    return [("delimited", "text with ; , tab or | between cells, in UTF-8 or cp1252")]
