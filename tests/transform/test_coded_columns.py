"""Doing each distinct value once gives what doing every row gives, whatever repeats."""

from __future__ import annotations

import pickle

import polars as pl
import pyarrow as pa
import pytest
from conftest import EVERY
from hypothesis import given, settings
from hypothesis import strategies as st
from test_transform_laws import ONE, SAMPLES

from pipeline.core.cells import EMPTY, blank_to_null
from pipeline.core.profile import ColumnProfile, Profile
from pipeline.transform import remembered, table
from pipeline.transform.coded import Cells, encode
from pipeline.transform.plan import Planned
from pipeline.transform.remembered import Remembered
from pipeline.transform.transform import Beside

CELL = st.none() | st.sampled_from([*SAMPLES, *EMPTY, " MARTIN", "MARTIN ", "\u00a0LORIENT"]) | st.text(max_size=6)


@settings(deadline=None)
@given(st.lists(CELL, max_size=40))
def test_a_coded_column_is_the_column(cells: list[str | None]) -> None:
    column = pa.array(cells, pa.string())
    coded = encode(column, always=True)
    assert coded is not None
    values = coded.values.to_list()
    assert len(set(values)) == len(values)
    assert not set(values) & {None, *EMPTY}
    expected = blank_to_null(pl.Series("", column))
    assert coded.rows(pa.array(values, pa.string())).to_pylist() == expected.to_list()
    chosen = pl.Series([value == "MARTIN" for value in values], dtype=pl.Boolean)
    assert coded.count(chosen) == sum(value == "MARTIN" for value in expected)


def test_values_that_do_not_come_back_are_not_coded() -> None:
    assert encode(pa.array([str(i) for i in range(5_000)])) is None
    assert encode(pa.array(["a", "b"] * 2_500)) is not None


@pytest.mark.parametrize("name", sorted(name for name, transform in EVERY.items() if transform.of_value()))
@settings(deadline=None, max_examples=25)
@given(st.lists(CELL, min_size=1, max_size=12), st.integers(1, 30))
def test_a_table_treats_repeated_cells_as_it_treats_each_alone(name: str, cells: list, times: int) -> None:
    """The function that a row of its own gets, against the same rows many times over, in batches of any size."""
    transform = EVERY[name]
    planned = Planned(0, "made", None, transform)
    known = Profile((ColumnProfile("c", None, None, "", 1.0, "", 1, 0.0),))
    bound = table.bind(known, (planned,), ONE, False)
    schema = table.schema([bound], {})
    trimmed = blank_to_null(pl.Series("c", cells, dtype=pl.String))
    plain = transform.bind_beside(planned.purpose, ONE)(trimmed, Beside.nothing(len(cells)))
    expected = plain.to_arrow().cast(schema.field("made").type).to_pylist()
    for rows, wanted in ((cells * times, expected * times), (cells[:1], expected[:1]), ([], [])):
        batch = pa.record_batch([pa.array(rows, pa.string())], names=["c0"])
        made = bound(batch, schema)
        assert made.batch.column(0).to_pylist() == wanted
    assert made.batch.schema == schema


def test_cells_left_as_they_were_are_counted_by_row() -> None:
    """A transform that forgets its duty on one value is found out on every row that has it."""

    class Lazy(type(EVERY["standin_phone"])):  # type: ignore[misc]
        def bind(self, purpose: str, context: object):  # type: ignore[no-untyped-def]
            return lambda values: values.set(values != "0612345678", "x")

    known = Profile((ColumnProfile("c", None, None, "", 1.0, "", 1, 0.0),))
    bound = table.bind(known, (Planned(0, "made", None, Lazy()),), ONE, False)
    for rows in (["0612345678", "a", "0612345678", None] * 5, ["0612345678", *map(str, range(30))]):
        batch = pa.record_batch([pa.array(rows, pa.string())], names=["c0"])
        assert bound(batch, table.schema([bound], {})).unchanged == {"made": rows.count("0612345678")}


@settings(deadline=None)
@given(st.lists(st.lists(st.text(max_size=2), unique=True, max_size=12), max_size=6))
def test_what_is_remembered_is_what_the_function_gives(parts: list[list[str]]) -> None:
    asked: list[str] = []

    def function(values: pl.Series, beside: Beside) -> pl.Series:
        assert len(beside.person) == len(values)
        asked.extend(values)
        return values.str.to_uppercase() + "!"

    known = Remembered(function)
    for part in parts:
        values = pl.Series("v", part, dtype=pl.String)
        assert known(values, Beside.nothing(len(part))).to_list() == [value.upper() + "!" for value in part]
    assert len(asked) == len({value for part in parts for value in part})


def test_memory_is_bounded_and_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 3)
    asked: list[str] = []

    def function(values: pl.Series, beside: Beside) -> pl.Series:
        asked.extend(values)
        return values

    known = Remembered(function)
    for part in (["a", "b"], ["c", "d", "e"], ["a", "c", "d"]):
        assert known(pl.Series(part), Beside.nothing(len(part))).to_list() == part
    assert asked == ["a", "b", "c", "d", "e", "d"]
    with pytest.raises(TypeError, match="never written"):
        pickle.dumps(known)


def test_a_column_that_nobody_asks_for_is_not_made_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = Cells(pa.record_batch([pa.array([" a", ""]), pa.array(["b", "c"])], names=["c0", "c1"]))
    assert (len(cells), cells.rows) == (2, 2)
    assert cells[0].to_list() == ["a", None]
    assert [series.to_list() for series in cells] == [["a", None], ["b", "c"]]
    with pytest.raises(IndexError):
        cells[2]
