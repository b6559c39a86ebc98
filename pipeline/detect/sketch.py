"""Bottom-k samples of a column's distinct values and of a table's rows: mergeable, and the same whatever the order.

Keeping the k smallest hashes of a set is a uniform sample of its distinct members (Cohen and Kaplan,
*Summarizing data using bottom-k sketches*, PODC 2007), and the k-th smallest tells how many there are
(Bar-Yossef et al., RANDOM 2002).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt
import polars as pl

Hashes = npt.NDArray[np.uint64]

_SPACE = 2.0**64


def _refuse(what: str) -> NoReturn:
    raise TypeError(f"{what} holds values of the leak in memory and is never written: pass it by reference")


@dataclass(frozen=True, eq=False)
class ValueSketch:
    """The ``k`` distinct values of smallest hash, ascending, and their hashes."""

    k: int
    hashes: Hashes
    values: tuple[str, ...]

    @classmethod
    def empty(cls, k: int) -> ValueSketch:
        """Make the sketch of no value."""
        return cls(k, np.empty(0, np.uint64), ())

    @property
    def ceiling(self) -> int | None:
        """The hash from which on nothing new enters, None while the sketch has room."""
        return int(self.hashes[-1]) if len(self.hashes) == self.k else None

    def add(self, hashes: Hashes, values: pl.Series) -> ValueSketch:
        """Take in values and their hashes (0 where the cell is empty)."""
        wanted = hashes > 0
        if self.ceiling is not None:
            wanted &= hashes < np.uint64(self.ceiling)
        places = np.flatnonzero(wanted)
        if not len(places):
            return self
        unique, first = np.unique(hashes[places], return_index=True)
        new = ~np.isin(unique, self.hashes)
        unique, first = unique[new][: self.k], first[new][: self.k]
        if not len(unique):
            return self
        return self._joined(unique, tuple(values.gather(places[first]).to_list()))

    def merge(self, other: ValueSketch) -> ValueSketch:
        """Unite two sketches of the same ``k``."""
        new = ~np.isin(other.hashes, self.hashes)
        if not new.any():
            return self
        return self._joined(other.hashes[new], tuple(other.values[i] for i in np.flatnonzero(new)))

    def _joined(self, hashes: Hashes, values: tuple[str, ...]) -> ValueSketch:
        """Join disjoint members and keep the ``k`` smallest."""
        both = np.concatenate([self.hashes, hashes])
        order = np.argsort(both)[: self.k]
        pool = self.values + values
        return ValueSketch(self.k, both[order], tuple(pool[i] for i in order))

    def distinct(self) -> int:
        """Estimate the number of distinct values; exact below ``k``."""
        if self.ceiling is None:
            return len(self.hashes)
        return round((self.k - 1) * _SPACE / self.ceiling)

    def __reduce__(self) -> Any:
        _refuse("a value sketch")

    def __sealed__(self) -> tuple[object, ...]:
        return ValueSketch, (self.k, self.hashes, self.values)


@dataclass(frozen=True, eq=False)
class RowSketch:
    """The ``k`` distinct rows of smallest hash, ascending: columns ``0``, ``1``, ... of text."""

    k: int
    hashes: Hashes
    rows: pl.DataFrame

    @classmethod
    def empty(cls, k: int, width: int) -> RowSketch:
        """Make the sketch of no row."""
        return cls(k, np.empty(0, np.uint64), pl.DataFrame(schema={str(i): pl.String for i in range(width)}))

    def add(self, hashes: Hashes, frame: pl.DataFrame) -> RowSketch:
        """Take in rows and their hashes."""
        wanted = np.ones(len(hashes), bool)
        if len(self.hashes) == self.k:
            wanted = hashes < self.hashes[-1]
        places = np.flatnonzero(wanted)
        if not len(places):
            return self
        unique, first = np.unique(hashes[places], return_index=True)
        new = ~np.isin(unique, self.hashes)
        unique, first = unique[new][: self.k], first[new][: self.k]
        return self._joined(unique, frame[places[first]]) if len(unique) else self

    def merge(self, other: RowSketch) -> RowSketch:
        """Unite two sketches of the same ``k`` and columns."""
        new = ~np.isin(other.hashes, self.hashes)
        return self._joined(other.hashes[new], other.rows.filter(pl.Series(new))) if new.any() else self

    def _joined(self, hashes: Hashes, rows: pl.DataFrame) -> RowSketch:
        """Join disjoint rows and keep the ``k`` smallest, in buffers of their own."""
        both = np.concatenate([self.hashes, hashes])
        order = np.argsort(both)[: self.k]
        kept = pl.concat([self.rows, rows])[order]
        # A view into a batch would keep the whole batch in memory: go through contiguous Arrow buffers.
        copied = pl.DataFrame({name: pl.Series(name, kept[name].to_list(), pl.String) for name in kept.columns})
        return RowSketch(self.k, both[order], copied)

    def __reduce__(self) -> Any:
        _refuse("a row sketch")

    def __sealed__(self) -> tuple[object, ...]:
        return RowSketch, (self.k, self.hashes, self.rows)
