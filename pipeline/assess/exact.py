"""Exact intervals of single unknowns by linear programming (HiGHS; Huangfu and Hall, 2018)."""

from __future__ import annotations

from collections import defaultdict
from math import inf

import numpy as np
import numpy.typing as npt
from highspy import Highs, HighsLp, HighsModelStatus, MatrixFormat
from scipy.sparse import csr_array

from pipeline.assess.bounds import System, Unknown

Neighbours = dict[Unknown, set[Unknown]]
Row = dict[int, float]
PRIMAL = 4
"""HiGHS's number of the primal simplex."""


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
    """The linear programme of one component; every solution found serves as a witness for all its unknowns.

    The model is handed over once. Only the goal changes from one run to the next, so that the primal simplex goes on
    from the last solution, which stays feasible: some fifteen times faster than starting anew.
    """

    def __init__(self, system: System, unknowns: list[Unknown]) -> None:
        self._place = {unknown: i for i, unknown in enumerate(unknowns)}
        self._sums = [s.unknowns for s in system.sums if s.members[0] in self._place]
        self._solver = _solver(system, self._place)
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
            goal = np.zeros(len(self._place))
            goal[[self._place[queue[turn]] for queue in queues if turn < len(queue)]] = -1.0
            self._run(goal)

    def is_wide(self, unknown: Unknown, width: float) -> bool:
        """Whether two solutions are at least ``width`` apart in ``unknown``.

        A programme without any solution, or without a best one, is no witness: such an unknown is not wide.
        """
        place = self._place[unknown]
        for sign in (-1.0, 1.0):
            if self._apart(place, width):
                return True
            goal = np.zeros(len(self._place))
            goal[place] = sign
            self._run(goal)
        return self._apart(place, width)

    def _apart(self, place: int, width: float) -> bool:
        return bool(self._most[place] >= self._least[place] + width - 1e-6)

    def _run(self, goal: npt.NDArray[np.float64]) -> None:
        """Minimise, and keep the solution as a witness."""
        self._solver.changeColsCost(len(goal), np.arange(len(goal), dtype=np.int32), goal)
        self._solver.run()
        self.solved += 1
        if self._solver.getModelStatus() == HighsModelStatus.kOptimal:
            found = np.array(self._solver.getSolution().col_value)
            self._least = np.minimum(self._least, found)
            self._most = np.maximum(self._most, found)


def _solver(system: System, place: dict[Unknown, int]) -> Highs:
    """A solver that holds the component's intervals, sums and pairs."""
    rows, low, high = _rows(system, place)
    matrix = _matrix(rows, len(place))
    model = HighsLp()
    model.num_col_, model.num_row_ = len(place), len(rows)
    model.col_cost_ = np.zeros(len(place))
    model.col_lower_ = np.array([system.low[u] for u in place])
    model.col_upper_ = np.array([system.high[u] for u in place])
    model.row_lower_, model.row_upper_ = np.array(low), np.array(high)
    model.a_matrix_.format_ = MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data
    solver = Highs()
    for option, value in (("output_flag", False), ("presolve", "off"), ("simplex_strategy", PRIMAL), ("threads", 1)):
        solver.setOptionValue(option, value)
    solver.passModel(model)
    return solver


def _rows(system: System, place: dict[Unknown, int]) -> tuple[list[Row], list[float], list[float]]:
    """Write sums and pairs as rows of ``low <= A x <= high``."""
    rows: list[Row] = []
    low: list[float] = []
    high: list[float] = []
    for constraint in system.sums:
        if constraint.members[0] in place:
            row = {place[u]: 1.0 for u in constraint.unknowns}
            if constraint.whole:
                row[place[constraint.whole]] = -1.0
            rows.append(row)
            low.append(constraint.low)
            high.append(constraint.high)
    for part, whole in system.pairs:
        if part in place:
            rows.append({place[part]: 1.0, place[whole]: -1.0})
            low.append(-inf)
            high.append(0.0)
    return rows, low, high


def _matrix(rows: list[Row], width: int) -> csr_array:
    cells = [(r, c, v) for r, row in enumerate(rows) for c, v in row.items()]
    data, places = [v for *_, v in cells], ([r for r, *_ in cells], [c for _, c, _ in cells])
    return csr_array((data, places), shape=(len(rows), width))
