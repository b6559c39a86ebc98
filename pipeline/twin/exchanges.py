"""Which records might change values: proposals of `pipeline.twin.settle`.

Three kinds. A cell with too few persons: one of its records, with any of the stratum. A cell with too many: a record
of it, with another record of a person who stands in it already. And where nearly every person has one value only:
the records of a person who has several, with those of as many persons who have one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.twin.chance import Chance, Floats, Ints
from pipeline.twin.layer import Layer

MOST, LARGEST, SAMPLE = 12_000, 12, 50_000
"""Proposals a round, records of a person that change together, records or persons among which one is looked for."""


@dataclass(frozen=True, eq=False)
class Count:
    """One margin: the published cell of each fine cell and of each record, the (person, cell) pairs, what is short."""

    fine: Ints
    cells: Ints
    keys: Ints
    width: int
    short: Floats

    def times(self, person: Ints, cell: Ints) -> Ints:
        """How many records of a person stand in a cell."""
        key = person * self.width + cell
        found: Ints = np.searchsorted(self.keys, key, "right") - np.searchsorted(self.keys, key, "left")
        return found


@dataclass(frozen=True, eq=False)
class Exchanges:
    """Groups of pairs of records: from ``start[i]`` on, records ``one`` give their value to ``other`` and take its.

    Within a group all of ``one`` stand in the fine cell ``from_``, all of ``other`` in ``to``, and the latter are one
    person's.
    """

    start: Ints
    one: Ints
    other: Ints
    from_: Ints
    to: Ints


class Ground:
    """The records of a layer by stratum and person: what stays the same from round to round."""

    def __init__(self, layer: Layer, person: Ints, chance: Chance, purpose: str) -> None:
        self._layer, self._person, self._chance, self._purpose = layer, person, chance, purpose
        self._order = np.argsort(layer.stratum, kind="stable")
        self._sorted = layer.stratum[self._order]
        of = person[self._order]
        new = np.concatenate([[True], (of[1:] != of[:-1]) | (self._sorted[1:] != self._sorted[:-1])])
        self._first = np.flatnonzero(new)
        self._size = np.diff(np.append(self._first, len(person)))
        self._turns = chance.order(f"{purpose} turns", len(self._first))

    def proposed(self, values: Ints, counts: Sequence[Count], number: int) -> Exchanges:
        """Proposals of one round, those of whole persons first."""
        fine = self._layer.stratum * self._layer.width + values
        need = np.zeros(len(self._layer.table))
        for count in counts:
            need += np.where(count.fine >= 0, count.short[np.maximum(count.fine, 0)], 0.0)
        wrong = sum(float(np.abs(count.short).sum()) for count in counts)
        size = int(min(MOST, 12 * wrong + 40))
        start, one, other = self._whole(fine, need, number)
        pairs = [self._few(need[fine], size, number), self._many(values, fine, need[fine], size, number)]
        first, second = (np.concatenate([pair[side] for pair in pairs]) for side in (0, 1))
        apart = (values[first] != values[second]) & (self._person[first] != self._person[second])
        first, second = first[apart], second[apart]
        start = np.concatenate([start, len(one) + np.arange(len(first))])
        one, other = np.concatenate([one, first]), np.concatenate([other, second])
        return Exchanges(start, one, other, fine[one[start]], fine[other[start]])

    def _below(self, purpose: str, limit: int | Ints, size: int) -> Ints:
        return self._chance.below(f"{self._purpose} {purpose}", limit, size)

    def _few(self, need: Floats, size: int, number: int) -> tuple[Ints, Ints]:
        found = np.flatnonzero(need > 0)
        found = found[self._below(f"few {number}", len(found), size)] if len(found) else found
        return found, self._near(self._sorted, self._order, self._layer.stratum[found], f"partner {number}")

    def _many(self, values: Ints, fine: Ints, need: Floats, size: int, number: int) -> tuple[Ints, Ints]:
        every = np.flatnonzero(need < 0)
        if not len(every):
            return every, every
        many = every[self._below(f"many {number}", len(every), size)]
        step = 1 + self._below(f"sibling {number}", 3, len(many))
        after, before = np.minimum(many + step, len(values) - 1), np.maximum(many - step, 0)
        sibling = np.where(self._person[after] == self._person[many], after, before)
        same = (self._person[sibling] == self._person[many]) & (values[sibling] != values[many])
        same &= self._layer.stratum[sibling] == self._layer.stratum[many]
        sample = every[self._below(f"sample {number}", len(every), min(SAMPLE, 4 * len(every)))]
        sample = sample[np.argsort(fine[sample], kind="stable")]
        known = np.isin(fine[many], fine[sample]) & same
        giver = self._near(fine[sample], sample, fine[many[known]], f"giver {number}")
        return giver, sibling[known]

    def _near(self, keys: Ints, places: Ints, wanted: Ints, purpose: str) -> Ints:
        """A place with the wanted key for each; ``keys`` are sorted, and hold all that are wanted."""
        low, high = (np.searchsorted(keys, wanted, side).astype(np.int64) for side in ("left", "right"))
        found: Ints = places[low + self._below(purpose, high - low, len(wanted))]
        return found

    def _whole(self, fine: Ints, need: Floats, number: int) -> tuple[Ints, Ints, Ints]:
        """Persons with several records of a cell that is not too full, each with as many single ones of a full cell."""
        turn = np.roll(self._turns, -number * SAMPLE)[:SAMPLE]
        first, size = self._first[turn], self._size[turn]
        cell = fine[self._order[first]]
        alike = cell == fine[self._order[first + size - 1]]
        for step in range(1, LARGEST - 1):
            alike &= cell == fine[self._order[first + np.minimum(step, size - 1)]]
        single = (size == 1) & (need[cell] < 0)
        large = alike & (size > 1) & (size <= LARGEST) & (need[cell] >= 0)
        order = np.argsort(need[cell[large]] <= 0, kind="stable")
        return self._matched(turn[single], cell[single], turn[large][order], cell[large][order], need)

    def _matched(self, single: Ints, full: Ints, large: Ints, cell: Ints, need: Floats) -> tuple[Ints, Ints, Ints]:
        """Give each large group single ones of one full cell of its stratum, while there are any."""
        width = self._layer.width
        start: list[int] = []
        one: list[int] = []
        other: list[int] = []
        waiting: dict[int, list[int]] = {}
        for group, own in zip(self._first[single].tolist(), full.tolist(), strict=True):
            waiting.setdefault(own, []).append(group)
        left = {own: -float(need[own]) for own in waiting}
        cells: dict[int, list[int]] = {}
        for own in sorted(waiting, key=lambda own: (-left[own], own)):
            cells.setdefault(own // width, []).append(own)
        asked = (self._first[large], self._size[large], cell // width)
        for first, size, stratum in zip(*(numbers.tolist() for numbers in asked), strict=True):
            for own in cells.get(stratum, ()):
                if len(waiting[own]) >= size and left[own] > 0:
                    start.append(len(one))
                    one += [waiting[own].pop() for _ in range(size)]
                    other += range(first, first + size)
                    left[own] -= size - 1
                    break
        found = [np.asarray(numbers, dtype=np.int64) for numbers in (start, one, other)]
        return found[0], self._order[found[1]], self._order[found[2]]
