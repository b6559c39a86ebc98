"""Exact intervals of single unknowns by linear programming (HiGHS through scipy)."""

from __future__ import annotations

from collections import defaultdict
from math import inf

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import csr_array

from pipeline.assess.bounds import System, Unknown

Neighbours = dict[Unknown, set[Unknown]]
Row = dict[int, float]


def neighbours(system: System) -> Neighbours:
    """Which unknowns stand in a sum or pair together."""
    result: Neighbours = defaultdict(set)
    for constraint in system.sums:
        hub = constraint.members[0]
        for unknown in constraint.members:
            result[hub].add(unknown)
            result[unknown].add(hub)
    for part, whole in system.pairs:
        result[part].add(whole)
        result[whole].add(part)
    return result


def component(neighbours: Neighbours, start: Unknown) -> list[Unknown]:
    """The unknowns connected to ``start``, itself among them, sorted."""
    seen = {start}
    queue = [start]
    while queue:
        for other in neighbours.get(queue.pop(), ()):
            if other not in seen:
                seen.add(other)
                queue.append(other)
    return sorted(seen)


class Programme:
    """The linear programme of one component; every solution found serves as a witness for all its unknowns."""

    def __init__(self, system: System, unknowns: list[Unknown]) -> None:
        self._place = {unknown: i for i, unknown in enumerate(unknowns)}
        self._bounds = [(system.low[u], None if system.high[u] == inf else system.high[u]) for u in unknowns]
        self._sums = [s.unknowns for s in system.sums if s.unknowns and s.members[0] in self._place]
        rows, self._limits = _rows(system, self._place)
        self._matrix = _matrix(rows, len(unknowns))
        self._least = np.full(len(unknowns), inf)
        self._most = np.full(len(unknowns), -inf)
        self.solved = 0

    def prime(self, unknowns: list[Unknown]) -> None:
        """Solve for many unknowns at once: in each round the largest value of one unknown of every sum.

        The rounds are as many as the largest sum has members, and most intervals are wide after them.
        """
        wanted = set(unknowns)
        queues = [[u for u in members if u in wanted] for members in self._sums]
        for turn in range(max(map(len, queues), default=0)):
            goal = np.zeros(len(self._bounds))
            goal[[self._place[queue[turn]] for queue in queues if turn < len(queue)]] = -1.0
            self._run(goal)

    def is_wide(self, unknown: Unknown, width: float) -> bool:
        """Whether two solutions are at least ``width`` apart in ``unknown``."""
        place = self._place[unknown]
        for sign in (-1.0, 1.0):
            if self._apart(place, width):
                return True
            self._solve(place, sign)
        return self._apart(place, width)

    def _apart(self, place: int, width: float) -> bool:
        return bool(self._most[place] >= self._least[place] + width - 1e-6 and self._least[place] < inf)

    def _solve(self, place: int, sign: float) -> None:
        goal = np.zeros(len(self._bounds))
        goal[place] = sign
        if not self._run(goal) and sign < 0:
            self._most[place] = inf

    def _run(self, goal: npt.NDArray[np.float64]) -> bool:
        """Minimise; false where there is no least value."""
        found = linprog(goal, A_ub=self._matrix, b_ub=self._limits, bounds=self._bounds, method="highs")
        self.solved += 1
        if found.x is not None:
            self._least = np.minimum(self._least, found.x)
            self._most = np.maximum(self._most, found.x)
        return bool(found.status != 3)


def _rows(system: System, place: dict[Unknown, int]) -> tuple[list[Row], list[float]]:
    """Write sums and pairs as rows of ``A x <= b``."""
    rows: list[Row] = []
    limits: list[float] = []
    for constraint in system.sums:
        if constraint.members[0] in place:
            row = {place[u]: 1.0 for u in constraint.unknowns}
            if constraint.whole:
                row[place[constraint.whole]] = -1.0
            rows.append({i: -v for i, v in row.items()})
            limits.append(-constraint.low)
            if constraint.high < inf:
                rows.append(row)
                limits.append(constraint.high)
    for part, whole in system.pairs:
        if part in place:
            rows.append({place[part]: 1.0, place[whole]: -1.0})
            limits.append(0.0)
    return rows, limits


def _matrix(rows: list[Row], width: int) -> csr_array:
    cells = [(r, c, v) for r, row in enumerate(rows) for c, v in row.items()]
    data, places = [v for *_, v in cells], ([r for r, *_ in cells], [c for _, c, _ in cells])
    return csr_array((data, places), shape=(len(rows), width))
