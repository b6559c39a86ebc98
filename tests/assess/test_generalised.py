"""The gate of `research`: what it counts of a few written rows, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.assess import generalised
from pipeline.assess.gate import assessment
from pipeline.core.errors import InputError
from pipeline.core.policy import Thresholds

LIMITS = Thresholds(persons=12, diversity=3, sensitive_share=0.8, mean_risk=0.08)
Classes = list[tuple[int, tuple[str, ...]]]
COLUMNS = ("sex", "health")
CLEAN: Classes = [
    (12, ("F", "health.cancer")),
    (12, ("F", "health.hiv")),
    (13, ("F", "none")),
    (40, ("M", "none")),
]


def rows(classes: Classes, columns: tuple[str, ...] = COLUMNS) -> pa.Table:
    """As many rows of each class."""
    lines = [labels for number, labels in classes for _ in range(number)]
    return pa.table({name: [line[place] for line in lines] for place, name in enumerate(columns)})


def failing(table: pa.Table, limits: Thresholds = LIMITS) -> dict[str, float]:
    """The checks that fail, with their values."""
    found = generalised.judge(table, table.column_names, limits)
    return {check.id: check.value for check in found if not check.passed}


def test_the_clean_rows_pass_every_check_with_these_figures() -> None:
    found = generalised.judge(rows(CLEAN), COLUMNS, LIMITS)
    assert [(check.id, check.value, check.limit, check.passed) for check in found] == [
        ("records_and_columns", 0, 0, True),
        ("smallest_class", 12, 12, True),
        ("unique_rows", 0, 0, True),
        ("mean_risk", 4 / 77, 0.08, True),
        ("poor_groups", 0, 0, True),
        ("dominated_groups", 0, 0, True),
        ("row_order", 0, 0, True),
        ("free_values", 0, 0, True),
    ]
    assert [check.detail for check in found] == [
        "2 columns of text, no cell empty",
        *["4 classes of 77 rows"] * 3,
        *["2 groups"] * 2,
        "77 rows",
        "",
    ]
    told = {"checks": assessment(found)["checks"], "passed": True}
    assert not generalised.told_otherwise(found, told)
    assert generalised.told_otherwise(found, {**told, "passed": False})
    for name, value in (("value", 99), ("limit", 99), ("passed", False)):
        changed = [{**figure, name: value} if figure["id"] == "mean_risk" else figure for figure in told["checks"]]
        assert generalised.told_otherwise(found, {**told, "checks": changed})
    assert generalised.told_otherwise(found, {**told, "checks": told["checks"][1:]})


WRONG: dict[str, tuple[Classes, dict[str, float]]] = {
    "a class of eleven": ([(11, ("F", "none")), (40, ("M", "none"))], {"smallest_class": 11}),
    "two that are alone": (
        [(1, ("F", "none")), (40, ("M", "none")), (1, ("unknown", "none"))],
        {"smallest_class": 1, "unique_rows": 2},
    ),
    "a mean risk over the limit": (
        [(12, ("F", "none")), (12, ("M", "none")), (13, ("unknown", "none"))],
        {"mean_risk": 3 / 37},
    ),
    "a group in which a fact has too little company": (
        [(20, ("F", "health.cancer")), (20, ("F", "none")), (40, ("M", "none"))],
        {"poor_groups": 1},
    ),
    "a fact that nearly everybody has": (
        [(97, ("F", "health.cancer")), (12, ("F", "health.hiv")), (12, ("F", "none"))],
        {"dominated_groups": 1},
    ),
    "as many as the limit": (
        [(96, ("F", "health.cancer")), (12, ("F", "health.hiv")), (12, ("F", "none"))],
        {},
    ),
    "a fact that everybody has, twice": (
        [(20, ("F", "health.cancer")), (20, ("M", "health.hiv"))],
        {"poor_groups": 2, "dominated_groups": 2},
    ),
    "nobody with a fact": ([(20, ("F", "none")), (20, ("M", "none"))], {}),
    "rows in another order": (
        [(20, ("M", "none")), (20, ("F", "none"))],
        {"row_order": 40},
    ),
    "in the order of the first column only": (
        [(20, ("F", "none")), (20, ("F", "health.hiv")), (20, ("F", "health.cancer"))],
        {"row_order": 40},
    ),
    "one row too early": (
        [(1, ("M", "none")), (20, ("F", "none")), (19, ("M", "none"))],
        {"row_order": 2},
    ),
    "words of no list": (
        [(20, ("F", "cancer")), (20, ("F", "health.hiv")), (20, ("F", "none")), (30, ("f", "none"))],
        {"free_values": 50},
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_counted_and_refused(case: str) -> None:
    classes, expected = WRONG[case]
    assert failing(rows(classes)) == expected


def test_facts_of_several_columns_are_each_judged_beside_the_others() -> None:
    columns = ("health", "storage")
    three = ("health.cancer", "health.hiv", "none")
    fine = [(12, (fact, kind)) for fact in three for kind in ("clear", "md5", "no_account")]
    assert failing(rows(fine, columns), LIMITS.model_copy(update={"mean_risk": 0.1})) == {}
    poor = [(12, (fact, kind)) for fact in three for kind in ("clear", "no_account")]
    # of each fact one account in clear, in company of one other kind
    assert failing(rows(poor, columns), LIMITS.model_copy(update={"mean_risk": 0.1})) == {"poor_groups": 3}
    checks = {check.id: check for check in generalised.judge(rows(poor, columns), columns, LIMITS)}
    assert checks["poor_groups"].detail == checks["dominated_groups"].detail == "5 groups"


def test_a_table_of_one_sensitive_column_is_one_group() -> None:
    alone = rows([(30, ("health.cancer",)), (12, ("health.hiv",))], ("health",))
    assert failing(alone) == {"poor_groups": 1}
    nothing = generalised.judge(rows([(30, ("F",))], ("sex",)), ("sex",), LIMITS)
    assert {check.detail for check in nothing if check.id.endswith("_groups")} == {"no sensitive column"}


NO_TEXT = pa.table({"sex": ["F"] * 20, "birth_year": [1980] * 20})
COLUMNS_WRONG: dict[str, tuple[pa.Table, tuple[str, ...], int]] = {
    "one that nobody promised": (rows([(20, ("F", "none"))]), ("sex",), 2),
    "one that is missing": (rows([(20, ("F",))], ("sex",)), COLUMNS, 2),
    "one instead of another": (rows([(20, ("F", "none"))]), ("sex", "storage"), 3),
    "another order": (rows([(20, ("F", "none"))]), ("health", "sex"), 1),
    "numbers": (NO_TEXT, ("sex", "birth_year"), 1),
    "an empty cell": (pa.table({"sex": ["F"] * 20 + [None]}), ("sex",), 1),
}


@pytest.mark.parametrize("case", COLUMNS_WRONG)
def test_columns_are_those_that_were_promised_and_text_throughout(case: str) -> None:
    table, promised, wrong = COLUMNS_WRONG[case]
    found = generalised.judge(table, promised, LIMITS)
    assert [(check.id, check.value, check.limit, check.passed) for check in found] == [
        ("records_and_columns", wrong, 0, False),
        ("smallest_class", 0, 12, False),
    ]
    assert found[0].detail == ""


def test_no_row_is_no_release() -> None:
    found = generalised.judge(rows([]).cast(pa.schema([(name, pa.string()) for name in COLUMNS])), COLUMNS, LIMITS)
    assert [(check.id, check.value, check.limit, check.passed) for check in found] == [
        ("records_and_columns", 0, 0, True),
        ("smallest_class", 0, 12, False),
    ]


VOCABULARY: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "region": (("Bretagne", "unknown", "dép. 56", "dép. 2A", "dép. 971"), ("bretagne", "dép. ", "dép. 5", "")),
    "prescriber_region": (("Corse", "unknown"), ("56",)),
    "department": (("56", "2A", "988", "unknown"), ("96", "5", "560", "9800", "")),
    "prescriber_department": (("971", "unknown"), ("Bretagne",)),
    "sex": (("F", "M", "unknown"), ("f", "X", "")),
    "birth_year": (("1980", "1890-1899", "2001-2005", "unknown"), ("80", "1780", "2101", "1980-85", "1980-01-02")),
    "last_sample": (
        ("2019", "2015-2019", "2019-05", "2019-12", "2019-Q4", "2019-H2", "unknown"),
        ("2019-13", "2019-00", "2019-Q5", "2019-H3", "2019-5", "2019-05-02"),
    ),
    "laboratory": (("other", "unknown", "Labo du Port", "BIO & CO, N°2"), ("", "x", "<script>", "lea@example.org")),
    "storage": (("no_account", "clear", "hashed", "sha256", "other_hash"), ("sha2", "azerty", "")),
    "institution": (("yes", "no"), ("unknown", "")),
    "health": (("none", "several", "care", "health.hiv", "health.treatment"), ("hiv", "health.", "health.none", "VIH")),
}  # fmt: skip


@pytest.mark.parametrize("column", VOCABULARY)
def test_each_column_has_its_words_and_no_others(column: str) -> None:
    inside, outside = VOCABULARY[column]
    fits = {word: bool(generalised.VOCABULARY[column](word)) for word in (*inside, *outside)}
    assert fits == {**dict.fromkeys(inside, True), **dict.fromkeys(outside, False)}


def test_a_column_without_a_list_has_no_word() -> None:
    assert generalised.VOCABULARY.keys() == VOCABULARY.keys()
    assert failing(rows([(12, ("unknown", "F")), (13, ("unknown", "M"))], ("postcode", "sex"))) == {"free_values": 25}


def test_the_figures_are_those_of_classes_over_all_columns_and_of_facts_over_the_others() -> None:
    # of the women three kinds, of the men two
    found = generalised.figures(rows([*CLEAN[:3], (20, ("M", "health.hiv")), (20, ("M", "none"))]))
    assert (found["l"], found["k"], found["sample_uniques"]) == (2, 12, 0)
    assert (found["prosecutor_risk"], found["average_risk"]) == (1 / 12, pytest.approx(5 / 77))
    alone = generalised.figures(rows([(20, ("F",)), (12, ("M",))], ("sex",)))
    assert (alone["k"], alone["l"]) == (12, None)


def test_what_is_no_table_is_refused_by_its_name(tmp_path: Path) -> None:
    pq.write_table(rows(CLEAN).replace_schema_metadata({"a": "b"}), tmp_path / "persons.parquet")
    found = generalised.read(tmp_path / "persons.parquet")
    assert found.equals(rows(CLEAN))
    assert found.schema.metadata is None
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    for name in ("broken.parquet", "missing.parquet"):
        with pytest.raises(InputError, match=f"{name}: is missing or damaged"):
            generalised.read(tmp_path / name)
