"""A written release as its reader has it: what its values give away, and which values he knows to be hidden."""

from __future__ import annotations

from math import inf
from pathlib import Path
from statistics import NormalDist

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.assess.written import HIDDEN, LIKELY, Key, Promise, Written, WrittenCube, read
from tests.assess.small import DEPARTMENTS, Cells, release

CONSEQUENCES = [
    ("department", "56", ("region", "Bretagne")),
    ("department", "988", ("region", "unknown")),
    ("department", HIDDEN + "Bretagne", ("region", "Bretagne")),
    ("department", HIDDEN * 2, ("region", HIDDEN)),
    ("prescriber_department", "56", None),
    ("prescriber_department", HIDDEN, None),
    ("region", "Bretagne", None),
    ("month", "2019-05", ("year", "2019")),
    ("month", "unknown", ("year", "unknown")),
    ("month", HIDDEN + "2019", ("year", "2019")),
    ("month", HIDDEN * 2, ("year", HIDDEN)),
    ("year", "2019", None),
    ("year", HIDDEN, None),
    ("storage", "md5", ("category", "credentials")),
    ("storage", HIDDEN, ("category", "credentials")),
    ("strength", "weak", ("storage", "clear")),
    ("category", "email", None),
    ("sex", "F", None),
]


@pytest.mark.parametrize(("dimension", "value", "more"), CONSEQUENCES)
def test_what_a_value_gives_away(dimension: str, value: str, more: tuple[str, str] | None) -> None:
    assert release({}).consequence(dimension, value) == more


ENRICHED = [
    ("sex", ("F",), {"sex": "F"}, {"sex"}),
    (
        "department+sex",
        ("56", "F"),
        {"department": "56", "sex": "F", "region": "Bretagne"},
        {"department", "sex", "region"},
    ),
    ("region+department", ("Corse", "56"), {"region": "Corse", "department": "56"}, {"region", "department"}),
    (
        "strength",
        ("weak",),
        {"strength": "weak", "storage": "clear", "category": "credentials"},
        {"strength", "storage", "category"},
    ),
    (
        "month+storage",
        ("2019-05", "md5"),
        {"month": "2019-05", "storage": "md5", "year": "2019", "category": "credentials"},
        {"month", "year", "storage", "category"},
    ),
]


@pytest.mark.parametrize(("cube", "key", "values", "reach"), ENRICHED)
def test_the_coordinates_of_a_cell_and_all_that_follows(
    cube: str, key: Key, values: dict[str, str], reach: set[str]
) -> None:
    written = release({cube: {key: (12, 12)}})
    assert written.enriched(written.cubes[0], key) == values
    assert written.reach(written.cubes[0]) == reach
    assert written.visible == {name: {value} for name, value in values.items()}


def test_a_value_that_stands_in_any_cube_is_visible() -> None:
    cubes: dict[str, Cells] = {"sex": {("F",): (20, 30), ("M",): (20, 30)}, "department+sex": {("22", "X"): (12, 12)}}
    assert release(cubes).visible == {"sex": {"F", "M", "X"}, "department": {"22"}, "region": {"Bretagne"}}


CREDENTIALS: dict[str, Cells] = {"category": {("credentials",): (100, 120), ("email",): (200, 300)}}
HIDES: dict[str, tuple[dict[str, Cells], dict[str, tuple[str, ...]]]] = {
    "none: every record is accounted for": ({"sex": {("F",): (150, 200), ("M",): (120, 170)}}, {}),
    "one record more": ({"sex": {("F",): (150, 200), ("M",): (120, 169)}}, {"sex": (HIDDEN,)}),
    "one record too many": ({"sex": {("F",): (150, 200), ("M",): (120, 171)}}, {"sex": (HIDDEN,)}),
    "persons do not count": ({"sex": {("F",): (1, 200), ("M",): (1, 170)}}, {}),
    "a dimension that nobody published": ({}, {}),
    "kinds of data add up to nothing": ({"category": {("email",): (200, 300)}}, {}),
    "a table with another dimension proves nothing": (
        {"sex+laboratory": {("F", "A"): (270, 370)}},
        {"sex": (HIDDEN,), "laboratory": (HIDDEN,)},
    ),
    "nor one of some records": ({"sex@institution": {("F",): (270, 370)}}, {"sex": (HIDDEN,)}),
    "any cube that does is enough": (
        {"sex+laboratory": {("F", "A"): (20, 30)}, "sex": {("F",): (270, 370)}},
        {"laboratory": (HIDDEN,)},
    ),
    "departments of each region, and of one that is hidden": (
        {"region": {("Bretagne",): (160, 220), ("Normandie",): (110, 150)}, "department": {("22",): (60, 80)}},
        {"department": (HIDDEN + "Bretagne", HIDDEN + "Normandie", HIDDEN * 2)},
    ),
    "regions as well": (
        {"region": {("Bretagne",): (160, 220)}, "department": {("22",): (60, 80)}},
        {"department": (HIDDEN + "Bretagne", HIDDEN * 2), "region": (HIDDEN,)},
    ),
    "departments account for their regions": ({"department": {("22",): (160, 220), ("27",): (110, 150)}}, {}),
    "with the regions beside them, too": (
        {"region+department": {("Bretagne", "22"): (160, 220), ("Normandie", "27"): (110, 150)}},
        {},
    ),
    "months of each year": (
        {"year": {("2019",): (150, 200), ("2020",): (120, 170)}, "month": {("2019-05",): (20, 30)}},
        {"month": (HIDDEN + "2019", HIDDEN + "2020", HIDDEN * 2)},
    ),
    "kinds of storage, of the accounts": ({**CREDENTIALS, "storage": {("md5",): (90, 119)}}, {"storage": (HIDDEN,)}),
    "all kinds of storage": ({**CREDENTIALS, "storage": {("md5",): (90, 120)}}, {}),
    "accounts are not all records": ({**CREDENTIALS, "storage": {("md5",): (90, 370)}}, {"storage": (HIDDEN,)}),
    "accounts that are not told": (
        {"category": {("email",): (200, 300)}, "storage": {("md5",): (90, 120)}},
        {"storage": (HIDDEN,)},
    ),
    "a table of kinds of data that there is not": ({"storage": {("md5",): (270, 370)}}, {"storage": (HIDDEN,)}),
    "accounts of institutions are not all": (
        {"category@institution": {("credentials",): (100, 120)}, "storage": {("md5",): (100, 120)}},
        {"storage": (HIDDEN,)},
    ),
    "strengths of passwords in clear": (
        {**CREDENTIALS, "storage": {("clear",): (60, 70), ("md5",): (45, 50)}, "strength": {("weak",): (40, 69)}},
        {"strength": (HIDDEN,)},
    ),
    "all strengths": (
        {**CREDENTIALS, "storage": {("clear",): (60, 70), ("md5",): (45, 50)}, "strength": {("weak",): (40, 70)}},
        {},
    ),
}


