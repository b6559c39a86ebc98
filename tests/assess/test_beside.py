"""Rows and cubes of one leak side by side: what a reader learns who has both."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from pipeline.assess.beside import alike, beside
from pipeline.assess.bounds import absent_keys
from pipeline.assess.written import Promise, Written, WrittenCube
from pipeline.core.policy import Thresholds
from pipeline.locales.fr.geography import department_regions

LIMITS = Thresholds()
YEAR = 2021
Cells = dict[tuple[str, ...], tuple[int, int]]


def release(persons: int = 300, where: str | None = None, **cubes: Cells) -> Written:
    found = tuple(WrittenCube(name, tuple(name.split("__")), where, cells) for name, cells in cubes.items())
    return Written(found, persons, persons, department_regions())


def rows(*classes: tuple[int, dict[str, str]]) -> pa.Table:
    return pa.Table.from_pylist([labels for number, labels in classes for _ in range(number)])


CROSS: Cells = {("F", "20-29"): (100, 100), ("M", "30-39"): (100, 100)}
"""Of 300 persons; the two absent cells have 100 between them."""


def together(told: pa.Table, written: Written | None = None) -> float:
    return beside(
        written or release(sex__age_band=CROSS, sex={("F",): (170, 170), ("M",): (130, 130)}), told, YEAR, LIMITS
    ).value


def test_rows_that_tell_nothing_of_the_cubes_betray_nothing() -> None:
    alone = release(sex__age_band=CROSS)
    assert together(rows((50, {"last_sample": "2019"})), alone) == 0
    assert together(rows((250, {"sex": "F"})), alone) == 0


def test_a_number_of_rows_under_an_absent_cell_bounds_its_neighbour() -> None:
    hidden = release(
        sex__age_band={("F", "20-29"): (100, 100), ("M", "20-29"): (90, 90)},
        age_band={("20-29",): (190, 190), ("30-39",): (110, 110)},
    )
    assert together(rows((12, {"sex": "F", "birth_year": "1985"})), hidden) == 0
    # of 110 persons between thirty and thirty-nine at least 101 are women: at most 9 are men
    assert together(rows((101, {"sex": "F", "birth_year": "1985"})), hidden) > 0
    assert together(rows((100, {"sex": "F", "birth_year": "1985"})), hidden) == 0


def test_hardly_anybody_without_a_row_bounds_a_cell_from_above() -> None:
    hidden = release(
        sex__age_band={("F", "20-29"): (100, 100), ("M", "20-29"): (90, 90)},
        age_band={("20-29",): (190, 190), ("30-39",): (110, 110)},
    )
    told = [(100, {"sex": "F", "birth_year": "1995"}), (90, {"sex": "M", "birth_year": "1995"})]
    halves = [(55, {"sex": "F", "birth_year": "1985"}), (46, {"sex": "M", "birth_year": "1985"})]
    # nine of the 300 have no row: 55 to 64 women
    assert together(rows(*told, *halves), hidden) > 0
    assert together(rows(*told, (50, halves[0][1]), (46, halves[1][1])), hidden) == 0


@pytest.mark.parametrize(
    ("dimension", "value", "column", "label", "told"),
    [
        ("region", "Bretagne", "region", "Bretagne", True),
        ("region", "Bretagne", "department", "56", True),
        ("region", "unknown", "region", "dép. 971", True),
        ("department", "56", "department", "56", True),
        ("department", "56", "region", "Bretagne", False),
        ("sex", "F", "sex", "F", True),
        ("age_band", "30-39", "birth_year", "1985", True),
        ("age_band", "30-39", "birth_year", "1982-1991", True),
        ("age_band", "30-39", "birth_year", "1980-1989", False),
        ("age_band", "90+", "birth_year", "1850-1930", True),
        ("age_band", "unknown", "birth_year", "unknown", True),
        ("age_band", "unknown", "birth_year", "2022", False),
        ("laboratory", "Labo du Port", "laboratory", "Labo du Port", True),
        ("laboratory", "other", "laboratory", "other", False),
        ("year", "2019", "last_sample", "2019-05", True),
        ("year", "2019", "last_sample", "2019-H1", True),
        ("year", "2019", "last_sample", "2019", True),
        ("year", "2015", "last_sample", "2015-2019", False),
        ("month", "2019-05", "last_sample", "2019-05", True),
        ("month", "2019-05", "last_sample", "2019-Q2", False),
        ("storage", "md5", "storage", "md5", True),
        ("storage", "hashed", "storage", "hashed", False),
        ("category", "health.hiv", "health", "health.hiv", True),
        ("category", "none", "health", "none", False),
    ],
)
def test_a_row_is_a_person_of_the_cell_that_its_label_names(
    dimension: str, value: str, column: str, label: str, told: bool
) -> None:
    # the cell is absent, seen in another cube, and at most 109 of it are possible
    written = Written(
        (
            WrittenCube("fine", (dimension, "sex"), None, {})
            if dimension != "sex"
            else WrittenCube("fine", ("sex", "region"), None, {}),
            WrittenCube("coarse", (dimension,), None, {(value,): (109, 109)}),
            WrittenCube("others", ("sex",), None, {("F",): (200, 200), ("M",): (100, 100)})
            if dimension != "sex"
            else WrittenCube("others", ("region",), None, {("Bretagne",): (200, 200), ("Normandie",): (100, 100)}),
        ),
        300,
        300,
        department_regions(),
    )
    assert absent_keys(written, written.cubes[0])
    other = {"sex": "F"} if dimension != "sex" else {"region": "Bretagne"}
    found = together(rows((100, {column: label, **other})), written)
    assert (found > 0) == told


def test_two_facts_of_a_row_need_not_be_of_one_record() -> None:
    written = release(laboratory__year={}, laboratory={("A",): (109, 109)}, year={("2019",): (109, 109)})
    assert together(rows((105, {"laboratory": "A", "last_sample": "2019"})), written) == 0


def test_accounts_of_institutions_are_counted_among_their_rows() -> None:
    cube = WrittenCube("institution_sex", ("sex",), "institution", {("F",): (40, 40)})
    whole = WrittenCube("sex", ("sex",), None, {("F",): (200, 200), ("M",): (100, 100)})
    written = Written((cube, whole), 300, 300, department_regions())
    assert (
        together(rows((95, {"sex": "M", "institution": "yes"}), (100, {"sex": "F", "institution": "no"})), written) > 0
    )
    assert (
        together(rows((95, {"sex": "M", "institution": "no"}), (100, {"sex": "F", "institution": "no"})), written) == 0
    )


def test_noise_without_bound_is_refused_beside_rows() -> None:
    noisy = replace(release(sex=CROSS), promise=Promise("dp"))
    check = beside(noisy, rows((20, {"sex": "F"})), YEAR, LIMITS)
    assert (check.passed, check.key) == (False, "protection")


@pytest.mark.parametrize(("fewer", "found"), [(0, 0), (1, 1), (11, 1), (12, 0)])
def test_classes_of_two_leaks_that_differ_by_few_are_found(fewer: int, found: int) -> None:
    before = rows((40, {"sex": "F"}), (30, {"sex": "M"}))
    now = rows((40 - fewer, {"sex": "F"}), (30, {"sex": "M"}))
    check = alike(now, before, LIMITS.persons)
    assert (check.value, check.passed) == (found, not found)
    # rows of other columns are no classes of the same
    assert alike(now, rows((39, {"region": "F"})), LIMITS.persons).passed
