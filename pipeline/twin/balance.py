"""What is still short in the published cells of a layer, and what exchanges would change there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.twin.chance import Flags, Floats, Ints
from pipeline.twin.exchanges import Exchanges
from pipeline.twin.ground import Ground
from pipeline.twin.layer import Layer


class Balance:
    """``persons`` and ``records`` that are short (too many: below 0) in each cell, margin after margin.

    ``cells`` has, for each margin that tells persons, the place of each fine cell among them; -1: in none.
    """

    def __init__(self, layer: Layer, ground: Ground) -> None:
        self.cells: list[Ints] = []
        persons, records, size = [np.zeros(0)], [np.zeros(0)], [np.zeros(0, dtype=np.int64)]
        upto = 0
        for margin, told in zip(layer.margins, layer.persons, strict=True):
            if len(told) and not np.isnan(told).any():
                of = margin.cell[ground.fine]
                inside = of >= 0
                keys = np.sort(ground.person[inside] * len(told) + of[inside])
                distinct = keys[np.diff(keys, prepend=-1) != 0]
                persons.append(told - np.bincount(distinct % len(told), minlength=len(told)))
                size.append(np.bincount(of[inside], minlength=len(told)))
                records.append(margin.target - size[-1])
                self.cells.append(np.where(margin.cell >= 0, margin.cell + upto, -1))
                upto += len(told)
        self.persons, self.records = np.concatenate(persons), np.concatenate(records)
        self._table, self._size = layer.table, np.concatenate(size)

    def most(self) -> float:
        """How many persons are short, or too many, in the cell where it is worst."""
        return float(np.abs(self.persons).max(initial=0))

    def wrong(self) -> float:
        """How many persons are short or too many in all cells."""
        return float(np.abs(self.persons).sum())

    def squares(self) -> float:
        """What exchanges make smaller: the squares of all that is wrong, persons and records."""
        return float((self.persons**2).sum() + (self.records**2).sum())

    def weights(self) -> Ints:
        """How often each fine cell should change: as persons are short or too many in what it belongs to."""
        each = np.append(np.abs(self.persons) / np.maximum(self._size, 1), 0.0)
        found = np.zeros(len(self._table))
        for cell in self.cells:
            found += each[cell]
        weights: Ints = np.ceil(found * self._table * 1000).astype(np.int64)
        return weights


@dataclass(frozen=True, eq=False)
class Effects:
    """What exchanges change, a row a cell concerned and a column an exchange: which cell, and how many more in it."""

    cells: Ints
    persons: Ints
    records: Ints

    def gains(self, balance: Balance) -> Floats:
        """By how much the sum of squares becomes smaller."""
        found: Floats = (self.persons * (2 * balance.persons[self.cells] - self.persons)).sum(axis=0)
        found += (self.records * (2 * balance.records[self.cells] - self.records)).sum(axis=0)
        return found

    def rows(self, kept: Flags) -> list[list[tuple[int, int, int]]]:
        """Of some exchanges: cell, persons and records, as far as something changes."""
        parts = [part.T[kept].tolist() for part in (self.cells, self.persons, self.records)]
        return [[one for one in zip(*row, strict=True) if one[1] or one[2]] for row in zip(*parts, strict=True)]


def effects(ground: Ground, balance: Balance, asked: Exchanges) -> Effects:
    """Count who would leave a cell and who would enter it."""
    one, other = asked.one[asked.start], asked.other[asked.start]
    from_, to, step = ground.fine[one], ground.fine[other], ground.values[other] - ground.values[one]
    runs = asked.runs(ground.person)
    each = np.repeat(np.arange(len(asked.start)), runs.many)
    givers, big = ground.own(asked.one[runs.first]), ground.own(other)
    of_givers, of_big = ground.fine[givers.record], ground.fine[big.record]
    parts: list[tuple[Ints, Ints, Ints]] = []
    for cell in balance.cells:
        own, many = cell[of_givers], cell[of_big]
        theirs, mine, new_theirs, new_mine = cell[from_], cell[to], cell[from_ + step], cell[to - step]
        leave = _summed(givers.times(own, theirs[each]) == runs.size, runs.start)
        enter = _summed(givers.times(own, new_theirs[each]) == 0, runs.start)
        come, go = (big.times(many, new_mine) == 0).astype(np.int64), (big.times(many, mine) == asked.size)
        parts += _parts(theirs, leave, new_mine, come, asked.size) + _parts(mine, go, new_theirs, enter, asked.size)
    cells, persons, records = (np.array([part[i] for part in parts]) for i in range(3))
    return Effects(cells, np.where(cells >= 0, persons, 0), np.where(cells >= 0, records, 0))


def _summed(there: Flags, start: Ints) -> Ints:
    found: Ints = np.add.reduceat(there, start, dtype=np.int64)
    return found


def _parts(left: Ints, out: Ints | Flags, entered: Ints, in_: Ints, size: Ints) -> list[tuple[Ints, Ints, Ints]]:
    """What a cell loses that records with a value leave, and what another gains that such records enter; often one."""
    same = left == entered
    found = [(left, np.where(same, in_, 0) - out, np.where(same, 0, -size)), (np.where(same, -1, entered), in_, size)]
    return [part for part in found if (part[0] >= 0).any()]
