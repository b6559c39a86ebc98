"""Which cells a reader misses in a small release, and what its sums leave to values that stand nowhere."""

from __future__ import annotations

import pytest

from pipeline.assess.bounds import absent_cells, absent_keys, is_hidden, system, too_close
from pipeline.assess.written import HIDDEN, Key
from pipeline.core.policy import Thresholds
from tests.assess.small import LABS, REGIONS, SEXES, Cells, release

LIMITS = Thresholds(width=10, persons=12)
LEFT: dict[str, tuple[dict[str, Cells], list[int]]] = {
    "nobody": ({"region": REGIONS}, [0, 0]),
    "records of laboratories that stand nowhere": ({"laboratory": {("A",): (160, 200)}}, [170]),
    "a region that stands nowhere": ({"region": {("Bretagne",): (160, 220)}}, [150, 110]),
    "of all that a person has once": ({"department+sex+age_band": {("22", "F", "20-29"): (160, 220)}}, [150, 110]),
    "no remainder but an absent cell": (
        {"region": {("Bretagne",): (160, 220)}, "region@institution": {("Normandie",): (15, 20)}},
        [],
    ),
    "no part at all": ({"region": {}}, []),
    "of each region what its departments leave": (
        {"region": REGIONS, "department": {("22",): (155, 213), ("27",): (110, 150)}},
        [0, 0, 7, 5, 7, 5, 0, 0],
    ),
    "of each region what its sexes leave": (
        {"region": REGIONS, "region+sex": {("Bretagne", "F"): (155, 213), ("Normandie", "F"): (110, 150)}},
        [0, 0, 7, 5, 7, 5, 0, 0],
    ),
    "two kinds of data are no remainder": ({"category": {("email",): (200, 260)}}, []),
    "of the accounts": ({"category": {("credentials",): (90, 120)}, "storage": {("md5",): (85, 110)}}, [10]),
}


@pytest.mark.parametrize("case", LEFT)
def test_what_sums_leave_to_values_that_stand_nowhere(case: str) -> None:
    cubes, expected = LEFT[case]
    assert system(release(cubes)).remainders == expected


ABSENT: dict[str, tuple[dict[str, Cells], str, list[Key]]] = {
    "values that stand anywhere": (
        {"region": {}, "region+sex": {("Bretagne", "F"): (270, 370)}},
        "region",
        [(HIDDEN,), ("Bretagne",)],
    ),
    "values that stand nowhere, besides": (
        {"region": {("Bretagne",): (160, 220)}, "sex": {}},
        "region",
        [(HIDDEN,)],
    ),
    "departments of their region only": (
        {"region": REGIONS, "region+department": {("Bretagne", "22"): (160, 220), ("Normandie", "27"): (110, 150)}},
        "region+department",
        [],
    ),
    "months of their year only": (
        {"year+month": {("2019", "2019-05"): (150, 170), ("2020", "2020-01"): (150, 200)}},
        "year+month",
        [],
    ),
    "no laboratory with a health fact, each with others": (
        {
            "laboratory": LABS,
            "category": {("health.hiv",): (40, 50), ("email",): (200, 260)},
            "laboratory+category": {},
        },
        "laboratory+category",
        [("A", "email"), ("B", "email")],
    ),
    "a health fact with anything else": (
        {"sex": SEXES, "category": {("health.hiv",): (40, 50)}, "sex+category": {("F", "health.hiv"): (20, 25)}},
        "sex+category",
        [("M", "health.hiv")],
    ),
    "kinds of storage with credentials only": (
        {
            "category": {("credentials",): (90, 120), ("email",): (200, 300)},
            "storage": {("clear",): (50, 70), ("md5",): (45, 50)},
            "category+storage": {},
        },
        "category+storage",
        [("credentials", "clear"), ("credentials", "md5")],
    ),
}


@pytest.mark.parametrize("case", ABSENT)
def test_cells_that_a_reader_expects_and_does_not_find(case: str) -> None:
    cubes, name, expected = ABSENT[case]
    written = release(cubes)
    (cube,) = (cube for cube in written.cubes if cube.name == name)
    assert absent_keys(written, cube) == expected


def test_absent_cells_are_counted_without_those_of_values_that_stand_nowhere() -> None:
    cubes: dict[str, Cells] = {"region": {("Bretagne",): (160, 220)}, "sex": SEXES, "region+sex": {}}
    assert absent_cells(release(cubes)) == {"region": 0, "sex": 0, "region+sex": 2}


@pytest.mark.parametrize(
    ("low", "high", "visible", "hidden"),
    [
        (0, 0, True, False),
        (0, 5, True, False),
        (0, 10, False, False),
        (1, 1, True, True),
        (1, 11, False, True),
        (1, 12, False, False),
        (5, 5, True, True),
        (8, 14, True, True),
        (11, 20.5, True, True),
        (11, 21, False, False),
        (12, 12, True, False),
        (12, 14, True, False),
    ],
)
def test_what_is_told_too_closely(low: float, high: float, visible: bool, hidden: bool) -> None:
    assert too_close(("F", "27"), low, high, LIMITS) == visible
    for key in ((HIDDEN + "Normandie", "F"), ("F", HIDDEN)):
        assert too_close(key, low, high, LIMITS) == hidden
        assert is_hidden(key)
