"""Which raw values a label holds, and which raw column a released one comes from."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.assess.labels import READINGS, Values, aged, shifted
from pipeline.assess.raw import Leak
from pipeline.assess.relation import Reader
from pipeline.assess.rows import Rows, merged, persons_by

DATES = ["05/09/1973", "1980-01-31", "31.12.1979", "20190630", "01/07/19", "x"]
PLACES = ["56100", "35 000", "1000", "20137", "20290", "97410"]
NUMBERS = ["3", "9,5", "10", "19", "20", "1 000"]
HOLDS = [
    ("calendar", "1970-1979", DATES, {0, 2}),
    ("calendar", "1973", DATES, {0}),
    ("calendar", "2019-06", DATES, {3}),
    ("calendar", "2019-Q3", DATES, {4}),
    ("calendar", "2019-H1", DATES, {3}),
    ("calendar", "1980-01-31", DATES, {1}),
    ("calendar", "1979-12", DATES, {2}),
    ("calendar", "unknown", DATES, set()),
    ("place", "56", PLACES, {0}),
    ("place", "01", PLACES, {2}),
    ("place", "2A", PLACES, {3}),
    ("place", "2B", PLACES, {4}),
    ("place", "974", PLACES, {5}),
    ("place", "Bretagne", PLACES, {0}),
    ("value", "56***", PLACES, {0}),
    ("value", "35 000", PLACES, {1}),
    ("quantity", "10-19", NUMBERS, {2, 3}),
    ("quantity", "10 to 20", NUMBERS, {2, 3}),
    ("quantity", "[0, 10[", NUMBERS, {0, 1}),
    ("quantity", "20+", NUMBERS, {4, 5}),
    ("quantity", "<10", NUMBERS, {0, 1}),
    ("quantity", "1000 and more", NUMBERS, {5}),
    ("quantity", "9.5", NUMBERS, {1}),
]


@pytest.mark.parametrize(("reading", "label", "raw", "held"), HOLDS)
def test_a_label_holds(reading: str, label: str, raw: list[str], held: set[int]) -> None:
    values, labels = READINGS[reading](pl.Series([label]), Values(pl.Series(raw)))
    assert set(values.tolist()) == held
    assert set(labels.tolist()) <= {0}


AGES = [("40-49", {0}), ("0-9", {3, 4}), ("90+", set()), ("unknown", set()), ("40-46", {0, 1, 2})]


@pytest.mark.parametrize(("label", "held"), [("46", {0}), *AGES[1:]])
def test_an_age_is_that_of_a_year(label: str, held: set[int]) -> None:
    values, _ = aged(2019)(pl.Series([label]), Values(pl.Series(DATES)))
    assert set(values.tolist()) == (held if label != "40-46" else {0, 2})


def test_a_moved_date_is_near() -> None:
    values, _ = shifted(31)(pl.Series(["1980-01-01"]), Values(pl.Series(DATES)))
    assert set(values.tolist()) == {1, 2}


def test_columns_are_told_by_how_their_labels_are_shared_out() -> None:
    raw = pl.DataFrame(
        {
            "cp": ["56100"] * 6 + ["35000"] * 3 + ["22000"],
            "cp_medecin": ["56000"] * 2 + ["35000"] * 7 + ["22000"],
            "naissance": [f"01/02/{year}" for year in range(1970, 1980)],
        }
    )
    reader = Reader(Leak(raw, dict.fromkeys(raw.columns)))
    found = reader.best(pl.Series(["56"] * 6 + ["35"] * 3 + ["22"]), raw.columns, known=False)
    assert found is not None
    assert (found.column, found.reading) == ("cp", "place")
    found = reader.best(pl.Series(["35"] * 7 + ["56"] * 2 + ["22"]), raw.columns, known=False)
    assert found is not None
    assert found.column == "cp_medecin"
    assert reader.best(pl.Series(["a1b2"] * 10), raw.columns, known=False) is None


def test_what_no_label_holds_is_unknown_and_a_star_holds_everything() -> None:
    raw = pl.DataFrame({"cp": ["56100", "56200", "x", None]})
    reader = Reader(Leak(raw, {"cp": "address.postcode"}))
    found = reader.best(pl.Series(["56", "56", "unknown", "unknown"]), ["cp"], known=True)
    assert found is not None
    assert found.exclusive
    assert found.raw_labels.tolist() == [0, 0, 1, 1]
    (starred,) = (r for r in reader.relate(pl.Series(["56", "56", "*", None]), "cp") if r.reading == "place")
    assert not starred.exclusive


def test_a_hierarchy_of_a_file_is_climbed() -> None:
    raw = pl.DataFrame({"job": ["baker", "cook", "judge"]})
    lines = [("baker", "food", "*"), ("cook", "food", "*"), ("judge", "law", "*")]
    rows = Rows(pl.DataFrame({"job": ["food", "food", "law"]}), Leak(raw, {"job": None}), hierarchies={"job": lines})
    assert rows.relations["job"].reading == "hierarchy"
    assert rows.sharing(["job"]).tolist() == [2, 2, 1]


def test_codes_of_many_columns_stay_apart() -> None:
    import numpy as np

    generator = np.random.Generator(np.random.PCG64(1))
    columns = [generator.integers(0, 1 << 12, 500) for _ in range(9)]
    row, raw = merged([(column, column) for column in columns], 500, 500)
    assert len(np.unique(row)) == 500
    assert (row == raw).all()
    _, other = merged([(column, np.roll(column, 1)) for column in columns], 500, 500)
    assert (other[1:] == row[:-1]).all()
    assert persons_by(np.array([0, 0, 1, -1]), np.array([7, 7, 3, 4]), 3).tolist() == [1, 1, 0]
