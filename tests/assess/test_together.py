"""Two releases of one project: what a reader learns who has both."""

from __future__ import annotations

from dataclasses import replace

from pipeline.assess.together import together, united
from pipeline.assess.written import Written, WrittenCube
from pipeline.core.policy import Thresholds
from pipeline.locales.fr.geography import department_regions

LIMITS = Thresholds()
Cells = dict[tuple[str, ...], tuple[int, int]]

SEXES: Cells = {("F",): (140, 200), ("M",): (130, 170)}
AGES: Cells = {("20-29",): (150, 210), ("30-39",): (120, 160)}


def release(**cubes: Cells) -> Written:
    found = tuple(WrittenCube(name, tuple(name.split("__")), None, cells) for name, cells in cubes.items())
    return Written(found, 270, 370, department_regions())


def failing(now: Written, before: Written, same_leak: bool = True) -> set[str]:
    return {check.id for check in together(now, before, same_leak, LIMITS) if not check.passed}


def test_the_same_release_twice_betrays_nothing() -> None:
    one = release(sex=SEXES, age_band=AGES)
    assert failing(one, one) == set()


def test_a_cell_that_differs_by_fewer_than_k_is_refused_whichever_the_leak() -> None:
    before = release(sex=SEXES)
    for fewer, refused in ((1, True), (11, True), (12, False), (0, False)):
        now = release(sex={("F",): (140 - fewer, 200 - fewer), ("M",): (130, 170)})
        for same_leak in (True, False):
            assert ("differencing" in failing(now, before, same_leak)) == refused, fewer


def test_records_and_totals_are_compared_too() -> None:
    before = release(sex=SEXES)
    assert failing(release(sex={("F",): (140, 199), ("M",): (130, 170)}), before) == {"differencing"}
    assert failing(replace(before, persons=269), before, same_leak=False) == {"differencing"}
    assert failing(replace(before, records=380), before, same_leak=False) == {"differencing"}


def test_two_cubes_that_are_safe_alone_betray_a_cell_together() -> None:
    cross: Cells = {("F", "20-29"): (80, 110), ("M", "30-39"): (60, 80)}
    hidden = release(sex__age_band=cross)
    margins = release(sex=SEXES, age_band=AGES)
    limits_of_each = [check.passed for one in (hidden, margins) for check in together(one, one, True, LIMITS)]
    assert all(limits_of_each)
    assert failing(margins, hidden) == {"recoverable_from_both"}
    # of another leak nothing adds up
    assert failing(margins, hidden, same_leak=False) == set()


def test_cubes_over_the_same_dimensions_are_one_with_the_cells_of_both() -> None:
    both = united(release(sex={("F",): (140, 200)}), release(sex={("M",): (130, 170)}, age_band=AGES))
    assert {cube.name: cube.cells for cube in both.cubes} == {"sex": SEXES, "age_band": AGES}


def test_a_cube_of_some_records_is_another_and_keeps_its_own_cells() -> None:
    flagged = WrittenCube("institution", ("sex",), "institution", {("F",): (20, 30)})
    both = united(release(sex=SEXES), Written((flagged,), 270, 370, department_regions()))
    assert {(cube.name, cube.where): cube.cells for cube in both.cubes} == {
        ("sex", None): SEXES,
        ("sex+institution", "institution"): {("F",): (20, 30)},
    }


def test_the_limit_of_differences_is_none() -> None:
    one = release(sex=SEXES)
    assert [(check.value, check.limit) for check in together(one, one, True, LIMITS)] == [(0, 0), (0, 0)]
