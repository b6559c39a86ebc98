"""Exact counts of few persons tell who was counted; those of many, or in few cells, do not."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.assess import presence
from pipeline.assess.attacks.inference import question
from pipeline.assess.interval import Interval, exact
from pipeline.assess.presence import CONTROLS, betrayed
from pipeline.assess.shadow import Table, splits, table
from pipeline.core.policy import Thresholds

LIMITS = Thresholds()
Standing = dict[str, tuple[list[tuple[str, ...]], np.ndarray]]


def standing(persons: int, cells: int, tables: int) -> tuple[Standing, np.ndarray]:
    """Every person has one line, and stands in a cell of each table, drawn at random; all cells come out."""
    draw = np.random.Generator(np.random.PCG64(1))
    keys = [(f"{cell}",) for cell in range(cells)]
    return {f"t{t}": (keys, draw.integers(0, cells, persons)) for t in range(tables)}, np.arange(persons)


@pytest.mark.parametrize(
    ("persons", "cells", "tables", "told"),
    [
        (400, 30, 6, True),  # cells of 13, just above the threshold
        (400, 3, 6, False),
        (8_000, 30, 6, False),
        (1, 1, 1, False),
        (0, 3, 2, False),
    ],
)
def test_small_cells_of_few_persons_betray(persons: int, cells: int, tables: int, told: bool) -> None:
    assert betrayed(*standing(persons, cells, tables), LIMITS, 12) is told


def test_what_betrays_is_judged_by_the_number_from_which_cells_come_out() -> None:
    """Cells of 15 to 16 persons: with one less in ten they hover about 15, and are far from 3."""
    persons = np.arange(480)
    tables = {"t": ([(f"{cell}",) for cell in range(30)], persons % 30)}
    assert betrayed(tables, persons, LIMITS, 15)
    assert not betrayed(tables, persons, LIMITS, 3)


@pytest.mark.parametrize(
    ("read", "told"),
    [({"b"}, True), ({"b", "absent"}, True), ({"a", "b", "c"}, False), ({"absent"}, False), ((), False)],
)
def test_the_tables_that_an_attacker_reads_are_asked_by_themselves(
    read: set[str], told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One table of 30 cells tells; beside two others it does not."""

    def told_apart(tables: list[Table], person: np.ndarray, least: int, wanted: int) -> tuple[Interval, int]:
        assert (len(person), least, wanted) == (400, 12, CONTROLS[0])
        return exact(1.0 if [held.size for held in tables] == [30] else 0.0), 2

    monkeypatch.setattr(presence, "told_apart", told_apart)
    tables, person = standing(400, 30, 1)
    held = {"a": ([("x",)], np.zeros(400, np.int64)), "b": tables["t0"], "c": ([("x",)], np.zeros(400, np.int64))}
    assert betrayed(held, person, LIMITS, 12, frozenset(read)) is told


def test_no_table_betrays_nobody() -> None:
    assert not betrayed({}, np.arange(50), LIMITS, 12)


def test_a_value_that_hangs_on_ones_own_presence_is_betrayed() -> None:
    """Two labels in each of many groups, and one person more or less decides which is the more frequent."""
    persons = np.arange(20 * 26)
    group, label = persons // 26, np.where(persons % 26 < 13, 0, 1)
    keys = [(f"{g}", f"{v}") for g in range(20) for v in range(2)]
    limits = Thresholds(membership=1.0)
    assert betrayed({"t": (keys, group * 2 + label)}, persons, limits, 12)
    clear = np.where(persons % 26 < 2, 0, 1)
    keys = [(f"{g}", "1") for g in range(20)]
    codes = np.where(clear == 1, group, -1)
    assert not betrayed({"t": (keys, codes)}, persons, limits, 12)


def test_the_guess_is_the_most_frequent_label_that_comes_out() -> None:
    keys = [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")]
    held = table(np.repeat([0, 1, 2, 3], [20, 30, 5, 4]), np.arange(59), 4)
    asked = question(keys, held)
    assert asked is not None
    everybody = np.ones(59, dtype=bool)
    right = asked._right(held.counts(everybody), 12)
    # in group b nothing comes out: the guess is the most frequent label of all, y
    assert right.tolist() == [False, True, False, True]
    assert question([("a",)], held) is None


def test_a_person_counts_once_a_cell_whatever_the_lines() -> None:
    held = table(np.array([0, 0, 1, -1]), np.array([7, 7, 7, 3]), 2)
    assert (held.cell.tolist(), held.person.tolist(), held.lines.tolist()) == ([0, 1], [7, 7], [2, 1])
    assert held.counts(np.ones(8, dtype=bool)).tolist() == [1, 1]
    assert isinstance(held, Table)


def test_shadow_releases_are_the_same_again_and_leave_a_tenth_out() -> None:
    first, again = list(splits(1_000, 3_000)), list(splits(1_000, 3_000))
    assert len(first) == 30
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert np.mean(first) == pytest.approx(0.9, abs=0.01)
    assert len(list(splits(10**6, 10))) == 24
