"""What rows tell of the cells of cubes, to the last person."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pipeline.assess.beside import alike, beside
from pipeline.assess.bounds import PERSONS, System
from pipeline.assess.measure import Check
from pipeline.assess.measures.recoverable_cells import RecoverableCells
from pipeline.assess.written import HIDDEN, Key, Promise, Written, WrittenCube
from pipeline.core.policy import Thresholds

DEPARTMENTS = {"22": "Bretagne", "56": "Bretagne", "27": "Normandie"}
Cells = dict[Key, tuple[int, int]]
Rows = list[tuple[int, dict[str, str]]]


def table(*classes: tuple[int, dict[str, str]]) -> pa.Table:
    return pa.Table.from_pylist([labels for number, labels in classes for _ in range(number)])


def learnt(
    monkeypatch: pytest.MonkeyPatch,
    cubes: dict[str, Cells],
    rows: pa.Table,
    protection: str = "suppression",
    year: int | None = 2021,
) -> dict[str, tuple[float, float]]:
    """The persons of each cell of the first cube as the measure is told them; of 300 persons in 400 records."""
    found = []
    for name, cells in cubes.items():
        dimensions, _, where = name.partition("@")
        found.append(WrittenCube(name, tuple(dimensions.split("+")), where or None, cells))
    asked: list[System] = []

    def bounded(self: RecoverableCells, knowledge: System, thresholds: Thresholds) -> Check:
        asked.append(knowledge)
        return self.check(3, 0, False, "told")

    monkeypatch.setattr(RecoverableCells, "bounded", bounded)
    check = beside(Written(tuple(found), 300, 400, DEPARTMENTS, Promise(protection)), rows, year, Thresholds())
    assert (check.id, check.threat, check.key) == ("recoverable_beside_rows", "T10", "cubes")
    assert (check.value, check.limit, check.passed, check.detail) == (3, 0, False, "told")
    (knowledge,) = asked
    return {
        " ".join(key).replace(HIDDEN, "?"): (low, knowledge.high[name, key, measure])
        for (name, key, measure), low in knowledge.low.items()
        if name == found[0].name and measure == PERSONS
    }


SEXES: Cells = {("F",): (150, 200)}
OTHERS: dict[str, Cells] = {"sex@a": {("M",): (20, 20)}, "laboratory@a": {("A",): (20, 20)}}
LEARNT: dict[str, tuple[dict[str, Cells], Rows, dict[str, tuple[float, float]]]] = {
    "a person has one sex: as many as there are rows, and at most those without one": (
        {"sex": SEXES, **OTHERS},
        [(120, {"sex": "M"}), (150, {"sex": "F"})],
        {"M": (120, 150), "?": (0, 300)},
    ),
    "more rows than persons": (
        {"sex": SEXES, **OTHERS},
        [(140, {"sex": "M"}), (170, {"sex": "F"})],
        {"M": (140, 140), "?": (0, 300)},
    ),
    "no row of a cell": ({"sex": SEXES, **OTHERS}, [(270, {"sex": "F"})], {"M": (20, 30), "?": (0, 300)}),
    "rows that tell something else": (
        {"sex": SEXES, **OTHERS},
        [(280, {"laboratory": "A"})],
        {"M": (20, 300), "?": (0, 300)},
    ),
    "a person goes to several laboratories": (
        {"laboratory": {("B",): (150, 200)}, **OTHERS},
        [(120, {"laboratory": "A"}), (150, {"laboratory": "B"})],
        {"A": (120, 300), "?": (0, 300)},
    ),
    "one fact beside what a person has once": (
        {"sex+laboratory": {("F", "A"): (150, 200)}, **OTHERS},
        [(120, {"sex": "M", "laboratory": "A"}), (150, {"sex": "F", "laboratory": "A"})],
        {"M A": (120, 300), "F ?": (0, 300), "M ?": (0, 300), "? A": (0, 300), "? ?": (0, 300)},
    ),
    "two facts need not be of one record": (
        {"laboratory+year": {("B", "2019"): (150, 200)}, "laboratory@a": {("A",): (20, 20)}},
        [(120, {"laboratory": "A", "last_sample": "2019"})],
        {"A 2019": (0, 300), "A ?": (0, 300), "B ?": (0, 300), "? 2019": (0, 300), "? ?": (0, 300)},
    ),
    "ages of two bands: at least the others, and no upper bound": (
        {"age_band": {("20-29",): (150, 200)}, "age_band@a": {("30-39",): (20, 20), ("40-49",): (20, 20)}},
        [(120, {"birth_year": "1985"}), (100, {"birth_year": "1980-1984"}), (50, {"birth_year": "1990-1992"})],
        {"30-39": (120, 300), "40-49": (20, 300), "?": (0, 300)},
    ),
    "both columns that a cell is of are needed": (
        {"sex+age_band": {("F", "30-39"): (150, 200)}, **OTHERS},
        [(290, {"sex": "M"})],
        {"M 30-39": (0, 300), "F ?": (0, 300), "M ?": (0, 300), "? 30-39": (0, 300), "? ?": (0, 300)},
    ),
    "institutions are rows that say so": (
        {"sex@institution": {("F",): (30, 40)}, "sex@a": {("M",): (20, 20)}},
        [(100, {"sex": "M", "institution": "no"}), (90, {"sex": "M", "institution": "yes"}),
         (110, {"sex": "F", "institution": "yes"})],
        {"M": (90, 300), "?": (0, 300)},
    ),
    "rows that do not say": (
        {"sex@institution": {("F",): (30, 40)}, "sex@a": {("M",): (20, 20)}},
        [(100, {"sex": "M"})],
        {"M": (0, 300), "?": (0, 300)},
    ),
    "departments tell regions": (
        {"region": {("Normandie",): (150, 200)}, "region@a": {("Bretagne",): (20, 20)}},
        [(60, {"department": "22", "region": "?"}), (70, {"department": "56", "region": "?"}),
         (120, {"department": "27", "region": "?"})],
        {"Bretagne": (130, 180), "?": (0, 300)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LEARNT)
def test_what_rows_tell_of_absent_cells(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cubes, rows, expected = LEARNT[case]
    assert learnt(monkeypatch, cubes, table(*rows)) == expected


def test_a_region_and_a_department_follow_from_one_column(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell of a value that stands nowhere is of nobody who has a row, but maybe of others."""
    cubes: dict[str, Cells] = {
        "region+department+sex+age_band": {("Bretagne", "22", "F", "30-39"): (280, 399)},
        "department+sex@a": {("27", "F"): (20, 20)},
    }
    same = {"sex": "F", "birth_year": "1985"}
    rows = table((180, {"department": "22", **same}), (100, {"department": "27", **same}))
    found = learnt(monkeypatch, cubes, rows)
    assert found.pop("Normandie 27 F 30-39") == (100, 120)
    assert len(found) == 18
    assert all("?" in cell and interval == (0, 300) for cell, interval in found.items())