@pytest.mark.parametrize("case", HIDES)
def test_values_that_stand_nowhere_are_expected_where_records_are_missing(case: str) -> None:
    cubes, hidden = HIDES[case]
    assert release(cubes).hidden == hidden


@pytest.mark.parametrize(("protection", "margin"), [("suppression", 0), ("rounding", 2), ("cell_key", 5), ("dp", 0)])
def test_numbers_that_are_moved_account_for_as_many_records_less(protection: str, margin: int) -> None:
    for records in (370 - margin, 370 + margin):
        assert release({"sex": {("F",): (270, records)}}, protection).hidden == {}
    for records in (369 - margin, 371 + margin):
        assert release({"sex": {("F",): (270, records)}}, protection).hidden == {"sex": (HIDDEN,)}


def test_a_folder_is_read_as_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "cubes").mkdir()
    for name, columns in {
        "sex": {"sex": ["F", "M"], "persons": [20, 30], "records": [21, 31]},
        "institution": {"records": [41], "sex": ["F"], "region": ["Bretagne"], "persons": [40]},
    }.items():
        pq.write_table(pa.table(columns), tmp_path / "cubes" / f"{name}.parquet")
    told = [{"name": "institution", "where": "institution"}, {"name": "sex", "where": None}]
    found = read(tmp_path, {"persons": 50, "accepted": 52, "records": 60}, told, DEPARTMENTS)
    assert found == Written(
        (
            WrittenCube("institution", ("sex", "region"), "institution", {("F", "Bretagne"): (40, 41)}),
            WrittenCube("sex", ("sex",), None, {("F",): (20, 21), ("M",): (30, 31)}),
        ),
        50,
        52,
        DEPARTMENTS,
    )
    promise = Promise("rounding", {"base": 5})
    assert read(tmp_path, {"persons": 50, "accepted": 52}, told, {}, promise).promise == promise
    assert [Promise(name).margin for name in ("suppression", "rounding", "cell_key", "dp")] == [0, 2, 5, None]


def test_a_file_in_which_a_cell_stands_twice_is_none(tmp_path: Path) -> None:
    (tmp_path / "cubes").mkdir()
    table = pa.table({"region": ["Bretagne"] * 2, "persons": [20, 30], "records": [20, 30]})
    pq.write_table(table, tmp_path / "cubes" / "region.parquet")
    with pytest.raises(ValueError, match=r"cubes/region\.parquet: a cell stands twice"):
        read(tmp_path, {"persons": 50, "accepted": 50}, [], {})


def test_a_release_is_shown_without_its_cells() -> None:
    shown = repr(release({"sex": {("F",): (54321, 65432)}}))
    assert shown == (
        "Written(cubes=(WrittenCube(name='sex', dimensions=('sex',), where=None),), persons=270, records=370, "
        "promise=Promise(protection='suppression'))"
    )


def test_the_account_says_how_far_noise_goes_and_silence_says_nothing() -> None:
    assert pytest.approx(NormalDist().inv_cdf(0.975), abs=0.001) == LIKELY
    promise = Promise("dp", {"queries": [{"cube": "region", "measure": "persons", "scale": 2.0}]})
    assert promise.away("region", "persons") == 2 * LIKELY
    assert promise.away("region", "records") == promise.away("", "persons") == inf
    assert [Promise(name).away("region", "records") for name in ("suppression", "rounding", "cell_key")] == [0, 2, 5]


@pytest.mark.parametrize(
    ("protection", "threshold", "least"),
    [("suppression", 12, 12), ("cell_key", 12, 12), ("dp", 12, 12)]
    + [("rounding", k, least) for k, least in ((2, 15), (12, 15), (15, 15), (16, 20), (20, 20), (21, 25))],
)
def test_the_smallest_number_that_comes_out(protection: str, threshold: int, least: int) -> None:
    assert Promise(protection).least(threshold) == least
