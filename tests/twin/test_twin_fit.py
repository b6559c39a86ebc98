"""Fitting and rounding: margins that agree come out, margins that do not break nothing."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.twin.fit import Margin, fit, whole_numbers

TABLES = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: st.lists(st.integers(0, 40), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]).map(
        lambda cells: np.array(cells, dtype=np.float64).reshape(shape)
    )
)


def margins(table: np.ndarray) -> tuple[list[Margin], Margin]:  # type: ignore[type-arg]
    row, column = np.indices(table.shape).reshape(2, -1)
    both = [Margin(row, table.sum(axis=1)), Margin(column, table.sum(axis=0))]
    return both, Margin(np.zeros(table.size, dtype=np.int64), np.array([table.sum()]))


@given(TABLES)
def test_margins_of_a_table_that_exists_come_out_in_whole_numbers(table: np.ndarray) -> None:  # type: ignore[type-arg]
    both, whole = margins(table)
    fitted = fit(np.ones(table.size), both, whole)
    found = whole_numbers(fitted, both, whole)
    assert found.min() >= 0
    assert found.sum() == table.sum()
    for margin in both:
        np.testing.assert_allclose(margin.sums(fitted), margin.target, atol=1e-3)
        assert np.abs(margin.sums(found) - margin.target).max() <= max(table.shape)


@given(TABLES, st.data())
def test_an_absent_cell_takes_what_the_published_ones_leave(table: np.ndarray, data: st.DataObject) -> None:  # type: ignore[type-arg]
    """The finest cells are published but some; each whole is published: what is left goes to the absent, all of it."""
    absent = np.array(data.draw(st.lists(st.booleans(), min_size=table.size, max_size=table.size)))
    row = np.indices(table.shape)[0].ravel()
    there = np.flatnonzero(~absent)
    cell = np.full(table.size, -1, dtype=np.int64)
    cell[there] = np.arange(len(there))
    fine, coarse = Margin(cell, table.ravel()[there]), Margin(row, table.sum(axis=1))
    whole = Margin(np.zeros(table.size, dtype=np.int64), np.array([table.sum()]))
    found = whole_numbers(fit(np.ones(table.size), [coarse, fine], whole), [coarse, fine], whole)
    assert (found[there] == table.ravel()[there]).all()
    assert (np.bincount(row, found, minlength=table.shape[0]) == table.sum(axis=1)).all()


@given(TABLES, st.lists(st.integers(-15, 15), min_size=10, max_size=10))
def test_margins_that_contradict_each_other_still_give_the_whole(table: np.ndarray, noise: list[int]) -> None:  # type: ignore[type-arg]
    both, whole = margins(table)
    noisy = [Margin(m.cell, np.maximum(m.target + np.resize(noise, len(m.target)), 0)) for m in both]
    found = whole_numbers(fit(np.ones(table.size), noisy, whole), noisy, whole)
    assert found.min() >= 0
    assert found.sum() == table.sum()


@given(st.lists(st.floats(0, 50, allow_nan=False), min_size=1, max_size=30))
def test_rounding_moves_no_cell_by_one_or_more(cells: list[float]) -> None:
    table = np.round(np.array(cells), 6)
    whole = Margin(np.zeros(len(cells), dtype=np.int64), np.array([float(np.round(table.sum()))]))
    found = whole_numbers(table, [], whole)
    assert found.sum() == whole.target[0]
    assert np.abs(found - table).max() <= 1
