"""What every reader gives: stretches of records as text columns, with what had to be left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from pipeline.ingest.notes import Notes
from pipeline.ingest.quarantine import Reject


@dataclass
class Block:
    """What one stretch of a file gave for one table.

    ``batch`` has columns ``c0``, ``c1``, ... of type string, one row per accepted record.
    ``batch.num_rows + len(rejects) == records`` holds, ``records`` being counted from the input and not from the
    rows. ``mended`` rows needed a careful reading; ``done`` is how many bytes of the source are read so far;
    ``headers`` (met again) and ``footers`` (totals, rules, statements about the export) are no records.
    """

    batch: pa.RecordBatch
    rejects: list[Reject]
    records: int
    mended: int = 0
    done: int = 0
    headers: int = 0
    footers: int = 0
    notes: Notes = field(default_factory=Notes)


def column_names(columns: int) -> list[str]:
    """Positional names: header cells may be missing, doubled, or values of the leak.

    >>> column_names(2)
    ['c0', 'c1']
    """
    return [f"c{i}" for i in range(columns)]


def empty_batch(columns: int) -> pa.RecordBatch:
    """No row at all, in as many columns of text."""
    return pa.record_batch([pa.array([], pa.string()) for _ in range(columns)], names=column_names(columns))


def batch_of(rows: Sequence[Sequence[str | None]], columns: int) -> pa.RecordBatch:
    """Rows of cells (None where a record has no such value) as text columns."""
    if not rows:
        return empty_batch(columns)
    arrays = [pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)]
    return pa.record_batch(arrays, names=column_names(columns))
