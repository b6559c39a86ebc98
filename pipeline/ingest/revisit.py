"""The quarantine looked at again: what is in it, and what stands in the leak at those places."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.core.errors import InputError, UsageError
from pipeline.ingest.custody import Places
from pipeline.ingest.open import expand
from pipeline.ingest.quarantine import REASONS, SCHEMA, Reject
from pipeline.ingest.source import Bytes

SHOWN_BYTES = 4096
"""Of one record."""


@dataclass(frozen=True)
class Found:
    """A quarantined record as it stands in the leak: whose, where, why, and its first bytes as text."""

    name: str
    reject: Reject
    text: str = field(repr=False)


def contents(work: Path) -> list[dict[str, Any]]:
    """What the quarantine of a work folder holds, by file and reason: counts, the first line, what the reason means.

    Raises
    ------
    UsageError
        When the folder holds no quarantine.
    """
    summary, table = _read(work)
    counts = Counter(zip(table["input"].to_pylist(), table["reason"].to_pylist(), strict=True))
    first: dict[tuple[int, str], int] = {}
    for number, reason, line in zip(*(table[name].to_pylist() for name in ("input", "reason", "line")), strict=True):
        first[number, reason] = min(line, first.get((number, reason), line))
    return [
        {
            "file": summary["files"][number]["name"],
            "reason": reason,
            "count": count,
            "first_line": first[number, reason],
            "meaning": REASONS[reason],
        }
        for (number, reason), count in sorted(counts.items())
    ]


def look_again(work: Path, paths: Sequence[Path], reason: str | None, most: int) -> Iterator[Found]:
    """Read the quarantined records of the named inputs at their places, in order, ``most`` at most.

    Raises
    ------
    UsageError
        When the folder holds no quarantine, or none of the inputs is the one that it was made from.
    InputError
        When an input has changed since.
    """
    summary, table = _read(work)
    numbers: dict[str, list[int]] = {}
    for number, file in enumerate(summary["files"]):
        numbers.setdefault(file["name"], []).append(number)
    matched = 0
    for source in expand(paths):
        if not numbers.get(source.name):
            continue
        number = numbers[source.name].pop(0)
        matched += 1
        chosen = [reject for reject in _rejects(table, number) if reason in (None, reject.reason)][:most]
        most -= len(chosen)
        yield from _texts(source, chosen, summary["files"][number]["encoding"])
    if not matched:
        raise UsageError("none of these files is in the quarantine", "name those that were read, as they were named")


def _texts(source: Bytes, rejects: list[Reject], encoding: str) -> Iterator[Found]:
    places = Places(source)
    try:
        for reject in rejects:
            content = places.read(reject.offset, min(reject.length, SHOWN_BYTES))
            if len(content) < min(reject.length, SHOWN_BYTES):
                raise InputError(f"{source.name}: has changed since it was read", "estompe ingest reads it again")
            yield Found(source.name, reject, content.decode(encoding, "backslashreplace"))
    finally:
        places.close()


def _read(work: Path) -> tuple[dict[str, Any], pa.Table]:
    folder = work / "ingest"
    try:
        summary = json.loads((folder / "summary.json").read_text("utf-8"))
        table = pq.read_table(folder / "quarantine.parquet")
    except (OSError, ValueError):
        raise UsageError(f"{work.name}: holds no quarantine", "estompe ingest FILE --work DIR makes one") from None
    if not table.schema.equals(SCHEMA):
        raise UsageError(f"{work.name}: holds a quarantine of another version", "estompe ingest makes a new one")
    return summary, table


def _rejects(table: pa.Table, number: int) -> list[Reject]:
    mine = [row for row in table.to_pylist() if row["input"] == number]
    return [Reject(row["offset"], row["length"], row["line"], row["reason"]) for row in mine]
