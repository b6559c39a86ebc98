"""What the measure counts of all that a reader knows: narrow cells, small remainders, numbers that contradict."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

import pytest

from pipeline.assess.bounds import PERSONS, RECORDS, Sum, System, Unknown
from pipeline.assess.measure import Check
from pipeline.assess.measures.recoverable_cells import RecoverableCells
from pipeline.assess.written import HIDDEN, Promise, Written, WrittenCube
from pipeline.core.policy import Thresholds

LIMITS = Thresholds(width=10, persons=12)
Interval = tuple[float, float]


def unknown(name: str) -> Unknown:
    return ("t", (name,), RECORDS)


def bounded(
    intervals: dict[str, Interval],
    sums: Iterable[tuple[str, float]] = (),
    pairs: Iterable[str] = (),
    told: Iterable[str] = (),
    remainders: Iterable[int] = (),
    width: int = 10,
) -> Check:
    """``("xy", 50)`` is x + y = 50, ``"xw"`` the pair of a part x of w."""
    knowledge = System(
        {unknown(name): low for name, (low, _) in intervals.items()},
        {unknown(name): high for name, (_, high) in intervals.items()},
        [Sum(tuple(map(unknown, names)), total, total) for names, total in sums],
        [(unknown(part), unknown(whole)) for part, whole in pairs],
        list(remainders),
        set(map(unknown, told)),
    )
    return RecoverableCells().bounded(knowledge, Thresholds(width=width, persons=12))


def found(check: Check) -> str:
    """The names of the cells, in order."""
    assert (check.limit, check.passed) == (0, check.value == 0)
    return "".join(sorted(name for _, (name,) in check.weak))


def test_a_cell_narrower_than_the_limit_is_found_and_one_as_wide_is_not() -> None:
    check = bounded({"a": (40, 49), "b": (40, 50), "c": (0, 10), "d": (7, 7)})
    assert (check.value, found(check)) == (2, "ad")


def test_what_one_equation_gives_is_found() -> None:
    check = bounded({"x": (0, 100), "y": (95, 100), "z": (0, 100)}, [("xy", 100)])
    assert (check.value, found(check)) == (2, "xy")


@pytest.mark.parametrize("chain", [(("xy", 50), ("yz", 50), ("xz", 20)), (("xz", 20), ("yz", 50), ("xy", 50))])
def test_what_only_the_programme_sees_is_found(chain: tuple[tuple[str, float], ...]) -> None:
    """Propagation leaves each 20 wide; the three equations have one solution."""
    check = bounded(dict.fromkeys("xyz", (0, 55)), chain)
    assert (check.value, found(check)) == (3, "xyz")


def test_what_the_programme_leaves_wide_is_not_found() -> None:
    check = bounded({"x": (0, 50), "y": (0, 50)}, [("xy", 50)])
    assert (check.value, found(check)) == (0, "")


def test_intervals_under_sixty_are_confirmed_and_no_others() -> None:
    check = bounded({"a": (0, 9), "b": (0, 10), "c": (0, 59), "d": (0, 60), "e": (0, 61)})
    # two programmes, of one cell each, with two runs for its ends
    assert check.detail == "5 unknowns bounded, 2 of them closely, 4 linear programmes"
    assert found(check) == "a"


@pytest.mark.parametrize(("width", "closely"), [(1, 1), (10, 1), (11, 2), (110, 2)])
def test_a_wider_limit_confirms_wider_intervals(width: int, closely: int) -> None:
    check = bounded({"a": (0, width), "b": (0, max(60, width + 49)), "c": (0, max(60, width + 50))}, width=width)
    assert f"3 unknowns bounded, {closely} of them closely" in check.detail
    # each 120 wide by propagation, with one solution
    chain = [("xy", 300), ("yz", 300), ("xz", 120)]
    check = bounded(dict.fromkeys("xyz", (0, 330)), chain, width=width)
    assert found(check) == ("xyz" if width == 110 else "")


def test_cells_that_stand_together_are_confirmed_together() -> None:
    """One round for the first of each sum, one for the second: every end is met on the way."""
    intervals = dict.fromkeys("uvxy", (0.0, 50.0))
    check = bounded(intervals, [("uv", 50), ("xy", 50)], ["ux"])
    assert check.detail == "4 unknowns bounded, 4 of them closely, 2 linear programmes"


def test_a_cell_of_a_value_that_stands_nowhere_is_not_judged() -> None:
    for key in ((HIDDEN,), ("F", HIDDEN + "Bretagne"), (HIDDEN, "F")):
        cell = ("t", key, RECORDS)
        assert RecoverableCells().bounded(System({cell: 5}, {cell: 5}), LIMITS).passed


NOWHERE = ("t", (HIDDEN,), PERSONS)


def hidden(interval: Interval, parts: dict[str, float], whole: str, more: Iterable[Sum] = ()) -> Check:
    """A cell of a value that stands nowhere, in a sum with told parts (at most so many in each) and a told whole."""
    told = [(name, (key,), PERSONS) for name, key in (("t", part) for part in parts)]
    above = (whole, ("w",), PERSONS)
    low = {NOWHERE: interval[0], above: 1000.0, **{u: most - 4 for u, most in zip(told, parts.values(), strict=True)}}
    high = {NOWHERE: interval[1], above: 1000.0, **dict(zip(told, parts.values(), strict=True))}
    sums = [Sum((*told, NOWHERE), -inf, inf, above), *more]
    return RecoverableCells().bounded(System(low, high, sums, told={*told, above}), LIMITS)


@pytest.mark.parametrize(
    ("interval", "few"),
    [((0, 4), False), ((1, 9), True), ((1, 11), True), ((1, 12), False), ((11, 14), True), ((12, 14), False)],
)
def test_where_numbers_are_moved_somebody_whose_value_stands_nowhere_is_not_of_few(
    interval: Interval, few: bool
) -> None:
    check = hidden(interval, {"a": 40, "b": 30, "c": 50}, "w")
    assert (check.value, check.passed) == (few, not few)
    assert check.weak == ({("t", ("b",))} if few else frozenset())


def test_where_no_part_is_told_the_whole_goes_unless_it_is_the_total() -> None:
    assert hidden((1, 9), {}, "w").weak == {("w", ("w",))}
    check = hidden((1, 9), {}, "")
    assert (check.value, check.weak) == (1, frozenset())


SUREST: list[tuple[tuple[float, float | None, float], tuple[float, float | None, float], str]] = [
    # of two sums: what they are at least beside their whole, that whole, the most in the other part; which loses it
    ((32, None, 30), (31, None, 30), "a"),
    ((32, None, 30), (33, None, 30), "b"),
    ((32, None, 30), (32, None, 30), "a"),
    ((32, None, 30), (0, 33, 30), "b"),
    ((0, 33, 30), (32, None, 30), "a"),
    ((0, 33, 30), (33, None, 30), "a"),
    ((33, None, 30), (0, 33, 30), "a"),
    ((32, None, 30), (0, 33, 32), "a"),
    ((0, 33, 32), (32, None, 30), "b"),
    ((0, 33, 32), (0, 32, 30), "b"),
]


@pytest.mark.parametrize(("first", "second", "gone"), SUREST)
def test_the_sum_that_says_most_surely_that_somebody_is_there_loses_a_part(
    first: tuple[float, float | None, float], second: tuple[float, float | None, float], gone: str
) -> None:
    low: dict[Unknown, float] = {NOWHERE: 1}
    high: dict[Unknown, float] = {NOWHERE: 9}
    sums = []
    for name, (least, above, most) in zip("ab", (first, second), strict=True):
        part, whole = ("t", (name,), PERSONS), (name, ("w",), PERSONS)
        low |= {part: 0, whole: above or 0}
        high |= {part: most, whole: 1_000}
        sums.append(Sum((part, NOWHERE), least, inf, None if above is None else whole))
    knowledge = System(low, high, sums, told={u for u in low if u != NOWHERE})
    assert RecoverableCells().bounded(knowledge, LIMITS).weak == {("t", (gone,))}


def test_exact_numbers_are_judged_by_what_is_left_over_alone() -> None:
    assert RecoverableCells().bounded(System({NOWHERE: 1}, {NOWHERE: 9}), LIMITS).passed


@pytest.mark.parametrize(("rest", "wrong"), [(-1, 0), (0, 0), (1, 1), (11, 1), (12, 0)])
def test_a_remainder_is_nothing_or_at_least_the_threshold(rest: int, wrong: int) -> None:
    check = bounded({}, remainders=[rest])
    assert (check.value, check.passed) == (wrong, not wrong)


@pytest.mark.parametrize(("interval", "wrong"), [((5, 3), 1), ((5, 4.5), 1), ((5, 5), 0), ((3, 5), 0)])
def test_a_told_number_may_be_narrow_but_not_contradicted(interval: Interval, wrong: int) -> None:
    check = bounded({"t": interval}, told="t")
    assert (check.value, check.passed, check.weak) == (wrong, not wrong, frozenset())


def test_numbers_that_contradict_each_other_are_found_whatever_they_lead_to() -> None:
    """Each equation doubles what the last one gave; fifty times over, no number could hold it."""
    parts = [Sum((unknown("a"), unknown("b")), 0, 0, unknown("w")), Sum((unknown("a"), unknown("b")), 0, inf)]
    cells = [unknown(name) for name in "abw"]
    knowledge = System(dict.fromkeys(cells, 1), dict.fromkeys(cells, 1), parts * 30)
    assert found(RecoverableCells().bounded(knowledge, LIMITS)) == "abw"


def test_all_three_add_up() -> None:
    check = bounded({"a": (0, 9), "t": (5, 3)}, told="t", remainders=[3])
    assert (check.value, found(check)) == (3, "a")


def test_noise_without_bound_is_left_to_the_budget() -> None:
    regions = WrittenCube("region", ("region",), None, {("Bretagne",): (30, 40)})
    sexes = WrittenCube("sex", ("sex", "region"), None, {("F", "Bretagne"): (20, 30), ("M", "Normandie"): (20, 20)})
    for protection, value in (("suppression", 4), ("dp", 0)):
        written = Written((regions, sexes), 50, 60, {}, Promise(protection))
        check = RecoverableCells().evaluate(written, LIMITS)
        assert (check.value, check.limit, check.passed) == (value, 0, not value)
