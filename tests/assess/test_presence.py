"""Exact counts of few persons tell who was counted; those of many, or in few cells, do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from pipeline.assess import presence
from pipeline.assess.attack import Surface
from pipeline.assess.attacks.inference import question
from pipeline.assess.counted import readable
from pipeline.assess.interval import Interval, exact
from pipeline.assess.presence import CONTROLS, betrayed
from pipeline.assess.raw import Leak
from pipeline.assess.shadow import FEWEST, MOST, Table, cubes, splits, table
from pipeline.assess.written import Promise
from pipeline.core.policy import Thresholds
from tests.assess.small import release

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


ASKED: list[tuple[list[tuple[float, float]], list[int], bool]] = [
    ([(0.0, 0.02)], [20_000], False),  # at the limit is under it
    ([(0.02, 0.03), (0.01, 0.02)], [20_000, 60_000], False),
    ([(0.03, 0.04)], [20_000], True),
    ([(0.02, 0.03), (0.021, 0.03)], [20_000, 60_000], True),
    ([(0.01, 0.03), (0.01, 0.02)], [20_000, 60_000], False),
    ([(0.01, 0.03), (0.01, 0.03), (0.01, 0.02)], [20_000, 60_000, 200_000], False),
    ([(0.01, 0.03), (0.01, 0.03), (0.01, 0.03)], [20_000, 60_000, 200_000], True),
]
"""What is measured (lower and upper end) each time, the controls asked for, whether it is over the limit."""


@pytest.mark.parametrize(("measured", "wanted", "over"), ASKED)
def test_more_controls_are_asked_where_they_are_needed_to_tell(
    measured: list[tuple[float, float]], wanted: list[int], over: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def told_apart(tables: object, person: object, least: int, controls: int) -> tuple[Interval, int]:
        seen.append(controls)
        low, high = measured[len(seen) - 1]
        return Interval((low + high) / 2, low, high, "student"), 2

    monkeypatch.setattr(presence, "told_apart", told_apart)
    assert betrayed({"t": ([("x",)], np.zeros(3, np.int64))}, np.arange(3), LIMITS, 12) is over
    assert seen == wanted


@pytest.mark.parametrize(("value", "told"), [(0.05, False), (0.051, True)])
def test_what_presence_adds_to_a_guess_is_judged_by_its_value(
    value: float, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def best_guessed(asked: dict[str, object], persons: int, least: int, wanted: int) -> tuple[str, Interval, int]:
        assert (list(asked), persons, least, wanted) == (["t"], 3, 12, 20_000)
        return "t", Interval(value, 0.0, 1.0, "student"), 2

    monkeypatch.setattr(presence, "told_apart", lambda *_: (exact(0.0), 2))
    monkeypatch.setattr(presence, "best_guessed", best_guessed)
    tables = {"t": ([("x", "y")], np.zeros(3, np.int64)), "u": ([("x",)], np.zeros(3, np.int64))}
    assert betrayed(tables, np.arange(3), LIMITS, 12) is told


@pytest.mark.parametrize(("persons", "asked"), [(0, False), (1, False), (2, True), (3, True)])
def test_of_fewer_than_two_persons_nobody_is_told_apart(
    persons: int, asked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "told_apart", lambda *_: (exact(1.0), 2))
    assert betrayed({"t": ([("x",)], np.zeros(persons, np.int64))}, np.arange(persons), LIMITS, 12) is asked


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
    assert len(list(splits(10**6, 10))) == FEWEST == 24
    assert len(list(splits(1, 10**6))) == len(list(splits(0, 10**6))) == MOST == 2_500
    assert len(list(splits(1, 30))) == len(list(splits(0, 30))) == 300


@pytest.mark.parametrize(
    ("codes", "person", "held"),
    [
        ([0, 1], [0, 1], ([0, 1], [0, 1], [1, 1])),
        ([1, 0, 1, 0], [1, 0, 1, 1], ([0, 0, 1], [0, 1, 1], [1, 1, 2])),
        ([-1, -1], [0, 0], ([], [], [])),
    ],
)
def test_who_stands_in_which_cell(codes: list[int], person: list[int], held: tuple[list[int], ...]) -> None:
    found = table(np.array(codes), np.array(person), 2)
    assert (found.cell.tolist(), found.person.tolist(), found.lines.tolist()) == held
    assert found.size == 2
    empty = table(np.empty(0, np.int64), np.empty(0, np.int64), 2)
    assert empty.cell.tolist() == empty.person.tolist() == []


def test_the_published_cubes_are_those_that_an_attacker_counts() -> None:
    cells = pl.DataFrame({"sexe": ["F"] * 5 + ["M"] * 3})
    written = release({"sex": {("F",): (5, 5), ("M",): (3, 3)}, "category": {("email",): (4, 4)}})
    surface = Surface(Leak(cells, {"sexe": "person.sex"}), LIMITS, written)
    ((name, keys, held),) = cubes(surface)
    assert (name, keys, held.cell.tolist(), held.size) == ("sex", [("F",), ("M",)], [0] * 5 + [1] * 3, 2)
    assert held.person.tolist() == list(range(8))
    assert surface.least == 12
    assert Surface(surface.leak, LIMITS, replace(written, promise=Promise("rounding"))).least == 15


@pytest.mark.parametrize(
    ("dimensions", "where", "told"),
    [
        (("sex",), None, True),
        (("department", "sex", "age_band"), None, True),
        (("sex",), "institution", False),
        (("sex", "category"), None, False),
        (("storage",), None, False),
    ],
)
def test_what_can_be_counted_from_the_columns_as_they_are(
    dimensions: tuple[str, ...], where: str | None, told: bool
) -> None:
    assert readable(dimensions, where) is told
