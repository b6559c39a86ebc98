"""How intervals are narrowed by single constraints, again and again until nothing moves."""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import Any

import pytest

from pipeline.assess.bounds import RECORDS, Sum, System, Unknown, propagate

Interval = tuple[float, float]

X, Y, Z = ((("t", (name,), RECORDS)) for name in "xyz")


def knowledge(*intervals: Interval, sums: Any = (), pairs: Any = ()) -> System:
    unknowns: tuple[Unknown, ...] = (X, Y, Z)[: len(intervals)]
    low, high = ([interval[end] for interval in intervals] for end in (0, 1))
    cells = [dict(zip(unknowns, ends, strict=True)) for ends in (low, high)]
    return System(cells[0], cells[1], list(sums), list(pairs))


MOVED = [
    ((0, inf), (0, 50), False),
    ((10, 20), (10, 20), False),
    ((11, 20), (11, 20), True),
    ((10, 19), (10, 19), True),
    ((5, 90), (10, 20), False),
    ((21, 90), (21, 20), True),
]


@pytest.mark.parametrize(("more", "after", "moved"), MOVED)
def test_an_interval_is_narrowed_only(more: Interval, after: Interval, moved: bool) -> None:
    found = knowledge((0, 50) if more[1] == inf else (10, 20))
    assert found.tighten(X, *more) == moved
    assert (found.low[X], found.high[X]) == after
    assert not found.tighten(X)


def test_an_interval_that_is_empty_stays() -> None:
    found = knowledge((21, 20))
    assert not found.tighten(X, 30, 10)
    assert (found.low[X], found.high[X]) == (21, 20)
    point = knowledge((20, 20))
    assert point.tighten(X, 21)
    assert (point.low[X], point.high[X]) == (21, 20)


class Counting(System):
    """Counts how often an interval is looked at."""

    looks = 0

    def tighten(self, unknown: Unknown, low: float = 0, high: float = inf) -> bool:
        """Count, and narrow."""
        self.looks += 1
        return super().tighten(unknown, low, high)


SETTLED = [
    ({"pairs": [(X, Y)]}, 2),
    ({"sums": [Sum((X, Y), 20, inf)]}, 2),
    ({"sums": [Sum((X, Y), -10, inf, Z)]}, 3),
    ({}, 0),
]


@pytest.mark.parametrize(("constraints", "looks"), SETTLED)
def test_what_is_settled_is_looked_at_once(constraints: dict[str, Any], looks: int) -> None:
    found = knowledge((10, 20), (10, 20), (10, 20), **constraints)
    counting = Counting(found.low, found.high, found.sums, found.pairs)
    propagate(counting)
    assert counting.looks == looks


MOVES: dict[str, tuple[dict[str, Any], Interval]] = {
    "the whole by a part": ({"pairs": [(X, Y)]}, (15, 40)),
    "a part by the whole": ({"pairs": [(Y, X)]}, (10, 20)),
    "the first of a sum": ({"sums": [Sum((Y, X), 45, inf)]}, (25, 40)),
    "the last of a sum": ({"sums": [Sum((X, Y), -inf, 30)]}, (10, 15)),
    "the whole of a sum from below": ({"sums": [Sum((X, X), -inf, 5, Y)]}, (25, 40)),
    "the whole of a sum from above": ({"sums": [Sum((X,), -7, inf, Y)]}, (10, 27)),
}


@pytest.mark.parametrize("case", MOVES)
def test_each_constraint_is_taken_again_until_nothing_moves(case: str) -> None:
    """Y, which the constraint narrows, narrows Z, of which the equation stands before it."""
    constraints, expected = MOVES[case]
    sums = [Sum((Z,), 0, 0, Y), *constraints.get("sums", ())]
    found = knowledge((15, 20), (10, 40), (0, 90), sums=sums, pairs=constraints.get("pairs", ()))
    propagate(found)
    assert (found.low[Y], found.high[Y]) == (found.low[Z], found.high[Z]) == expected


def test_after_fifty_passes_it_is_enough() -> None:
    """A chain told from its end: each pass moves one link more."""
    cells: list[Unknown] = [("t", (f"{number:02}",), RECORDS) for number in range(70)]
    pairs = [(part, whole) for whole, part in pairwise(cells)][::-1]
    chain = System(dict.fromkeys(cells, 0), {**dict.fromkeys(cells, 90), cells[0]: 5}, pairs=pairs)
    propagate(chain)
    assert sum(high == 5 for high in chain.high.values()) == 51
    propagate(chain, sweeps=3)
    assert sum(high == 5 for high in chain.high.values()) == 54
