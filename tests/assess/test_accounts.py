"""The account of a noisy release is worked out again: what each query costs at least, and all together."""

from __future__ import annotations

from math import erfc, log, sqrt
from typing import Any

import pytest

from pipeline.assess.measure import Check
from pipeline.assess.measures.protected_numbers import ProtectedNumbers
from pipeline.assess.written import Promise, Written, WrittenCube
from pipeline.core.categories import CATEGORIES
from pipeline.core.policy import Thresholds

MOST = 5
"""Records of a person that count."""
KINDS = len(CATEGORIES)
THRESHOLD, SCALE = 45, 8.0


def checked(
    queries: list[dict[str, Any]], dimensions: tuple[str, ...] = ("sex",), epsilon: float = 20.0, delta: float = 1e-3
) -> Check:
    """Judge a cube of one cell of 50 persons and 60 records by its account."""
    cube = WrittenCube("cube", dimensions, None, {("x",) * len(dimensions): (50, 60)})
    budget = {"epsilon": epsilon, "delta": delta, "records": MOST}
    promise = Promise("dp", {**budget, "budget": budget, "queries": queries})
    return ProtectedNumbers().evaluate(Written((cube,), 270, 370, {}, promise), Thresholds())


def query(cube: str, measure: str, square: float, **other: Any) -> dict[str, Any]:
    """A query of which one person changes the answers by the root of ``square``, at its least cost."""
    threshold = {"threshold": THRESHOLD} if (cube, measure) == ("cube", "persons") else {}
    found = {"cube": cube, "measure": measure, "scale": SCALE, "cost": square / (2 * SCALE**2)}
    return {**found, **threshold, **other}


def account(persons: float = 1, records: float = MOST**2, **other: Any) -> list[dict[str, Any]]:
    """An honest one, where one person changes the cells of a cube by the roots of ``persons`` and ``records``."""
    return [
        query("", "persons", 1),
        query("", "records", MOST**2),
        query("", "persons_upper", MOST**2),
        query("cube", "persons", persons, **other),
        query("cube", "records", records),
    ]


# dimensions, and how many cells of the cube one person can change
REACH = [
    (("sex",), 1),
    (("region", "department"), 1),
    (("region", "department", "sex", "age_band"), 1),
    (("category",), KINDS),
    (("sex", "category"), KINDS),
    (("laboratory",), MOST),
    (("sex", "laboratory", "year"), MOST),
    (("laboratory", "category"), MOST * KINDS),
]


@pytest.mark.parametrize(("dimensions", "cells"), REACH)
def test_a_query_costs_what_one_person_can_change(dimensions: tuple[str, ...], cells: int) -> None:
    """Persons by one in each of the cells; records by all of them, in as many cells as a record can stand in."""
    records = MOST**2 * (KINDS if "category" in dimensions else 1)
    assert checked(account(cells, records), dimensions, epsilon=1e6).passed
    for persons_said, records_said in ((cells * 0.999, records), (cells, records * 0.999)):
        check = checked(account(persons_said, records_said), dimensions, epsilon=1e6)
        assert (check.value, check.detail) == (1, "a query that costs more than is said")


@pytest.mark.parametrize("place", range(5))
def test_no_query_may_cost_more_than_is_said(place: int) -> None:
    said = account()
    said[place]["cost"] *= 0.6
    check = checked(said)
    assert (check.value, check.limit, check.passed) == (1, 0, False)
    assert check.detail == "a query that costs more than is said"


@pytest.mark.parametrize("dear", [1.0, 3.0])
def test_all_costs_and_all_tails_are_within_the_budget(dear: float) -> None:
    """The epsilon of zero-concentrated privacy, at the delta that the thresholds leave."""
    said = account()
    said[1]["cost"] *= dear
    cost = (1 + dear * MOST**2 + MOST**2 + 1 + MOST**2) / (2 * SCALE**2)
    tail = erfc((THRESHOLD - 1.5) / SCALE / sqrt(2)) / 2
    epsilon = cost + 2 * sqrt(cost * log(1 / (1e-7 - tail)))
    assert checked(said, epsilon=epsilon, delta=1e-7).passed
    for less in (checked(said, epsilon=epsilon * 0.999999, delta=1e-7), checked(said, epsilon=epsilon, delta=0.9e-7)):
        assert (less.value, less.detail) == (1, "more than the budget")


