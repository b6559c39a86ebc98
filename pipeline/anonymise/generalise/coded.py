"""A table as numbers: distinct tuples of quasi-identifiers with their counts, grouped once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.anonymise.generalise.hierarchy import Hierarchy, Ints, Value
from pipeline.core.errors import InputError

LARGEST_KEY = 2**62


@dataclass(frozen=True)
class Sensitive:
    """How often each value of a sensitive column stands in each tuple: parallel arrays, one entry a pair."""

    name: str
    values: tuple[Value, ...] = field(repr=False)
    tuples: Ints = field(repr=False)
    codes: Ints = field(repr=False)
    counts: Ints = field(repr=False)


@dataclass(frozen=True)
class Coded:
    """Distinct tuples of quasi-identifiers.

    ``leaves[a]`` is the leaf of attribute ``a`` in each tuple, ``counts`` the records of each, ``population`` the
    persons of the population that have it (None without one; a tuple may have persons and no record), ``tuple_of``
    the tuple of each record.
    """

    hierarchies: tuple[Hierarchy, ...]
    leaves: tuple[Ints, ...] = field(repr=False)
    counts: Ints = field(repr=False)
    tuple_of: npt.NDArray[np.uint32] = field(repr=False)
    sensitive: Mapping[str, Sensitive] = field(repr=False)
    population: Ints | None = field(default=None, repr=False)

    @property
    def records(self) -> int:
        """Number of records."""
        return len(self.tuple_of)


def encode(
    table: pa.Table,
    hierarchies: Sequence[Hierarchy],
    sensitive: Sequence[str] = (),
    population: pa.Table | None = None,
) -> Coded:
    """Group a table of text columns by its quasi-identifiers, those of ``hierarchies``.

    An empty cell (null, or no letter) is a value like any other; a hierarchy that does not know it gets it as one
    more value.

    Raises
    ------
    InputError
        When a hierarchy lacks values of its column.
    """
    both = [table] if population is None else [table, population]
    whole, columns = [], []
    for hierarchy in hierarchies:
        known, leaves = _leaves([pieces.column(hierarchy.name) for pieces in both], hierarchy)
        whole.append(known)
        columns.append(leaves)
    key = combine(columns, [len(h.leaves) for h in whole])
    first, tuple_of = distinct(key)
    rows = table.num_rows
    counts = np.bincount(tuple_of[:rows], minlength=len(first))
    persons = None if population is None else np.bincount(tuple_of[rows:], minlength=len(first))
    mine = tuple_of[:rows]
    return Coded(
        tuple(whole),
        tuple(leaves[first].astype(np.int32) for leaves in columns),
        counts,
        mine.astype(np.uint32),
        {name: _sensitive(name, table.column(name), mine) for name in sensitive},
        persons,
    )


def numbered(column: pa.ChunkedArray) -> tuple[list[Value], Ints]:
    """The distinct values of a text column, None at the end for empty cells, and the number of each cell's."""
    plain = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    numbers: dict[Value, int] = {}
    parts = [np.zeros(0, dtype=np.int64)]
    for chunk in plain.chunks:
        written = [*chunk.dictionary.to_pylist(), None]
        known = np.array([numbers.setdefault(value or None, len(numbers)) for value in written], dtype=np.int64)
        places = chunk.indices.fill_null(len(written) - 1).to_numpy(zero_copy_only=False)
        parts.append(known[places])
    empty = numbers.setdefault(None, len(numbers))
    values = list(numbers)
    codes = np.concatenate(parts)
    last = len(values) - 1
    if empty != last:
        values[empty], values[last] = values[last], values[empty]
        codes = np.where(codes == empty, last, np.where(codes == last, empty, codes))
    return values, codes


def _leaves(columns: Sequence[pa.ChunkedArray], hierarchy: Hierarchy) -> tuple[Hierarchy, Ints]:
    """The leaf of each cell, and the hierarchy with an empty value where one is met."""
    parts = []
    for column in columns:
        values, codes = numbered(column)
        used = np.bincount(codes, minlength=len(values))
        if used[-1]:
            hierarchy = hierarchy.with_empty()
        place = {value: leaf for leaf, value in enumerate(hierarchy.leaves)}
        leaf = np.array([place.get(value, -1) for value in values], dtype=np.int64)
        _refuse_unknown(hierarchy.name, used[leaf < 0])
        parts.append(leaf[codes])
    return hierarchy, np.concatenate(parts)


def _refuse_unknown(name: str, missed: Ints) -> None:
    """Refuse a column with values that its hierarchy has no line for; ``missed`` are their counts."""
    values = int(np.count_nonzero(missed))
    if values:
        said = f"column {name}: its hierarchy has no line for {values:,} of its values ({int(missed.sum()):,} records)"
        raise InputError(said, "add a line for each; fields are separated by ; and compared as they are written")


def _sensitive(name: str, column: pa.ChunkedArray, tuple_of: Ints) -> Sensitive:
    values, codes = numbered(column)
    used = np.unique(codes)
    codes = np.searchsorted(used, codes)
    pair, counts = np.unique(tuple_of.astype(np.int64) * len(used) + codes, return_counts=True)
    return Sensitive(name, tuple(values[i] for i in used), pair // len(used), pair % len(used), counts)


def combine(columns: Sequence[npt.NDArray[np.integer[Any]]], cards: Sequence[int]) -> Ints:
    """One number for each row of several columns of numbers under ``cards``: equal where the rows are."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    bound = 1
    for column, card in zip(columns, cards, strict=True):
        if bound * card > LARGEST_KEY:
            key = distinct(key)[1].astype(np.int64)
            bound = int(key.max(initial=0)) + 1
        key = key * card + column
        bound *= card
    return key


def distinct(key: Ints) -> tuple[Ints, Ints]:
    """Places of the first of each distinct number, by number, and for each place which of them it is."""
    frame = pl.DataFrame({"key": key}).with_row_index("place")
    found = frame.group_by("key").agg(pl.col("place").min()).sort("key").with_row_index("number")
    numbers = frame.join(found, on="key", how="left", maintain_order="left")["number"]
    return found["place"].to_numpy().astype(np.int64), numbers.to_numpy().astype(np.int64)
