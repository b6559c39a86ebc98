"""Records to persons: one canonical value each, whatever the order of the file."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.anonymise import persons, stage
from pipeline.core.errors import GateError, PolicyError
from pipeline.core.policy import Policy
from pipeline.core.policy_file import load
from pipeline.engines import local

ROW = st.tuples(
    st.none() | st.integers(0, 4),
    st.sampled_from(["22", "56", None]),
    st.sampled_from(["F", "M", None]),
    st.sampled_from([1950, 1985, None]),
)


def frame(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    schema = {"person": pl.Int64, "department": pl.String, "sex": pl.String, "birth_year": pl.Int16}
    return pl.DataFrame(rows, schema=schema, orient="row")


def canonical(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return persons.canonical(frame(rows), ("department", "sex", "birth_year")).rows()


@settings(max_examples=80, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=20), st.randoms())
def test_canonical_values_do_not_depend_on_the_order_of_records(rows: list[tuple[object, ...]], rng) -> None:
    found = canonical(rows)
    order = list(range(len(rows)))
    rng.shuffle(order)
    assert canonical([rows[i] for i in order]) == [found[i] for i in order]


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=20))
def test_a_person_has_the_most_frequent_value_the_smallest_of_equals(rows: list[tuple[object, ...]]) -> None:
    for row, found in zip(rows, canonical(rows), strict=True):
        assert found[0] == row[0]
        for column in (1, 2, 3):
            own = [r[column] for r in rows if r[0] == row[0] and r[column] is not None]
            best = min(set(own), key=lambda v: (-own.count(v), v), default=None)
            assert found[column] == (row[column] if row[0] is None else best)


@pytest.mark.parametrize(
    ("sampled", "births", "expected"),
    [
        ({2019: 12, 2020: 11}, 1985, 2019),
        ({2019: 12, 2020: 12}, 1985, 2020),
        ({2019: 30, 2020: 1}, 1985, 2019),
    ],
)
def test_the_reference_year_is_the_latest_with_enough_persons(
    sampled: dict[int, int], births: int, expected: int
) -> None:
    months = [f"{year}-05" for year, count in sampled.items() for _ in range(count)]
    records = pl.DataFrame({"person": range(len(months)), "month": months, "birth_year": births})
    assert persons.reference_year(records, 12) == expected
    doubled = pl.concat([records, records.filter(pl.col("month") == "2020-05")])
    assert persons.reference_year(doubled, 12) == expected


def test_the_reference_year_is_no_single_person_s() -> None:
    records = pl.DataFrame(
        {
            "person": range(31),
            "month": pl.Series([None] * 31, dtype=pl.String),
            "birth_year": [1960] * 30 + [2011],
        }
    )
    assert persons.reference_year(records, 12) != 2011


def test_ages_are_banded_by_ten_years_and_the_rest_is_unknown() -> None:
    births = [2020, 2011, 2010, 1931, 1930, 1890, 2021, None]
    records = pl.DataFrame(
        {
            "birth_year": pl.Series(births, dtype=pl.Int16),
            **{name: pl.Series([None] * 8, dtype=pl.String) for name in ("department", "sex", "laboratory", "month")},
            "prescriber_department": pl.Series([None] * 8, dtype=pl.String),
        }
    )
    found = persons.describe(records, 2020)
    bands = ["0-9", "0-9", "10-19", "80-89", "90+", "90+", "unknown", "unknown"]
    assert found["age_band"].to_list() == bands
    assert set(found.select("region", "year", "department", "sex", "laboratory", "month").row(0)) == {"unknown"}
    assert set(persons.describe(records, None)["age_band"]) == {"unknown"}


def unlinked(count: int) -> pl.DataFrame:
    nothing = pl.Series([None] * count, dtype=pl.String)
    return pl.DataFrame({"link_number": nothing, "link_names": nothing})


def test_records_are_persons_only_where_the_policy_says_so() -> None:
    assert persons.link(unlinked(3), local.link, False)["person"].to_list() == [None] * 3
    assert persons.link(unlinked(3), local.link, True)["person"].to_list() == [0, 1, 2]


def test_a_leak_in_which_nothing_identifies_persons_is_refused_with_the_key_that_decides() -> None:
    engine = stage.Engine(local.link, local.count_by)
    with pytest.raises(GateError) as refused:
        stage.count(unlinked(50), frozenset(), load(), engine)
    assert "persons: records" in refused.value.hint


def test_an_unknown_dimension_is_refused_with_the_one_it_may_mean() -> None:
    policy = Policy.model_validate({"cubes": [{"name": "x", "dimensions": ["regoin"]}]})
    with pytest.raises(PolicyError) as refused:
        stage.check(policy)
    assert "did you mean region?" in refused.value.hint
