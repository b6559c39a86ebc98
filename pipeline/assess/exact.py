"""Exact intervals of single unknowns by linear programming (HiGHS through scipy)."""

from __future__ import annotations

from collections import defaultdict
from math import inf

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from pipeline.assess.bounds import System, Unknown

Neighbours = dict[Unknown, set[Unknown]]


def component(neighbours: Neighbours, start: Unknown, limit: int) -> list[Unknown] | None:
    """The unknowns connected to ``start`` by a sum or a pair; None when there are more than ``limit``."""
    seen = {start}
    queue = [start]
    while queue:
        for other in neighbours.get(queue.pop(), ()):
            if other not in seen:
                seen.add(other)
                queue.append(other)
        if len(seen) > limit:
            return None
    return sorted(seen)


def interval(system: System, unknown: Unknown, unknowns: list[Unknown]) -> tuple[float, float]:
    """Smallest and largest value of ``unknown`` that the sums and pairs among ``unknowns`` allow."""
    place = {u: i for i, u in enumerate(unknowns)}
    rows: list[dict[int, float]] = []
    limits: list[float] = []
    for constraint in system.sums:
        if constraint.unknowns[0] in place:
            row = {place[u]: 1.0 for u in constraint.unknowns}
            rows.append({i: -v for i, v in row.items()})
            limits.append(-constraint.low)
            if constraint.high < inf:
                rows.append(row)
                limits.append(constraint.high)
    for part, whole in system.pairs:
        if part in place:
            rows.append({place[part]: 1.0, place[whole]: -1.0})
            limits.append(0.0)
    matrix = _matrix(rows, len(unknowns))
    bounds = [(system.low[u], None if system.high[u] == inf else system.high[u]) for u in unknowns]
    goal = np.zeros(len(unknowns))
    goal[place[unknown]] = 1.0
    ends = []
    for sign in (1, -1):
        found = linprog(sign * goal, A_ub=matrix, b_ub=limits, bounds=bounds, method="highs")
        ends.append(sign * found.fun if found.status == 0 else (0.0 if sign > 0 else inf))
    return ends[0], ends[1]


def _matrix(rows: list[dict[int, float]], width: int) -> csr_array:
    cells = [(r, c, v) for r, row in enumerate(rows) for c, v in row.items()]
    data, ij = [v for *_, v in cells], ([r for r, *_ in cells], [c for _, c, _ in cells])
    return csr_array((data, ij), shape=(len(rows), width))


def neighbours(system: System) -> Neighbours:
    """Which unknowns stand in a sum or pair together."""
    result: Neighbours = defaultdict(set)
    for constraint in system.sums:
        hub = constraint.unknowns[0]
        for unknown in constraint.unknowns:
            result[hub].add(unknown)
            result[unknown].add(hub)
    for part, whole in system.pairs:
        result[part].add(whole)
        result[whole].add(part)
    return result