@pytest.mark.parametrize(("dimensions", "cells"), REACH)
def test_the_tails_of_all_cells_are_less_than_delta(dimensions: tuple[str, ...], cells: int) -> None:
    said = account(cells, MOST**2 * (KINDS if "category" in dimensions else 1), threshold=20)
    tail = cells * (erfc((20 - 1.5) / SCALE / sqrt(2)) / 2)
    assert checked(said, dimensions, 1e6, tail * 1.0001).passed
    for delta in (tail, tail * 0.9999):
        assert checked(said, dimensions, 1e6, delta).detail == "more than the budget"


@pytest.mark.parametrize(("threshold", "wrong"), [(50, 0), (51, 1)])
def test_a_cell_is_not_under_its_threshold(threshold: int, wrong: int) -> None:
    check = checked(account(threshold=threshold))
    assert (check.value, check.detail) == (wrong, "a cell under its noisy threshold" if wrong else "")


def test_every_number_has_one_query() -> None:
    for place in range(5):
        lacking = account()
        del lacking[place]
        assert checked(lacking).detail == "a number without a query that was paid for"
    assert checked([*account(), account()[0]]).detail == "a number without a query that was paid for"
    assert checked([*account(), query("other", "persons_upper", MOST**2)]).passed


COUNTS: dict[str, Any] = {"persons": 270, "persons_upper": 275, "accepted": 370, "unlinked": 0}


def rounded(cells: dict[tuple[str, ...], tuple[int, int]], counts: dict[str, Any]) -> Check:
    cubes = (WrittenCube("sex", ("sex",), None, cells),)
    promise = Promise("rounding", {"counts": {**COUNTS, **counts}})
    return ProtectedNumbers().evaluate(Written(cubes, 270, 370, {}, promise), Thresholds())


ROUNDED: list[tuple[tuple[int, int], dict[str, Any], int]] = [
    ((15, 20), {}, 0),
    ((10, 20), {}, 1),
    ((16, 21), {}, 2),
    ((14, 14), {}, 2),
    ((0, 15), {}, 1),
    ((15, 20), {"unlinked": 15, "quarantined": 0, "persons_upper": None}, 0),
    ((15, 20), {"unlinked": 10}, 1),
    ((15, 20), {"unlinked": 5, "persons": 271, "accepted": 14}, 3),
    ((15, 20), {"records": 370, "reasons": {"nul": 15, "width": 0}}, 0),
    ((15, 20), {"records": 371, "reasons": {"nul": 16, "width": 10}}, 3),
]


@pytest.mark.parametrize(("cell", "counts", "wrong"), ROUNDED)
def test_numbers_that_are_not_rounded_are_counted(cell: tuple[int, int], counts: dict[str, Any], wrong: int) -> None:
    check = rounded({("F",): cell, ("M",): (25, 30)}, counts)
    assert (check.value, check.limit, check.passed) == (wrong, 0, not wrong)
    assert ("a number that is not rounded" in check.detail) == (cell != (15, 20))
    assert ("a total that is not rounded" in check.detail) == (wrong > 0 and cell == (15, 20))


TWICE = [
    ("suppression", None, (100, 140), 0),
    ("suppression", None, (100, 141), 1),
    ("rounding", None, (105, 140), 1),
    ("cell_key", None, (101, 140), 1),
    ("suppression", "institution", (30, 40), 0),
]


@pytest.mark.parametrize(("protection", "where", "counts", "wrong"), TWICE)
def test_a_cell_has_one_number_everywhere(
    protection: str, where: str | None, counts: tuple[int, int], wrong: int
) -> None:
    """A department with its region and one alone are one cell; among institutions it is another."""
    departments = WrittenCube("department", ("department",), where, {("56",): counts, ("27",): (60, 75)})
    crossed = WrittenCube("crossed", ("region", "department"), None, {("Bretagne", "56"): (100, 140)})
    promise = Promise(protection, {"counts": COUNTS})
    written = Written((departments, crossed), 270, 370, {"56": "Bretagne", "27": "Normandie"}, promise)
    check = ProtectedNumbers().evaluate(written, Thresholds())
    assert (check.value, check.detail) == (wrong, "a cell with two numbers" if wrong else "")