def test_where_numbers_are_moved_there_may_be_more_persons(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = table((120, {"sex": "M"}), (150, {"sex": "F"}))
    found = learnt(monkeypatch, {"sex": SEXES, **OTHERS}, rows, "rounding")
    assert found == {"F": (150, 152), "M": (120, 152), "?": (0, 302)}


# at ages taken in 2021
BANDS = [
    ("2021", "0-9"),
    ("2012", "0-9"),
    ("2011", "10-19"),
    ("1982-1991", "30-39"),
    ("1981-1991", None),
    ("1982-1992", None),
    ("1932", "80-89"),
    ("1931", "90+"),
    ("1850-1930", "90+"),
    ("1850-1932", None),
    ("2022", None),
    ("2015-2022", None),
    ("unknown", "unknown"),
    ("80", "unknown"),
]
EVERY = ("0-9", "10-19", "30-39", "80-89", "90+", "unknown")


@pytest.mark.parametrize(("label", "band"), BANDS)
def test_years_of_birth_tell_an_age_band(label: str, band: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    cubes: dict[str, Cells] = {"age_band": {}, "age_band@a": {(band,): (20, 20) for band in EVERY}}
    found = learnt(monkeypatch, cubes, table((100, {"birth_year": label})))
    assert {name for name, (low, _) in found.items() if low == 100} == ({band} if band else set())
    assert {high for name, (_, high) in found.items() if name not in ("?", band)} == {200 if band else 300}


def test_without_a_year_no_age_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    cubes: dict[str, Cells] = {"age_band": {}, "age_band@a": {("30-39",): (20, 20), ("unknown",): (20, 20)}}
    found = learnt(monkeypatch, cubes, table((100, {"birth_year": "1985"})), year=None)
    assert found == {"30-39": (20, 200), "unknown": (100, 300), "?": (0, 300)}


def test_noise_without_bound_is_refused() -> None:
    found = beside(Written((), 300, 400, {}, Promise("dp")), table((20, {"sex": "F"})), 2021, Thresholds())
    assert (found.id, found.threat, found.value, found.limit) == ("recoverable_beside_rows", "T10", 1, 0)
    assert (found.passed, found.key) == (False, "protection")


ALIKE: list[tuple[Rows, Rows, int, int]] = [
    ([(40, {"sex": "F"}), (30, {"sex": "M"})], [(40, {"sex": "F"}), (29, {"sex": "M"})], 1, 2),
    ([(40, {"sex": "F"}), (30, {"sex": "M"})], [(52, {"sex": "F"}), (41, {"sex": "M"})], 1, 2),
    ([(40, {"sex": "F"}), (30, {"sex": "M"})], [(39, {"sex": "F"}), (41, {"sex": "M"})], 2, 2),
    ([(40, {"sex": "F"}), (30, {"sex": "M"})], [(40, {"sex": "F"}), (12, {"sex": "unknown"})], 0, 1),
    ([(40, {"sex": "F"})], [(39, {"sex": "F", "region": "Corse"})], 0, 0),
    ([(40, {"sex": "F"})], [(39, {"laboratory": "F"})], 0, 0),
]


@pytest.mark.parametrize(("now", "before", "small", "shared"), ALIKE)
def test_classes_of_both_that_differ_by_few(now: Rows, before: Rows, small: int, shared: int) -> None:
    check = alike(table(*now), table(*before), 12)
    assert (check.id, check.threat, check.value, check.limit) == ("differencing", "T10", small, 0)
    assert (check.passed, check.key) == (not small, "treatments")
    assert check.detail == f"{shared} classes stand in two releases"
