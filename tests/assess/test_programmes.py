"""The linear programmes find how wide each unknown is, no wider and no narrower, and say by how many runs."""

from __future__ import annotations

from math import inf

import pytest

from pipeline.assess.bounds import PERSONS, RECORDS, Sum, System, Unknown, propagate
from pipeline.assess.exact import Programme, component, neighbours


def unknown(name: str) -> Unknown:
    return ("t", (name,), RECORDS)


def knowledge(
    intervals: dict[str, tuple[float, float]],
    sums: tuple[tuple[str, float, float], ...] = (),
    pairs: tuple[str, ...] = (),
) -> System:
    """Unknowns of one letter; ``("xy-w", 3, 5)`` is 3 <= x + y - w <= 5, ``"xw"`` the pair of a part x of w."""
    found = System(
        {unknown(name): low for name, (low, _) in intervals.items()},
        {unknown(name): high for name, (_, high) in intervals.items()},
    )
    for text, low, high in sums:
        parts, _, whole = text.partition("-")
        found.sums.append(Sum(tuple(map(unknown, parts)), low, high, unknown(whole) if whole else None))
    found.pairs.extend((unknown(part), unknown(whole)) for part, whole in pairs)
    return found


def programme(system: System, name: str) -> Programme:
    return Programme(system, component(neighbours(system), unknown(name)))


FREE = dict.fromkeys("xyz", (0.0, 50.0))
EXACT: dict[str, tuple[System, dict[str, float]]] = {
    "an interval alone": (knowledge({"x": (3, 13)}), {"x": 10}),
    "a sum": (knowledge({"x": (0, 30), "y": (10, 90)}, (("xy", 40, 40),)), {"x": 30, "y": 30}),
    "at least a sum": (knowledge({"x": (0, 30), "y": (0, 30)}, (("xy", 40, inf),)), {"x": 20, "y": 20}),
    "at most a sum": (knowledge({"x": (5, 30), "y": (10, 30)}, (("xy", -inf, 20),)), {"x": 5, "y": 5}),
    "parts of an absent whole": (
        knowledge({"x": (10, 20), "y": (5, 20), "w": (0, 90)}, (("xy-w", -7, -7),)),
        {"x": 10, "y": 15, "w": 25},
    ),
    "parts that overlap": (
        knowledge({"x": (10, 20), "y": (5, 20), "w": (0, 90)}, (("xy-w", -7, inf),)),
        {"x": 10, "y": 15, "w": 47},
    ),
    "a whole without absent parts": (knowledge({"w": (0, 90)}, (("-w", -7, inf),)), {"w": 7}),
    "a part of a whole": (knowledge({"x": (5, 40), "w": (0, 20)}, pairs=("xw",)), {"x": 15, "w": 15}),
    "a chain that no equation tells alone": (
        knowledge(FREE, (("xy", 50, 50), ("yz", 50, 50), ("xz", 20, 20))),
        {"x": 0, "y": 0, "z": 0},
    ),
    "the same in a longer one with a whole": (
        knowledge({**FREE, "w": (0, 50)}, (("xy-w", 0, 0), ("yz", 50, 50), ("xz", 20, 20)), ("xy",)),
        {"x": 10, "y": 10, "z": 10, "w": 20},
    ),
    "others that are linked among themselves": (
        knowledge({**FREE, "v": (0, 9), "w": (0, 9)}, (("xy", 50, 50), ("vw", 9, 9)), ("vw",)),
        {"x": 50, "v": 4.5, "w": 4.5},
    ),
}


@pytest.mark.parametrize("primed", [False, True])
@pytest.mark.parametrize("case", EXACT)
def test_an_unknown_is_as_wide_as_the_numbers_leave_it(case: str, primed: bool) -> None:
    system, widths = EXACT[case]
    for name, width in widths.items():
        found = programme(system, name)
        if primed:
            found.prime([unknown(name)])
        assert found.is_wide(unknown(name), width), name
        assert not found.is_wide(unknown(name), width + 0.5), name


def test_propagation_alone_does_not_see_the_chain() -> None:
    system, _ = EXACT["a chain that no equation tells alone"]
    propagate(system)
    assert system.high[unknown("x")] - system.low[unknown("x")] >= 10


@pytest.mark.parametrize("interval", [(5.0, 3.0), (0.0, inf)])
def test_what_has_no_solution_or_no_end_is_no_witness(interval: tuple[float, float]) -> None:
    assert not programme(knowledge({"x": interval}), "x").is_wide(unknown("x"), 1)
    both = programme(knowledge({"x": interval, "y": (0, 50)}, (("xy", 0, inf),)), "y")
    assert both.is_wide(unknown("y"), 50) == (interval[1] == inf)


LINKED = knowledge(
    dict.fromkeys("uvwxyz", (0.0, 9.0)), sums=(("uv", 5, 5), ("w-v", 0, 0), ("-y", -5, -5)), pairs=("wx",)
)


@pytest.mark.parametrize(("start", "members"), [*((name, "uvwx") for name in "uvwx"), ("y", "y"), ("z", "z")])
def test_unknowns_are_taken_together_where_sums_and_pairs_link_them(start: str, members: str) -> None:
    assert component(neighbours(LINKED), unknown(start)) == [unknown(name) for name in members]


def test_persons_and_records_of_a_cell_are_two_unknowns() -> None:
    both = [("t", ("x",), PERSONS), ("t", ("x",), RECORDS)]
    system = System(dict.fromkeys(both, 0.0), dict.fromkeys(both, 9.0))
    assert component(neighbours(system), both[0]) == both[:1]
    system.pairs.append((both[0], both[1]))
    assert component(neighbours(system), both[1]) == both


PRIMED = {
    "as many as the largest sum has members": ((("uvw", 30, 30), ("xy", 20, 20)), ("ux",), "uvwxy", 3),
    "of which only those asked for count": ((("uvw", 30, 30), ("xy", 20, 20)), ("ux",), "uxy", 2),
    "none where no sum stands": ((), ("ux",), "ux", 0),
    "sums of others are not its own": ((("uv", 30, 30), ("xyz", 20, 20)), (), "uv", 2),
}


@pytest.mark.parametrize("case", PRIMED)
def test_priming_takes_as_many_runs_as_the_largest_sum_has_members(case: str) -> None:
    sums, pairs, asked, runs = PRIMED[case]
    found = programme(knowledge(dict.fromkeys("uvwxyz", (0.0, 50.0)), sums, pairs), "u")
    found.prime([unknown(name) for name in asked])
    assert found.solved == runs


def test_every_solution_is_a_witness_for_all() -> None:
    sums = (("uv", -inf, 50), ("xy", -inf, 50))
    found = programme(knowledge(dict.fromkeys("uvxy", (0.0, 50.0)), sums, ("ux",)), "u")
    found.prime([unknown(name) for name in "uvxy"])
    before = found.solved
    assert before == 2
    assert all(found.is_wide(unknown(name), 50) for name in "uvxy")
    assert found.solved == before


def test_an_unknown_takes_two_runs_at_most() -> None:
    found = programme(knowledge({"x": (0, 9)}), "x")
    assert not found.is_wide(unknown("x"), 10)
    assert found.solved == 2
    assert found.is_wide(unknown("x"), 9)
    assert found.solved == 2


def test_the_solver_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert programme(knowledge(FREE, (("xy", 50, 50),)), "x").is_wide(unknown("x"), 50)
    assert capfd.readouterr() == ("", "")
