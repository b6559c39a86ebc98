"""Who stands in which published cell, and which table goes first where they tell too much."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.anonymise import standing
from pipeline.anonymise.cubes import Cell, Table
from pipeline.anonymise.persons import LOOSE
from pipeline.anonymise.protection import Protected, Totals, Truth
from pipeline.core.keys import RunKey
from pipeline.core.policy import Policy

RECORDS = pl.DataFrame(
    {
        LOOSE: [90, None, 5, 90],
        "region": ["A", "A", "B", "A"],
        "year": ["2019", "2019", "2020", "2020"],
        "institution": [True, True, None, False],
    },
    schema_overrides={LOOSE: pl.UInt64},
)


def cube(name: str, dimensions: tuple[str, ...], cells: dict[tuple[str, ...], int], where: str | None = None) -> Table:
    counted = {key: Cell(persons, persons, 0) for key, persons in cells.items()}
    return Table(name, dimensions, where, counted, set(counted))


def made(tables: list[Table], settle: object = lambda: None) -> tuple[Truth, Protected]:
    truth = Truth(
        lambda: iter((RECORDS,)), (), tables, Cell(2, 4, 0), Policy(), RunKey(), lambda *_: RECORDS, unlinked=1,
        persons_upper=2,
    )  # fmt: skip
    return truth, Protected(tables, lambda *_: (0, 0), Totals(2, 4, 2, None), {}, lambda _: False, settle)  # type: ignore[arg-type]


def test_records_of_persons_in_their_cells() -> None:
    tables = [
        cube("region", ("region",), {("A",): 12}),
        cube("region_year", ("region", "year"), {("A", "2020"): 12, ("B", "2020"): 13}),
        cube("institution_region", ("region",), {("A",): 12, ("B",): 12}, where="institution"),
        cube("category", ("category",), {("identity",): 20}),
    ]
    found = standing.standing(*made(tables))
    assert found is not None
    cells, person = found
    assert person.tolist() == [0, 1, 0]
    assert {name: codes.tolist() for name, (_, codes) in cells.items()} == {
        "region": [0, -1, 0],
        "region_year": [-1, 1, 0],
        "institution_region": [0, -1, -1],
    }


def test_a_large_leak_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    assert standing.MOST == 100_000
    monkeypatch.setattr(standing, "MOST", 4)
    assert standing.standing(*made([cube("region", ("region",), {("A",): 12})])) is not None
    monkeypatch.setattr(standing, "MOST", 3)
    assert standing.standing(*made([cube("region", ("region",), {("A",): 12})])) is None


def test_the_finest_table_goes_first_and_kinds_of_data_stay() -> None:
    settled: list[None] = []
    tables = [
        cube("year", ("year",), {("2019",): 40, ("2020",): 30}),
        cube("region", ("region",), {("A",): 12, ("B",): 50}),
        cube("category", ("category",), {("identity",): 12}),
    ]
    _, done = made(tables, lambda: settled.append(None))
    assert [done.thin(), done.thin(), done.thin()] == ["region", "year", None]
    assert [bool(table.published) for table in tables] == [False, False, True]
    assert len(settled) == 2


def test_noise_that_hides_single_persons_needs_no_thinning() -> None:
    _, done = made([cube("year", ("year",), {("2019",): 40})], None)
    assert done.thin() is None
