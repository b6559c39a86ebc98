"""Records to one line a person: which value of several, who is steady, which laboratories are named."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.anonymise.lines import PRESCRIBER, lines
from pipeline.core.categories import CATEGORIES
from pipeline.core.policy import Thresholds

SCHEMA = {
    "person": pl.Int64,
    "person_strict": pl.Int64,
    "department": pl.String,
    "sex": pl.String,
    "birth_year": pl.Int16,
    "month": pl.String,
    "laboratory": pl.String,
    "prescriber": pl.String,
    "prescriber_department": pl.String,
    "storage": pl.String,
    "institution": pl.Boolean,
    "categories": pl.UInt64,
}
STARTS = {"home": 0, "sex": 0, "birth": 0, "sample": 0, "health": 0, "institution": 0}
BITS = {kind.id: 1 << place for place, kind in enumerate(CATEGORIES)}


def records(*rows: dict[str, object]) -> pl.DataFrame:
    plain = {"categories": 0, "institution": False}
    full = [{**plain, "person_strict": row.get("person"), **row} for row in rows]
    return pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in full], schema=SCHEMA)


def made(
    frame: pl.DataFrame, starts: dict[str, int] = STARTS, limits: Thresholds | None = None
) -> list[dict[str, str]]:
    found = lines([frame], starts, 2021, limits or Thresholds())
    return found.table.drop_columns([PRESCRIBER]).to_pylist()


def steady(frame: pl.DataFrame, starts: dict[str, int] = STARTS) -> int:
    return lines([frame], starts, 2021, Thresholds()).steady.num_rows


def test_a_person_has_one_line_with_the_most_frequent_values_and_the_latest_sample() -> None:
    one = {"person": 1, "sex": "F", "birth_year": 1980}
    frame = records(
        {**one, "department": "56", "month": "2019-05"},
        {**one, "department": "56", "month": "2020-01"},
        {**one, "department": "22", "month": "2018-01", "categories": BITS["health.hiv"]},
    )
    assert made(frame) == [
        {"home": "56", "sex": "F", "birth": "1980", "sample": "2020-01", "health": "health.hiv", "institution": "no"}
    ]


def test_what_no_record_says_is_unknown_or_none() -> None:
    nothing = {"home": "unknown", "sex": "unknown", "birth": "unknown", "sample": "unknown"}
    assert made(records({"person": 1})) == [{**nothing, "health": "none", "institution": "no"}]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (([], []), "none"),
        ((["health.hiv"], []), "health.hiv"),
        ((["health.hiv"], ["health.hiv"]), "health.hiv"),
        ((["health.hiv"], ["health.cancer"]), "several"),
        ((["health.hiv", "health.cancer"], []), "several"),
        # what is no fact of health does not count
        ((["identity", "phone"], []), "none"),
    ],
)
def test_the_health_fact_of_a_person(facts: tuple[list[str], list[str]], told: str) -> None:
    frame = records(*({"person": 1, "categories": sum(BITS[name] for name in names)} for names in facts))
    assert made(frame, {"health": 0}) == [{"health": told}]


def test_an_account_of_an_institution_in_one_record_is_one_of_the_person() -> None:
    frame = records({"person": 1}, {"person": 1, "institution": True}, {"person": 2})
    assert sorted(row["institution"] for row in made(frame, {"institution": 0})) == ["no", "yes"]


def test_records_without_a_person_have_no_line() -> None:
    assert len(made(records({"person": 1}, {"person": None, "sex": "F"}))) == 1


@pytest.mark.parametrize(
    ("second", "counted"),
    [
        ({}, 1),
        ({"sex": None}, 1),
        ({"sex": "M"}, 0),
        ({"department": "22"}, 0),
        ({"person_strict": 2}, 0),
        ({"month": "2020-01"}, 0),
    ],
)
def test_no_threshold_counts_a_person_whose_records_disagree(second: dict[str, object], counted: int) -> None:
    one = {"person": 1, "sex": "F", "department": "56", "month": "2019-05"}
    frame = records(one, {**one, **second})
    assert (len(made(frame)), steady(frame)) == (1, counted)


def test_values_that_are_alike_where_the_climb_starts_do_not_disagree() -> None:
    frame = records({"person": 1, "department": "56"}, {"person": 1, "department": "22"})
    assert (steady(frame, {"home": 0}), steady(frame, {"home": 1})) == (0, 1)


def visits(laboratory: str, persons: int, prescribers: int, first: int = 0) -> list[dict[str, object]]:
    return [
        {
            "person": first + number,
            "laboratory": laboratory,
            "prescriber": str(number % prescribers) if prescribers else None,
        }
        for number in range(persons)
    ]


@pytest.mark.parametrize(
    ("persons", "prescribers", "named"), [(12, 3, True), (11, 3, False), (12, 2, False), (40, 2, False), (40, 20, True)]
)
def test_a_laboratory_of_few_persons_or_prescribers_is_another(persons: int, prescribers: int, named: bool) -> None:
    frame = records(*visits("Small", persons, prescribers), *visits("Large", 50, 10, first=1_000))
    told = {row["laboratory"] for row in made(frame, {"laboratory": 0})}
    assert told == {"Large", "Small" if named else "other"}


def test_where_no_prescriber_is_known_persons_alone_decide() -> None:
    frame = records(*visits("Small", 12, 0), *visits("Tiny", 11, 0, first=100))
    assert {row["laboratory"] for row in made(frame, {"laboratory": 0})} == {"Small", "other"}


def test_persons_who_disagree_do_not_make_a_laboratory_large() -> None:
    doubtful = [{**row, "person_strict": None} for row in visits("Small", 12, 3)]
    both = [{**doubtful[0], "person_strict": 1}, {**doubtful[0], "person_strict": 2}]
    frame = records(*doubtful[1:], *both, *visits("Large", 50, 10, first=1_000))
    assert {row["laboratory"] for row in made(frame, {"laboratory": 0})} == {"Large", "other"}


def test_the_hierarchies_are_of_the_labels_that_stand_there_but_not_of_facts() -> None:
    found = lines([records({"person": 1, "department": "56", "birth_year": 1980})], STARTS, 2021, Thresholds())
    assert "health" not in found.hierarchies
    assert found.hierarchies.keys() == STARTS.keys() - {"health"}


ROWS = st.fixed_dictionaries(
    {
        "person": st.none() | st.integers(0, 3),
        "sex": st.sampled_from(["F", "M", None]),
        "department": st.sampled_from(["22", "56", "27", None]),
        "birth_year": st.sampled_from([1950, 1985, None]),
        "month": st.sampled_from(["2019-05", "2020-01", None]),
        "categories": st.sampled_from([0, BITS["health.hiv"], BITS["health.cancer"]]),
    }
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(ROWS, min_size=1, max_size=14).filter(lambda rows: any(r["person"] is not None for r in rows)),
    st.randoms(),
)
def test_lines_do_not_depend_on_the_order_of_records_nor_on_the_parts(rows: list[dict[str, object]], rng) -> None:
    whole = made(records(*rows))
    shuffled = list(rows)
    rng.shuffle(shuffled)
    assert made(records(*shuffled)) == whole
    parts = [[row for row in rows if row["person"] in some] for some in ((0, 1, None), (2, 3))]
    found = lines([records(*part) for part in parts if part], STARTS, 2021, Thresholds()).table
    key = str
    assert sorted(found.drop_columns([PRESCRIBER]).to_pylist(), key=key) == sorted(whole, key=key)
    assert len(whole) == len({row["person"] for row in rows} - {None})
