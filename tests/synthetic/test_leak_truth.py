"""The truth is what the files hold: recounted from the cells."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.core.categories import BY_ID
from synthetic.tally import Tally
from synthetic.truth import DIMENSIONS, EXPOSED_BY


def test_totals(leak) -> None:
    assert leak.counts["records"] == leak.truth.height == leak.cells.height
    assert leak.counts["persons"] == leak.truth["person"].n_unique()
    more = ["readable", "expected", "dirt", "lines", "files", "made"]
    assert list(leak.counts) == ["persons", "records", *DIMENSIONS, *more]


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("readable", [False, True])
@pytest.mark.parametrize("which", ["leak", "dirty"])
def test_counts_are_those_of_a_recount(request, which: str, dimension: str, readable: bool) -> None:
    leak = request.getfixturevalue(which)
    truth = leak.truth.filter("readable") if readable else leak.truth
    column = "categories" if dimension == "category" else dimension
    pairs = truth.select("person", column)
    if dimension == "category":
        pairs = pairs.explode(column)
    recount = {
        value: {"persons": group["person"].n_unique(), "records": group.height}
        for (value,), group in pairs.drop_nulls().group_by(column)
    }
    assert (leak.counts["readable"] if readable else leak.counts)[dimension] == recount


def test_dirt_that_begins_late_leaves_the_same_counts(dirty) -> None:
    clean = dirty.truth.filter(pl.col("dirt").list.len() == 0)
    rest = dirty.truth.join(clean.select("person"), on="person", how="anti")
    clean = dirty.truth.head(0) if clean.is_empty() else clean
    tally, straight = Tally(), Tally()
    for part in (rest.with_columns(dirt=pl.lit([], dtype=pl.List(pl.String)), readable=True).head(100), rest.tail(300)):
        tally.add(part)
    straight.every.add(rest.head(100))
    straight.readable.add(rest.head(100))
    straight.every.add(rest.tail(300))
    straight.readable.add(rest.tail(300).filter("readable"))
    assert tally.to_dict()["readable"] == straight.readable.to_dict()
    assert tally.every.to_dict() == straight.every.to_dict()


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
    assert leak.truth["dirt"].list.len().sum() == leak.truth["moved"].list.len().sum() == 0
    assert leak.truth["readable"].all()
    assert leak.counts["expected"] == {"records": 20_000, "accepted": 20_000, "quarantined": 0, "undecided": 0}
    assert set(leak.truth["categories"].explode()) <= set(BY_ID)


def test_texts_are_the_comments_with_their_facts(leak) -> None:
    comments = leak.cells.with_row_index("record").select("record", "commentaire").drop_nulls()
    assert [(one["record"], one["text"]) for one in leak.texts] == list(comments.iter_rows())
    for one in leak.texts:
        facts = [name for name in leak.truth["categories"][one["record"]] if name.startswith("health.")]
        assert facts == one["categories"]


def test_texts_of_a_damaged_leak_are_its_cells(dirty) -> None:
    comments = dirty.cells.with_row_index("record").select("record", "commentaire").drop_nulls()
    assert [(one["record"], one["text"]) for one in dirty.texts] == list(comments.iter_rows())


def test_columns_of_the_file_have_their_entities(leak) -> None:
    (file,) = leak.counts["files"].values()
    assert list(file["columns"]) == leak.cells.columns
    assert file["columns"]["nir"] == "fr.nir"
    assert None not in file["columns"].values()


@pytest.mark.parametrize("which", ["leak", "dirty"])
def test_every_cell_has_the_entity_of_its_value(request, which: str) -> None:
    leak = request.getfixturevalue(which)
    columns = list(leak.counts["files"]["leak.csv"]["columns"].items())
    listed = leak.truth["entities"].list.to_struct(fields=[name for name, _ in columns]).struct.unnest()
    still = leak.truth["moved"].list.len() == 0
    assert still.sum() > 10_000
    for name, entity in columns:
        assert (listed[name].is_null() == leak.cells[name].is_null()).all(), name
        assert set(listed[name].filter(still).drop_nulls()) == {entity}


def test_a_value_that_changed_places_takes_its_entity_along(dirty) -> None:
    columns = list(dirty.counts["files"]["leak.csv"]["columns"])
    inverted = dirty.truth.filter(pl.col("moved").list.contains("nom=prenom"), pl.col("readable"))
    assert inverted.height > 0
    for column, entity in (("nom", "person.first_name"), ("prenom", "person.name")):
        assert set(inverted["entities"].list.get(columns.index(column)).drop_nulls()) == {entity}
