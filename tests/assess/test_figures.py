"""Each measure of the gate counts exactly what it is about: value, limit and verdict of small releases."""

from __future__ import annotations

import pytest

from pipeline.assess.measure import Measure
from pipeline.assess.measures.consistent_counts import ConsistentCounts
from pipeline.assess.measures.free_values import FreeValues
from pipeline.assess.measures.revealing_categories import RevealingCategories
from pipeline.assess.measures.smallest_cell import SmallestCell
from pipeline.core.policy import Thresholds
from tests.assess.small import Cells, release

LIMITS = Thresholds(persons=12, sensitive_share=0.8)


def figure(measure: Measure, cubes: dict[str, Cells], persons: int = 270) -> float:
    """What the measure counts, with its limit and verdict checked."""
    check = measure.evaluate(release(cubes, "suppression", persons), LIMITS)
    if check.id == "smallest_cell":
        assert (check.limit, check.passed) == (12, check.value >= 12)
    else:
        assert (check.limit, check.passed) == (0, check.value == 0)
    return check.value


CONTRADICTIONS: dict[str, tuple[Cells, int]] = {
    "none": ({("F",): (100, 100), ("M",): (270, 370)}, 0),
    "more persons than records": ({("F",): (101, 100), ("M",): (100, 100)}, 1),
    "more persons than there are": ({("F",): (271, 300)}, 1),
    "more records than there are": ({("F",): (200, 371)}, 1),
    "each cell once": ({("F",): (400, 380), ("M",): (101, 100), ("X",): (12, 12)}, 2),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_contradictions_are_counted_in_every_cube(case: str) -> None:
    cells, wrong = CONTRADICTIONS[case]
    assert figure(ConsistentCounts(), {"sex": cells}) == wrong
    assert figure(ConsistentCounts(), {"sex": cells, "sex@institution": cells}) == 2 * wrong


SMALLEST: dict[str, tuple[dict[str, Cells], int, int]] = {
    "of cells": ({"sex": {("F",): (40, 13), ("M",): (30, 50)}, "region": {("Bretagne",): (12, 90)}}, 270, 12),
    "one under the threshold": ({"sex": {("F",): (40, 90), ("M",): (11, 50)}}, 270, 11),
    "the whole": ({"sex": {("F",): (40, 90)}}, 9, 9),
    "the whole, and no cell": ({}, 12, 12),
}


@pytest.mark.parametrize("case", SMALLEST)
def test_the_smallest_number_of_persons(case: str) -> None:
    cubes, persons, smallest = SMALLEST[case]
    assert figure(SmallestCell(), cubes, persons) == smallest


WORDS: dict[str, tuple[dict[str, Cells], int]] = {
    "none": ({"department+sex": {("22", "F"): (12, 12)}, "category": {("email",): (12, 12)}}, 0),
    "two of three": ({"sex": {("f",): (12, 12), ("m",): (12, 12), ("F",): (12, 12)}}, 2),
    "one that stands twice": ({"sex": {("f",): (12, 12)}, "sex@institution": {("f",): (12, 12)}}, 1),
    "a dimension that nobody defined": ({"postcode": {("56000",): (12, 12), ("22000",): (12, 12)}}, 2),
    "of each dimension": ({"sex+category": {("f", "e-mail"): (12, 12)}}, 2),
}


@pytest.mark.parametrize("case", WORDS)
def test_words_outside_the_lists_are_counted(case: str) -> None:
    cubes, wrong = WORDS[case]
    assert figure(FreeValues(), cubes) == wrong


REGIONS: Cells = {("Bretagne",): (100, 140), ("Normandie",): (60, 90)}
HIV: dict[str, tuple[dict[str, Cells], int]] = {
    "a share at the limit": ({"category": {("health.hiv",): (216, 250)}}, 0),
    "a share over it": ({"category": {("health.hiv",): (217, 250)}}, 1),
    "a technical kind that everybody has": ({"category": {("email",): (270, 370)}}, 0),
    "beside a technical one": ({"category": {("email",): (270, 370), ("health.hiv",): (260, 350)}}, 1),
    "behind a cube without categories": ({"region": REGIONS, "category": {("health.hiv",): (260, 350)}}, 1),
    "in a region, the share at the limit": (
        {"region": REGIONS, "region+category": {("Bretagne", "health.hiv"): (80, 90)}},
        0,
    ),
    "in whichever order the cubes stand": (
        {"region+category": {("Bretagne", "health.hiv"): (80, 90)}, "region": REGIONS},
        0,
    ),
    "in a region, over it": ({"region": REGIONS, "region+category": {("Bretagne", "health.hiv"): (81, 90)}}, 1),
    "in a region, a complement of the threshold": (
        {"region": REGIONS, "region+category": {("Normandie", "health.hiv"): (48, 90)}},
        0,
    ),
    "a region that is not told": ({"region": REGIONS, "region+category": {("Corse", "health.hiv"): (12, 12)}}, 1),
    "no cube of regions": ({"region+category": {("Bretagne", "health.hiv"): (12, 12)}}, 1),
    "regions of institutions only": (
        {"region@institution": REGIONS, "region+category": {("Bretagne", "health.hiv"): (12, 12)}},
        1,
    ),
    "regions crossed with sexes are no regions": (
        {"region+sex": {("Bretagne", "F"): (90, 99)}, "region+category": {("Bretagne", "health.hiv"): (12, 12)}},
        1,
    ),
    "a department, with its region beside it": (
        {
            "region+department": {("Bretagne", "22"): (40, 60)},
            "department+category": {("22", "health.hiv"): (12, 14), ("56", "health.hiv"): (12, 14)},
        },
        1,
    ),
    "not its region instead of it": (
        {"region": REGIONS, "department+category": {("22", "health.hiv"): (12, 14)}},
        1,
    ),
    "at a laboratory, however few": (
        {"laboratory": {("A",): (200, 300)}, "laboratory+category": {("A", "health.hiv"): (12, 14)}},
        1,
    ),
    "a technical kind at a laboratory": (
        {"laboratory": {("A",): (200, 300)}, "laboratory+category": {("A", "email"): (200, 300)}},
        0,
    ),
    "each cell once": (
        {"region": REGIONS, "region+category": {(name, "health.hiv"): (59, 80) for name in ("Normandie", "Corse")}},
        2,
    ),
}


@pytest.mark.parametrize("case", HIV)
def test_health_facts_of_nearly_everybody_are_counted(case: str) -> None:
    cubes, wrong = HIV[case]
    assert figure(RevealingCategories(), cubes) == wrong


@pytest.mark.parametrize(("persons", "wrong"), [(258, 0), (259, 1)])
def test_a_complement_has_the_threshold_whatever_the_share(persons: int, wrong: int) -> None:
    written = release({"category": {("health.hiv",): (persons, 300)}})
    check = RevealingCategories().evaluate(written, Thresholds(persons=12, sensitive_share=1))
    assert check.value == wrong
