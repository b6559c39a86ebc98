"""The truth is what the files hold: recounted from the cells."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.core.categories import BY_ID
from synthetic.truth import DIMENSIONS, EXPOSED_BY


def test_totals(leak) -> None:
    assert leak.counts["records"] == leak.truth.height == leak.cells.height
    assert leak.counts["persons"] == leak.truth["person"].n_unique()
    assert list(leak.counts) == ["persons", "records", *DIMENSIONS]


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_counts_are_those_of_a_recount(leak, dimension: str) -> None:
    column = "categories" if dimension == "category" else dimension
    pairs = leak.truth.select("person", column)
    if dimension == "category":
        pairs = pairs.explode(column)
    recount = {
        value: {"persons": group["person"].n_unique(), "records": group.height}
        for (value,), group in pairs.group_by(column)
    }
    assert leak.counts[dimension] == recount


def test_one_home_makes_regions_and_departments_add_up(leak) -> None:
    for dimension in ("region", "department"):
        assert sum(cell["persons"] for cell in leak.counts[dimension].values()) == leak.counts["persons"]


@pytest.mark.parametrize("category", list(EXPOSED_BY))
def test_a_category_is_exposed_where_a_cell_of_it_is_filled(leak, category: str) -> None:
    columns = [pl.col(name).is_not_null() for name in EXPOSED_BY[category]]
    filled = leak.cells.select(pl.any_horizontal(columns)).to_series()
    assert (leak.truth["categories"].list.contains(category) == filled).all()


def test_facts_of_the_truth_are_the_cells(leak) -> None:
    assert (leak.truth["sex"] == leak.cells["sexe"]).all()
    assert (leak.truth["birth_year"].cast(pl.String) == leak.cells["date_naissance"].str.slice(6)).all()
    assert (leak.truth["laboratory"] == leak.cells["labo"]).all()
    assert leak.truth["dirt"].null_count() == leak.truth.height
    assert set(leak.truth["categories"].explode()) <= set(BY_ID)


def test_texts_are_the_comments_with_their_facts(leak) -> None:
    comments = leak.cells.with_row_index("record").select("record", "commentaire").drop_nulls()
    assert [(one["record"], one["text"]) for one in leak.texts] == list(comments.iter_rows())
    for one in leak.texts:
        facts = [name for name in leak.truth["categories"][one["record"]] if name.startswith("health.")]
        assert facts == one["categories"]
