"""What the first reading keeps of a leak's columns: a state that is fitted per batch and merged, then decided on.

The result depends neither on how the records are cut into batches nor on their order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import polars_hash as plh
import pyarrow as pa

from pipeline.core.cells import blank_to_null
from pipeline.detect.sketch import Hashes, RowSketch, ValueSketch

VALUES_KEPT = 2048
"""Distinct values kept per column: the estimate of their number errs by about 2 %."""
ROWS_KEPT = 3000
"""Whole rows kept, to tell the roles of columns from one another."""

_PRIME = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class ColumnSummary:
    """One column so far: how many cells hold something, their lengths, and a sample of the distinct values."""

    filled: int
    length_sum: int
    length_max: int
    sketch: ValueSketch

    def merge(self, other: ColumnSummary) -> ColumnSummary:
        """Unite two summaries of the same column."""
        return ColumnSummary(
            self.filled + other.filled,
            self.length_sum + other.length_sum,
            max(self.length_max, other.length_max),
            self.sketch.merge(other.sketch),
        )


@dataclass(frozen=True, eq=False)
class ColumnState:
    """The mergeable state of pass one: counts and samples of every column, whole rows of a sample.

    It holds values of the leak, in memory only: pickling it raises `TypeError`.
    """

    names: tuple[str, ...]
    has_header: bool
    records: int
    columns: tuple[ColumnSummary, ...]
    rows: RowSketch

    @classmethod
    def empty(cls, names: list[str], has_header: bool) -> ColumnState:
        """Make the state of a file of which no record has been read."""
        blank = ColumnSummary(0, 0, 0, ValueSketch.empty(VALUES_KEPT))
        return cls(tuple(names), has_header, 0, (blank,) * len(names), RowSketch.empty(ROWS_KEPT, len(names)))

    def fit(self, batch: pa.RecordBatch) -> ColumnState:
        """Take in a batch of text columns, in file order; cells that are empty or say ``NULL`` count as empty."""
        if batch.num_columns != len(self.names):
            raise ValueError(f"a batch of {batch.num_columns} columns for a state of {len(self.names)}")
        if not batch.num_rows:
            return self
        frame = _cells(batch)
        hashes = _hashes(frame)
        lengths = frame.select(pl.all().str.len_chars())
        sums, tops = lengths.sum().row(0), lengths.max().row(0)
        columns = tuple(
            ColumnSummary(
                old.filled + len(frame) - frame[:, i].null_count(),
                old.length_sum + (sums[i] or 0),
                max(old.length_max, tops[i] or 0),
                old.sketch.add(hashes[i], frame[:, i]),
            )
            for i, old in enumerate(self.columns)
        )
        rows = self.rows.add(_row_hashes(hashes, len(frame)), frame)
        return ColumnState(self.names, self.has_header, self.records + len(frame), columns, rows)

    def merge(self, other: ColumnState) -> ColumnState:
        """Unite the states of two parts of a file; associative and commutative."""
        if self.names != other.names:
            raise ValueError("states of different columns do not merge")
        columns = tuple(a.merge(b) for a, b in zip(self.columns, other.columns, strict=True))
        records = self.records + other.records
        return ColumnState(self.names, self.has_header, records, columns, self.rows.merge(other.rows))

    def __reduce__(self) -> Any:
        raise TypeError("a column state holds values of the leak in memory and is never written")

    def __sealed__(self) -> tuple[object, ...]:
        return ColumnState, (self.names, self.has_header, self.records, self.columns, self.rows)


def _cells(batch: pa.RecordBatch) -> pl.DataFrame:
    """Strip a batch's cells, empty ones to null, columns named by position."""
    cells = (pl.Series(str(i), pl.from_arrow(column)).cast(pl.String) for i, column in enumerate(batch.columns))
    return pl.DataFrame([blank_to_null(series) for series in cells])


def _hashes(frame: pl.DataFrame) -> list[Hashes]:
    """Hash every cell, the same on every machine; 0 where it is empty."""
    hashed = frame.select(plh.col(name).nchash.xxhash64().fill_null(0) for name in frame.columns)
    return [hashed[name].to_numpy() for name in frame.columns]


def _row_hashes(columns: list[Hashes], length: int) -> Hashes:
    """Combine the cells' hashes of each row (multiply and mix, after splitmix64)."""
    mixed = np.zeros(length, np.uint64)
    for hashes in columns:
        mixed = (mixed ^ hashes) * _PRIME
        mixed ^= mixed >> np.uint64(29)
    return mixed
