"""The records of a layer by cell and by person, while their values change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.twin.chance import Flags, Ints
from pipeline.twin.layer import Layer


@dataclass(frozen=True, eq=False)
class Own:
    """All records of some persons, one person after the other: ``record``, and where each person's begin."""

    record: Ints
    start: Ints
    size: Ints

    def times(self, cells: Ints, wanted: Ints) -> Ints:
        """How many of a person's records stand in the wanted cell, given the cell of each record; one a person."""
        return self.sums(cells == np.repeat(wanted, self.size))

    def sums(self, there: Flags) -> Ints:
        """How many of a person's records are flagged."""
        found: Ints = np.add.reduceat(there.view(np.int8), self.start, dtype=np.int64) if len(there) else self.start
        return found


class Ground:
    """``values`` and ``fine`` are the value and the fine cell of each record.

    ``person`` must be sorted, so that a person's records lie together.
    ``order`` are the records by the fine cells that they stood in at first, where ``start`` finds them (and the end,
    behind the last): by stratum for ever, by value until they change.
    """

    def __init__(self, layer: Layer, order: Ints, person: Ints) -> None:
        self.width, self.possible, self.person, self.order = layer.width, layer.possible, person, order
        self.start = np.concatenate([[0], np.cumsum(layer.table)])
        self.fine = np.empty(len(order), dtype=np.int64)
        self.fine[order] = np.repeat(np.arange(len(layer.table)), layer.table)
        self.values = self.fine - layer.stratum * layer.width
        new = np.concatenate([[True], person[1:] != person[:-1]]) if len(person) else np.zeros(0, dtype=bool)
        self._first = np.flatnonzero(new)
        self._size = np.diff(np.append(self._first, len(person)))
        self._number = np.cumsum(new) - 1
        self._followed = ~new[1:]

    def own(self, record: Ints) -> Own:
        """The records of the persons whose records these are."""
        number = self._number[record]
        size = self._size[number]
        start = np.cumsum(size) - size
        flat = np.repeat(self._first[number] - start, size) + np.arange(int(size.sum()))
        return Own(flat, start, size)

    def torn(self) -> Ints:
        """Records of which the next one is the same person's and has another value."""
        return np.flatnonzero(self._followed & (self.values[1:] != self.values[:-1]))

    def exchange(self, one: Ints, other: Ints) -> None:
        """Records of two lists, pair by pair, give each other their values; no record stands in them twice."""
        mine, theirs = self.values[one], self.values[other]
        self.values[one], self.values[other] = theirs, mine
        self.fine[one] += theirs - mine
        self.fine[other] += mine - theirs
