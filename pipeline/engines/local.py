"""The engine of one machine: batches one after the other, sums and links in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipeline.engines.engine import Engine, Fitted, Function, Item, Reading, Result


def map_batches(
    batches: Iterable[pa.RecordBatch], function: Callable[[pa.RecordBatch], pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Apply a pure function to every batch."""
    return map(function, batches)


def link(keys: Sequence[pl.Series]) -> npt.NDArray[np.int64]:
    """Number the connected persons: records that share a key, directly or over others, get the same number.

    ``keys`` are columns of tokens of the same length, null where a record has none. A record without any key
    gets -1. Numbers are 0, 1, ... in order of first appearance.
    """
    size = len(keys[0])
    rows: list[npt.NDArray[np.int64]] = []
    nodes: list[npt.NDArray[np.int64]] = []
    offset = size
    linked = np.zeros(size, dtype=bool)
    for column in keys:
        present = column.is_not_null().to_numpy()
        codes = column.drop_nulls().rank("dense").cast(pl.Int64).to_numpy() - 1
        rows.append(np.flatnonzero(present))
        nodes.append(codes + offset)
        offset += int(codes.max(initial=-1)) + 1
        linked |= present
    ends = np.concatenate(rows), np.concatenate(nodes)
    graph = coo_array((np.ones(len(ends[0]), dtype=np.int8), ends), shape=(offset, offset))
    labels = connected_components(graph, directed=False)[1][:size]
    result = np.full(size, -1, dtype=np.int64)
    result[linked] = np.unique(labels[linked], return_inverse=True)[1]
    return result


def count_by(frame: pl.DataFrame, dimensions: Sequence[str], measures: Sequence[pl.Expr]) -> pl.DataFrame:
    """Aggregate ``measures`` over each tuple of ``dimensions``, sorted by the tuple."""
    return frame.group_by(dimensions).agg(measures).sort(dimensions)


class Local(Engine):
    """One process on this machine, batch after batch."""

    name: ClassVar[str] = "local"

    def map_batches(self, reading: Reading[Item], make: Callable[[], Function[Item, Result]]) -> Iterator[Result]:
        """Apply a pure function to every item, when the result is asked for."""
        return map(make(), reading)

    def fold(self, reading: Reading[Item], state: Fitted, watch: Callable[[], None] = lambda: None) -> Fitted:
        """Fit item after item."""
        for item in reading:
            state.fit(item)
            watch()
        return state

    def link(self, keys: Sequence[pl.Series]) -> npt.NDArray[np.int64]:
        """Number the connected persons."""
        return link(keys)

    def count_by(self, frame: pl.DataFrame, dimensions: Sequence[str], measures: Sequence[pl.Expr]) -> pl.DataFrame:
        """Aggregate ``measures`` over each tuple of ``dimensions``, sorted by the tuple."""
        return count_by(frame, dimensions, measures)
