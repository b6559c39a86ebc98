"""Which records might change values: proposals of `pipeline.twin.settle`.

Three kinds. A record of a cell that is wrong, with any other: somebody enters who was not there, and whoever gives may
stay. A record of a person who stands in the cell already, with one of the cell's: somebody leaves. And where nearly
everybody has one value only: several records of one person, with those of as many others. The first two also between
strata, where that leaves some published cell as it is; the numbers of records then change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.twin.chance import Flags, Ints, Stream
from pipeline.twin.ground import Ground

LARGEST = 6
"""Records of a person that change together, at most."""

FRESH = 8
"""Draws of torn persons from one list."""


@dataclass(frozen=True, eq=False)
class Runs:
    """Where each run begins and how long it is; the first run of each group and how many a group has."""

    first: Ints
    size: Ints
    start: Ints
    many: Ints


@dataclass(frozen=True, eq=False)
class Exchanges:
    """Groups of pairs of records: from ``start[i]`` on, ``size[i]`` records ``one`` change with ``other``.

    Within a group all of ``one`` stand in one fine cell, all of ``other`` in another, and the latter are one person's.
    """

    start: Ints
    size: Ints
    one: Ints
    other: Ints

    def runs(self, person: Ints) -> Runs:
        """The records ``one`` of a group that stand together and are one person's."""
        new = np.zeros(len(self.one), dtype=bool)
        new[self.start] = True
        new[1:] |= person[self.one[1:]] != person[self.one[:-1]]
        first = np.flatnonzero(new)
        start = np.searchsorted(first, self.start)
        return Runs(first, np.diff(first, append=len(new)), start, np.diff(start, append=len(first)))

    def among(self, kept: Flags) -> Exchanges:
        """Some of the groups."""
        pairs = np.repeat(kept, self.size)
        return grouped(self.size[kept], self.one[pairs], self.other[pairs])


def grouped(size: Ints, one: Ints, other: Ints) -> Exchanges:
    """Groups of so many pairs each."""
    return Exchanges(np.cumsum(size) - size, size, one, other)


