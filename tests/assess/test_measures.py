"""Each measure passes on a clean release and fails on one that differs by the least that matters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.assess import verdict
from pipeline.assess.gate import assessment, enforce, judge, measures, over
from pipeline.assess.measure import Check
from pipeline.assess.written import HIDDEN, Written, WrittenCube, read
from pipeline.core.errors import GateError
from pipeline.core.policy import Thresholds
from pipeline.locales.fr.geography import department_regions

LIMITS = Thresholds()
Cells = dict[tuple[str, ...], tuple[int, int]]
CLEAN: dict[str, tuple[tuple[str, ...], str | None, Cells]] = {
    "region": (("region",), None, {("Bretagne",): (160, 220), ("Normandie",): (110, 150)}),
    "region_department": (
        ("region", "department"),
        None,
        {
            ("Bretagne", "22"): (60, 80),
            ("Bretagne", "56"): (100, 140),
            ("Normandie", "27"): (65, 90),
            ("Normandie", "76"): (45, 60),
        },
    ),
    "category": (("category",), None, {("email",): (150, 200), ("health.cancer",): (40, 50)}),
    "laboratory": (("laboratory",), None, {("LABO DES HALLES",): (140, 180), ("BIO'QUAI (NORD)",): (150, 190)}),
    "month": (("month",), None, {("2019-05",): (150, 190), ("2019-06",): (150, 180)}),
}


def release(changes: dict[str, Cells] | None = None, persons: int = 270, records: int = 370) -> Written:
    """The clean release with some cells changed; ``(0, 0)`` takes a cell out."""
    cubes = {name: (dims, where, dict(cells)) for name, (dims, where, cells) in CLEAN.items()}
    for name, cells in (changes or {}).items():
        dims, where, given = cubes.get(name, (tuple(name.split("+")), None, {}))
        merged = {**given, **cells}
        cubes[name] = (dims, where, {key: counts for key, counts in merged.items() if counts != (0, 0)})
    found = tuple(WrittenCube(name, *parts) for name, parts in cubes.items())
    return Written(found, persons, records, department_regions())


def failing(written: Written, limits: Thresholds = LIMITS) -> set[str]:
    return {check.id for check in judge(written, limits) if not check.passed}


def test_every_measure_passes_on_the_clean_release() -> None:
    assert failing(release()) == set()
    assert {measure.id for measure in measures()} == {
        *("smallest_cell", "consistent_counts", "free_values", "revealing_categories", "recoverable_cells"),
        "protected_numbers",
    }


SMALL = {
    "a cell of 11 persons": release({"laboratory": {("LABO DES HALLES",): (11, 180)}}),
    "a release of 11 persons": release(persons=11),
}


@pytest.mark.parametrize("case", SMALL)
def test_smallest_cell_fails_under_twelve(case: str) -> None:
    assert "smallest_cell" in failing(SMALL[case])
    assert "smallest_cell" not in failing(release({"laboratory": {("LABO DES HALLES",): (12, 180)}}))


INCONSISTENT = {
    "more persons than records": release({"laboratory": {("LABO DES HALLES",): (181, 180)}}),
    "more persons than there are": release({"laboratory": {("LABO DES HALLES",): (271, 300)}}),
    "more records than there are": release({"laboratory": {("LABO DES HALLES",): (140, 371)}}),
}


@pytest.mark.parametrize("case", INCONSISTENT)
def test_consistent_counts_fails_on_a_contradiction(case: str) -> None:
    assert "consistent_counts" in failing(INCONSISTENT[case])


OUTSIDE = [
    ("laboratory", "<script>"),
    ("laboratory", "lea@example.org"),
    ("laboratory", "=CMD"),
    ("laboratory", ""),
    ("laboratory", "X" * 81),
    ("laboratory", "LABO\n"),
    ("region", "Bretagnes"),
    ("region", ""),
    ("department", "56000"),
    ("department", "99"),
    ("prescriber_department", "96"),
    ("sex", "f"),
    ("sex", "X"),
    ("age_band", "10-29"),
    ("age_band", "90-99"),
    ("age_band", "37"),
    ("year", "19"),
    ("year", "2019-05"),
    ("month", "2019-13"),
    ("month", "2019-5"),
    ("storage", "azerty"),
    ("postcode", "56000"),
]
INSIDE = [
    ("laboratory", "other"),
    ("laboratory", "unknown"),
    ("laboratory", "BIO & CO, N°2"),
    ("region", "unknown"),
    ("department", "2A"),
    ("department", "988"),
    ("prescriber_department", "unknown"),
    ("sex", "unknown"),
    ("age_band", "0-9"),
    ("age_band", "90+"),
    ("year", "1999"),
    ("month", "unknown"),
    ("storage", "no_password"),
]


@pytest.mark.parametrize(("dimension", "value"), OUTSIDE)
def test_free_values_fails_on_a_word_outside_its_vocabulary(dimension: str, value: str) -> None:
    assert "free_values" in failing(release({dimension: {(value,): (100, 120)}}))


@pytest.mark.parametrize(("dimension", "value"), INSIDE)
def test_free_values_passes_on_every_word_of_the_vocabularies(dimension: str, value: str) -> None:
    assert "free_values" not in failing(release({dimension: {(value,): (100, 120)}}))


@pytest.mark.parametrize(
    "month",
    ["1890-01", "1899-12", "1900-01", "2035-12"],
)
def test_free_values_passes_on_every_date_that_the_pipeline_reads(month: str) -> None:
    found = failing(release({"month": {(month,): (100, 120)}, "year": {(month[:4],): (100, 120)}}))
    assert "free_values" not in found


REVEALING = {
    "a share over 0.8": ({"category": {("health.cancer",): (217, 220)}}, True),
    "a share of 0.8": ({"category": {("health.cancer",): (216, 220)}}, False),
    "a technical one that everybody has": ({"category": {("email",): (270, 370)}}, False),
    "a complement of 11 in a region": (
        {"region+category": {("Normandie", "health.cancer"): (99, 100)}},
        True,
    ),
    "nearly everybody of a department": (
        {"department+category": {("76", "health.cancer"): (37, 40)}},
        True,
    ),
    "a few of a department": ({"department+category": {("76", "health.cancer"): (12, 14)}}, False),
    "a department that is not published": (
        {"department+category": {("35", "health.cancer"): (12, 14)}},
        True,
    ),
    "at a laboratory": ({"laboratory+category": {("LABO DES HALLES", "health.cancer"): (12, 14)}}, True),
    "technical at a laboratory": ({"laboratory+category": {("LABO DES HALLES", "email"): (12, 14)}}, False),
}


@pytest.mark.parametrize("case", REVEALING)
def test_revealing_categories(case: str) -> None:
    changes, fails = REVEALING[case]
    assert ("revealing_categories" in failing(release(changes))) == fails


def test_a_complement_under_the_threshold_fails_even_at_a_small_share() -> None:
    limits = LIMITS.model_copy(update={"sensitive_share": 1.0})
    assert "revealing_categories" in failing(release({"category": {("health.cancer",): (259, 300)}}), limits)
    assert "revealing_categories" not in failing(release({"category": {("health.cancer",): (258, 300)}}), limits)


SEXES: dict[str, Cells] = {"sex": {("F",): (150, 200), ("M",): (120, 170)}}
CROSSED: Cells = {
    ("Bretagne", "F"): (90, 120),
    ("Bretagne", "M"): (70, 100),
    ("Normandie", "F"): (60, 80),
    ("Normandie", "M"): (50, 70),
}


def recoverable(changes: dict[str, Cells], width: int = 10) -> set[tuple[str, tuple[str, ...]]]:
    """The absent cells that the measure finds."""
    limits = LIMITS.model_copy(update={"width": width})
    (check,) = (check for check in judge(release(changes), limits) if check.id == "recoverable_cells")
    assert check.passed == (not check.weak)
    return set(check.weak)


@pytest.mark.parametrize("gone", CROSSED)
def test_a_cell_that_a_subtraction_gives_is_found(gone: tuple[str, ...]) -> None:
    whole = {**SEXES, "region+sex": CROSSED}
    assert recoverable(whole) == set()
    assert recoverable({**whole, "region+sex": {**CROSSED, gone: (0, 0)}}) == {("region+sex", gone)}


@pytest.mark.parametrize("sex", ["F", "M"])
def test_two_absent_cells_of_one_column_are_found_through_their_rows(sex: str) -> None:
    gone = {("Bretagne", sex): (0, 0), ("Normandie", sex): (0, 0)}
    assert len(recoverable({**SEXES, "region+sex": {**CROSSED, **gone}})) == 2


@pytest.mark.parametrize(("width", "found"), [(10, 0), (110, 0), (111, 4)])
def test_a_table_of_which_only_the_margins_are_known_is_as_wide_as_they_leave_it(width: int, found: int) -> None:
    gone = dict.fromkeys(CROSSED, (0, 0))
    assert len(recoverable({**SEXES, "region+sex": gone}, width)) == found


def test_an_absent_whole_whose_parts_are_all_published_is_found() -> None:
    assert recoverable({"region": {("Normandie",): (0, 0)}}) == {("region", ("Normandie",))}


def test_a_remainder_under_the_threshold_is_found_though_its_value_stands_nowhere() -> None:
    alone = {("Bretagne", "56"): (155, 214), ("Bretagne", "22"): (0, 0)}
    assert "recoverable_cells" in failing(release({"region_department": alone}))


def test_values_that_stand_nowhere_are_reckoned_with_where_the_numbers_do_not_add_up() -> None:
    assert release().hidden == {}
    short = release({"laboratory": {("LABO DES HALLES",): (140, 170)}})
    assert short.hidden["laboratory"] == (HIDDEN,)
    fewer = release({"region_department": {("Normandie", "76"): (0, 0)}})
    assert fewer.hidden["department"] == (HIDDEN + "Bretagne", HIDDEN + "Normandie", HIDDEN * 2)
    months = release({"month": {("2019-06",): (0, 0)}})
    assert set(months.hidden["month"]) >= {HIDDEN * 2}


def test_the_gate_says_which_measure_which_limit_and_which_key() -> None:
    check = Check("smallest_cell", "T8", 11, 12, False, "", "thresholds.persons")
    with pytest.raises(GateError) as refused:
        enforce((check, replace(check, id="other", passed=True)))
    assert refused.value.exit_code == 4
    assert "smallest_cell (T8) is 11, the limit is 12" in refused.value.message
    assert "other" not in refused.value.message
    assert "thresholds.persons" in refused.value.hint
    enforce((replace(check, passed=True),))


def test_a_cell_that_stands_twice_is_no_release(tmp_path: Path) -> None:
    (tmp_path / "cubes").mkdir()
    table = pa.table({"region": ["Bretagne"] * 2, "persons": [20, 30], "records": [20, 30]})
    pq.write_table(table, tmp_path / "cubes" / "region.parquet")
    with pytest.raises(ValueError, match="twice"):
        read(tmp_path, {"persons": 50, "accepted": 50}, [{"name": "region", "where": None}], {})


REFUSALS = [
    ([("a", "T1", 3, 1, "k")], "a (T1) is 3, the limit is 1 (2 too much)", "the policy keys that decide: k"),
    ([("a", "T1", 11, 12, "")], "a (T1) is 11, the limit is 12 (1 too little)", ""),
    (
        [("a", "T1", 0.5, 0, "x"), ("b", "T2", 1, 0, "k"), ("c", "T3", 1, 0, "k")],
        "a (T1) is 0.5, the limit is 0 (0.5 too much); b (T2) is 1, the limit is 0 (1 too much); "
        "c (T3) is 1, the limit is 0 (1 too much)",
        "the policy keys that decide: k, x",
    ),
]


@pytest.mark.parametrize(("failed", "said", "hint"), REFUSALS)
def test_a_refusal_says_which_by_how_much_and_which_key(
    failed: list[tuple[str, str, float, float, str]], said: str, hint: str
) -> None:
    refused = over(failed)
    assert (refused.message, refused.hint) == (f"the gate refuses this release: {said}", hint)


def test_one_failure_among_others_is_a_failure() -> None:
    good = Check("smallest_cell", "T8", 12, 12, True)
    bad = replace(good, value=11, passed=False)
    assert [assessment(checks)["passed"] for checks in ((good, good), (good, bad), (bad, bad))] == [True, False, False]
    told = verdict.assessment((good, bad))
    assert told["passed"] is False
    assert [told["criteria"][name]["passed"] for name in told["criteria"]] == [False, True, True]
