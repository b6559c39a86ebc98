"""The cells of a batch, each column made ready when it is asked for; distinct values once where they come back.

Most columns of a leak repeat: a visit a record, the same patients, towns and prescribers over and over. What depends on
a value alone is then done to each distinct value of a batch, and the rows are put together again by number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.core.cells import blank_to_null

_SAMPLE, _PAYS = 2_048, 0.8
"""Cells from which it is told whether values come back, and the share of distinct ones up to which it pays."""


@dataclass(frozen=True)
class Coded:
    """A column by its distinct values: ``values`` trimmed and none of them empty, ``places`` null for an empty cell."""

    values: pl.Series
    places: pa.Int32Array

    def rows(self, made: pa.Array) -> pa.Array:
        """A column from what was made of each distinct value."""
        return made.take(self.places)

    def count(self, chosen: pl.Series) -> int:
        """Number of rows whose value is among the chosen ones; ``chosen`` says of each value whether it is."""
        return int(pc.sum(chosen.to_arrow().take(self.places)).as_py() or 0) if chosen.any() else 0


def encode(column: pa.Array, always: bool = False) -> Coded | None:
    """A text column by its distinct values; None where, unless ``always``, too few come back for it to pay.

    >>> coded = encode(pa.array([" x", "", "y", "y", "x", "", "x", " x"]))
    >>> coded.values.to_list(), coded.places.to_pylist()
    (['x', 'y'], [0, None, 1, 1, 0, None, 0, 0])
    """
    first = column.slice(0, _SAMPLE)
    if not always and int(pc.count_distinct(first).as_py()) > _PAYS * len(first):
        return None
    raw = column.dictionary_encode()
    trimmed = blank_to_null(pl.Series("", raw.dictionary)).to_arrow().cast(pa.string()).dictionary_encode()
    return Coded(pl.Series("", trimmed.dictionary), trimmed.indices.take(raw.indices))


class Cells(Sequence[pl.Series]):
    """The columns of a batch, trimmed and empty cells null, as series; each is made at the first time of asking."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self._batch = batch
        self._series: dict[int, pl.Series] = {}
        self._coded: dict[int, Coded | None] = {}

    def __len__(self) -> int:
        return int(self._batch.num_columns)

    @overload
    def __getitem__(self, place: int) -> pl.Series: ...

    @overload
    def __getitem__(self, place: slice) -> list[pl.Series]: ...

    def __getitem__(self, place: int | slice) -> pl.Series | list[pl.Series]:
        if isinstance(place, slice):
            return [self[i] for i in range(len(self))[place]]
        if not 0 <= place < len(self):
            raise IndexError
        if place not in self._series:
            self._series[place] = blank_to_null(pl.Series(self._batch.column(place)))
        return self._series[place]

    def coded(self, place: int, always: bool = False) -> Coded | None:
        """A column by its distinct values, where they come back or where it is ``always`` to be."""
        if self._coded.get(place) is None:
            self._coded[place] = encode(self._batch.column(place), always)
        return self._coded[place]

    @cached_property
    def rows(self) -> int:
        """Number of records."""
        return int(self._batch.num_rows)


class Named(Mapping[str, pl.Series]):
    """Some columns of a batch by name."""

    def __init__(self, cells: Cells, places: Mapping[str, int]) -> None:
        self._cells, self._places = cells, places

    def __getitem__(self, name: str) -> pl.Series:
        return self._cells[self._places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