class Proposals:
    """Draws exchanges; ``cells`` are the published cells of each fine cell, one array a margin."""

    def __init__(self, ground: Ground, cells: Sequence[Ints], stream: Stream) -> None:
        self._ground, self._below = ground, stream.below
        self._torn, self._age = np.zeros(0, dtype=np.int64), FRESH
        self._cells = [cell for cell in cells if (cell >= 0).any()]
        self._orders = [np.argsort(cell, kind="stable") for cell in self._cells]
        self._starts = [
            np.searchsorted(cell[order], np.arange(int(cell.max()) + 2))
            for cell, order in zip(self._cells, self._orders, strict=True)
        ]
        several = len(ground.start) > ground.width + 1
        self.kinds = (
            "any",
            "torn",
            "torn all",
            "gather",
            "scatter",
            *(("any across", "torn across") if several else ()),
        )

    def drawn(self, kind: str, weights: Ints, size: int) -> Exchanges:
        """About ``size`` proposals of a kind; ``weights`` tell how often a fine cell is drawn."""
        if kind.startswith("torn"):
            return self._joined(weights, size, kind)
        upto = np.cumsum(weights)
        fine = np.searchsorted(upto, self._below(int(upto[-1]), size), side="right")
        return self._any(fine, "across" in kind) if kind.startswith("any") else self._group(fine, kind == "gather")

    def _record(self, fine: Ints) -> tuple[Ints, Flags]:
        """A record of each fine cell, and where there is one."""
        start, end = self._ground.start[fine], self._ground.start[fine + 1]
        place = start + self._below(end - start, len(fine))
        found = self._ground.order[np.minimum(place, len(self._ground.order) - 1)]
        return found, (self._ground.fine[found] == fine) & (end > start)

    def _any(self, fine: Ints, across: bool) -> Exchanges:
        one, there = self._record(fine)
        other, known = self._others(self._beside(fine) if across else fine, fine % self._ground.width)
        return self._pairs(one, other, there & known)

    def _others(self, fine: Ints, value: Ints) -> tuple[Ints, Flags]:
        """A record of the same stratum as each fine cell that has not the value, and where there is any."""
        ground = self._ground
        low = fine // ground.width * ground.width
        own = ground.start[low + value]
        mine = ground.start[low + value + 1] - own
        room = ground.start[low + ground.width] - ground.start[low] - mine
        place = ground.start[low] + self._below(room, len(fine))
        place += np.where(place >= own, mine, 0)
        found = ground.order[np.minimum(place, len(ground.order) - 1)]
        return found, (room > 0) & (ground.values[found] != value)

    def _beside(self, fine: Ints) -> Ints:
        """Another fine cell of one of the published cells that each belongs to."""
        which = self._below(len(self._cells), len(fine))
        found = fine.copy()
        for number, (cell, order, start) in enumerate(zip(self._cells, self._orders, self._starts, strict=True)):
            mine = np.flatnonzero((which == number) & (cell[fine] >= 0))
            own = cell[fine[mine]]
            turn = self._below(start[own + 1] - start[own], len(mine))
            found[mine] = order[start[own] + turn]
        return found

    def _joined(self, weights: Ints, size: int, kind: str) -> Exchanges:
        """A person with two values gets one of them more often, from whoever is in the cell."""
        ground = self._ground
        if self._age >= FRESH:
            self._torn, self._age = ground.torn(), 0
        self._age += 1
        if not len(self._torn):
            return self._pairs(self._torn, self._torn, np.zeros(0, dtype=bool))
        first = self._torn[self._below(len(self._torn), size)]
        side = self._below(2, size)
        kept, other = ground.fine[first + side], first + 1 - side
        wanted = weights[kept] > 0
        cell = ground.fine[other] // ground.width * ground.width + kept % ground.width
        if kind == "torn all":
            return self._grouped(other[wanted], cell[wanted])
        one, there = self._record(self._beside(kept) if "across" in kind else cell)
        return self._pairs(one, other, there & wanted)

    def _pairs(self, one: Ints, other: Ints, kept: Flags) -> Exchanges:
        ground = self._ground
        step = ground.values[other] - ground.values[one]
        kept = kept & (step != 0) & (ground.person[one] != ground.person[other])
        one, other, step = one[kept], other[kept], step[kept]
        kept = ground.possible[ground.fine[one] + step] & ground.possible[ground.fine[other] - step]
        return grouped(np.ones(int(kept.sum()), dtype=np.int64), one[kept], other[kept])

    def _group(self, fine: Ints, gather: bool) -> Exchanges:
        """Somebody who has several records in a cell, or in another of its stratum."""
        other, there = self._others(fine, fine % self._ground.width)
        mine, known = self._record(fine)
        kept = there & known
        cell = self._ground.fine[other]
        return self._grouped(mine[kept], cell[kept], 1) if gather else self._grouped(other[kept], fine[kept])

    def _grouped(self, many: Ints, cell: Ints, apart: int = 0) -> Exchanges:
        """All that the person of a record has in its fine cell, where that is several, with as many of another cell."""
        ground = self._ground
        own = ground.own(many)
        inside = ground.fine[own.record] == np.repeat(ground.fine[many], own.size)
        size = own.sums(inside)
        kept = (size > 1) & (size <= LARGEST) & (cell != ground.fine[many])
        other = own.record[inside & np.repeat(kept, own.size)]
        cell, size = cell[kept], size[kept]
        if apart:
            one, found = self._record(np.repeat(cell, size))
        else:
            one, found = self._neighbours(cell, size)
        asked = grouped(size, one, other)
        return asked.among(np.logical_and.reduceat(found, asked.start)) if len(found) else asked

    def _neighbours(self, cell: Ints, size: Ints) -> tuple[Ints, Flags]:
        """So many records of each fine cell that were dealt one after the other, often all that somebody has."""
        start, room = self._ground.start[cell], self._ground.start[cell + 1] - self._ground.start[cell] - size + 1
        first = start + self._below(room, len(cell))
        place = np.repeat(first - (np.cumsum(size) - size), size) + np.arange(int(size.sum()))
        found = self._ground.order[np.minimum(place, len(self._ground.order) - 1)]
        return found, (self._ground.fine[found] == np.repeat(cell, size)) & np.repeat(room > 0, size)
