"""What the published numbers of small releases say of each absent cell, to the last person and record."""

from __future__ import annotations

import pytest

from tests.assess.small import LABS, REGIONS, SEXES, Cells, Interval, Known, known, release

ACCOUNTS: dict[str, Cells] = {
    "category": {("credentials",): (90, 120), ("email",): (200, 300)},
    "storage": {("clear",): (50, 70), ("md5",): (45, 50)},
    "strength": {("weak",): (30, 35), ("strong",): (32, 35)},
}
NOBODY: tuple[Interval, Interval] = ((0, 0), (0, 0))


def exactly(persons: int, records: int) -> tuple[Interval, Interval]:
    return (persons, persons), (records, records)


REST_OF_BRETAGNE: tuple[Interval, Interval] = ((0, 60), (0, 70))
REST_OF_NORMANDIE: tuple[Interval, Interval] = ((0, 90), (0, 125))
BOUNDED: dict[str, tuple[dict[str, Cells], Known]] = {
    "a person has one sex: the rest of a region": (
        {"region": REGIONS, "sex": SEXES, "region+sex": {("Bretagne", "F"): (90, 120), ("Normandie", "F"): (60, 80)}},
        {"region+sex Bretagne M": exactly(70, 100), "region+sex Normandie M": exactly(50, 70)},
    ),
    "what two absent cells share is open": (
        {"region": REGIONS, "sex": SEXES, "region+sex": {("Bretagne", "F"): (90, 120)}},
        {
            "region+sex Bretagne M": exactly(70, 100),
            "region+sex Normandie F": exactly(60, 80),
            "region+sex Normandie M": exactly(50, 70),
        },
    ),
    "four absent cells between their margins": (
        {"region": REGIONS, "sex": SEXES, "region+sex": {}},
        {
            "region+sex Bretagne F": ((40, 150), (50, 200)),
            "region+sex Bretagne M": ((10, 120), (20, 170)),
            "region+sex Normandie F": ((0, 110), (0, 150)),
            "region+sex Normandie M": ((0, 110), (0, 150)),
        },
    ),
    "an absent region whose departments are told": (
        {"region": {("Bretagne",): (160, 220)}, "department": {("22",): (160, 220), ("27",): (110, 150)}},
        {"region Normandie": exactly(110, 150)},
    ),
    "an absent region of absent departments": (
        {
            "region": {("Bretagne",): (160, 220)},
            "department": {("22",): (60, 80)},
            "department+sex": {("22", "F"): (30, 40), ("56", "F"): (40, 70), ("27", "M"): (20, 25)},
        },
        {
            "region Normandie": ((20, 110), (25, 150)),
            "region ?": ((0, 90), (0, 125)),
            "department 56": ((40, 100), (70, 140)),
            "department 27": ((20, 110), (25, 150)),
            "department+sex 22 M": ((0, 30), (0, 40)),
            "department+sex 22 ?": ((0, 30), (0, 40)),
            **dict.fromkeys(("department ?Bretagne", "department+sex 56 M", "department+sex 56 ?"), REST_OF_BRETAGNE),
            **dict.fromkeys((f"department+sex ?Bretagne {sex}" for sex in "FM?"), REST_OF_BRETAGNE),
            **dict.fromkeys(("department ?Normandie", "department+sex 27 F", "department+sex 27 ?"), REST_OF_NORMANDIE),
            **dict.fromkeys((f"department+sex ?Normandie {sex}" for sex in "FM?"), REST_OF_NORMANDIE),
            **dict.fromkeys(("department ??", *(f"department+sex ?? {sex}" for sex in "FM?")), REST_OF_NORMANDIE),
        },
    ),
    "a person goes to several laboratories": (
        {
            "laboratory": LABS,
            "year": {("2019",): (200, 230), ("2020",): (120, 140)},
            "laboratory+year": {("A", "2019"): (130, 150), ("B", "2020"): (80, 90)},
        },
        # 40 of the 120 of 2020 were at B only; 70 of the 150 of B came in 2019 only; no more persons than records
        {"laboratory+year A 2020": ((40, 50), (50, 50)), "laboratory+year B 2019": ((70, 80), (80, 80))},
    ),
    "an absent laboratory: its records add up, its persons are those of a year or more": (
        {
            "laboratory": {("A",): (160, 200)},
            "laboratory+year": {("A", "2019"): (160, 200), ("B", "2019"): (60, 90), ("B", "2020"): (70, 80)},
        },
        {
            "laboratory B": ((110, 130), (170, 170)),
            **dict.fromkeys(("laboratory ?", "laboratory+year A 2020", "laboratory+year ? 2019"), NOBODY),
            **dict.fromkeys(("laboratory+year ? 2020", *(f"laboratory+year {name} ?" for name in "AB?")), NOBODY),
        },
    ),
    "a record has several kinds of data": (
        {"category": {("email",): (200, 260), ("phone",): (100, 150)}, "sex": SEXES, "sex+category": {}},
        {
            "sex+category F email": ((80, 150), (90, 200)),
            "sex+category M email": ((50, 120), (60, 170)),
            "sex+category F phone": ((0, 100), (0, 150)),
            "sex+category M phone": ((0, 100), (0, 150)),
        },
    ),
    "an absent kind of data of which the laboratories are told": (
        {
            "laboratory": LABS,
            "category": {("phone",): (100, 150)},
            "laboratory+category": {("A", "email"): (60, 90), ("B", "email"): (70, 80)},
        },
        {
            "category email": ((70, 130), (170, 170)),
            "laboratory+category A phone": ((0, 100), (0, 150)),
            "laboratory+category B phone": ((0, 100), (0, 150)),
        },
    ),
    "one of all that a person has once": (
        {
            "department": {("22",): (160, 220), ("27",): (110, 150)},
            "sex": {("F",): (270, 370)},
            "age_band": {("20-29",): (270, 370)},
            "department+sex+age_band": {("22", "F", "20-29"): (160, 220)},
        },
        {"department+sex+age_band 27 F 20-29": exactly(110, 150)},
    ),
    "a laboratory is never crossed with a health fact": (
        {
            "laboratory": LABS,
            "category": {("email",): (200, 260), ("health.hiv",): (40, 50)},
            "laboratory+category": {("A", "email"): (130, 150)},
        },
        {"laboratory+category B email": ((70, 110), (110, 110))},
    ),
    "institutions are some of all": (
        {
            "region": REGIONS,
            "sex": SEXES,
            "region@institution": {("Bretagne",): (30, 40)},
            "region+sex@institution": {("Bretagne", "F"): (15, 20), ("Normandie", "F"): (12, 15)},
        },
        {
            "region@institution Normandie": ((12, 110), (15, 150)),
            "region+sex@institution Bretagne M": exactly(15, 20),
            "region+sex@institution Normandie M": ((0, 98), (0, 135)),
        },
    ),
    "accounts add up to the records with credentials": (
        {**ACCOUNTS, "storage": {("clear",): (50, 70)}, "strength": {("strong",): (32, 35)}, "sex": SEXES},
        {"storage ?": ((40, 50), (50, 50)), "strength ?": ((18, 35), (35, 35))},
    ),
    "passwords in clear add up to the accounts in clear": (
        {
            **ACCOUNTS,
            "sex": SEXES,
            "sex+storage": {("F", "clear"): (20, 30)},
            "sex+strength": {("F", "weak"): (12, 13)},
        },
        {
            "sex+storage F md5": ((0, 45), (0, 50)),
            "sex+storage M clear": exactly(30, 40),
            "sex+storage M md5": ((0, 45), (0, 50)),
            "sex+strength F strong": ((14, 17), (17, 17)),
            "sex+strength M strong": ((15, 18), (18, 18)),
            "sex+strength M weak": ((18, 18), (22, 22)),
        },
    ),
    "a month is of its year": (
        {
            "year": {("2019",): (200, 230), ("2020",): (120, 140)},
            "month": {("2019-05",): (150, 180), ("2020-01",): (120, 140)},
            "year+month": {("2019", "2019-05"): (150, 180)},
        },
        # fifty persons of 2019 came in other months only: each with one of the fifty records that are left
        {
            "month ?2019": exactly(50, 50),
            "year+month 2019 ?2019": exactly(50, 50),
            "year+month 2020 2020-01": exactly(120, 140),
            **dict.fromkeys(("month ?2020", "month ??", "year+month 2020 ?2020"), NOBODY),
        },
    ),
}


@pytest.mark.parametrize("case", BOUNDED)
def test_each_absent_cell_has_exactly_this_interval(case: str) -> None:
    cubes, expected = BOUNDED[case]
    assert known(release(cubes)) == expected


def test_persons_of_a_cell_are_no_more_than_its_records() -> None:
    found = known(release({"sex": {("F",): (268, 290)}, "sex@institution": {("M",): (2, 3)}, "region": REGIONS}))
    assert found["sex M"] == ((2, 2), (3, 80))
