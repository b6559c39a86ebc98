"""Values on records: as many records as the table says, always; as many persons as published, nearly."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.twin.chance import Chance
from pipeline.twin.ground import Ground
from pipeline.twin.layer import layer
from pipeline.twin.place import place
from pipeline.twin.published import Cube
from pipeline.twin.settle import settle

VALUES = ("A", "B", "C")


def counts(values: np.ndarray, person: np.ndarray) -> list[tuple[int, int]]:  # type: ignore[type-arg]
    return [(len(set(person[values == code].tolist())), int((values == code).sum())) for code in range(len(VALUES))]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(20, 120), st.integers(1, 5), st.integers(0, 100))
def test_what_a_real_file_has_comes_out_again(seed: int, people: int, most: int, loyal: int) -> None:
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), rng.integers(1, most + 1, people))
    own = rng.integers(0, 3, people)[person]
    truth = np.where(rng.integers(0, 100, len(person)) < loyal, own, rng.integers(0, 3, len(person)))
    told = counts(truth, person)
    cube = Cube("v", ("v",), None, [(v,) for v in VALUES], *(np.array(n, dtype=float) for n in zip(*told, strict=True)))
    one = layer("v", [cube], {}, len(person))
    chance = Chance(str(seed))
    order = place(one, person, chance, "v")
    found = counts(settle(one, order, person, chance, "v"), person)
    assert [records for _, records in found] == [records for _, records in told]
    before = counts(Ground(one, order, person).values, person)
    wrong, more = (sum((a - b) ** 2 for (a, _), (b, _) in zip(those, told, strict=True)) for those in (found, before))
    assert wrong <= more
    assert max(abs(a - b) for (a, _), (b, _) in zip(found, told, strict=True)) <= 2


def table_of(truth: np.ndarray, home: np.ndarray, where: np.ndarray, person: np.ndarray, least: int) -> list[Cube]:  # type: ignore[type-arg]
    """What would be published of a value: alone, by home and by place, where that is so many persons."""
    frame = pl.DataFrame({"home": home, "where": where, "v": truth, "person": person}).cast({"v": pl.String})
    frame = frame.with_columns(
        pl.col("home", "where").cast(pl.String), pl.col("v").replace({"0": "A", "1": "B", "2": "C"})
    )
    cubes = []
    for dimensions in (("v",), ("home", "v"), ("where", "v")):
        rows = (
            frame.group_by(dimensions).agg(pl.col("person").n_unique().alias("n"), pl.len().alias("r")).sort(dimensions)
        )
        rows = rows.filter(pl.col("n") >= least)
        numbers = (rows[name].to_numpy().astype(np.float64) for name in ("n", "r"))
        cubes.append(Cube("-".join(dimensions), dimensions, None, list(rows.select(dimensions).rows()), *numbers))
    return cubes


@pytest.mark.parametrize("loyal", [0, 60, 90])
@pytest.mark.parametrize("seed", range(4))
def test_persons_of_crossed_cubes_come_out_to_a_person_or_two(seed: int, loyal: int) -> None:
    """Homes are the person's and places the record's, most of them small: strata of few records, absent cells."""
    rng = np.random.default_rng(seed)
    person = np.repeat(np.arange(900), rng.geometric(0.45, 900))
    home = (rng.geometric(0.3, 900) - 1)[person].clip(max=9)
    where = (rng.geometric(0.25, len(person)) - 1).clip(max=12)
    own = rng.choice(3, 900, p=[0.7, 0.2, 0.1])[person]
    truth = np.where(rng.integers(0, 100, len(person)) < loyal, own, rng.choice(3, len(person), p=[0.7, 0.2, 0.1]))
    cubes = table_of(truth, home, where, person, 5)
    known = {
        name: (codes.astype(np.int64), tuple(map(str, range(13)))) for name, codes in (("home", home), ("where", where))
    }
    one = layer("v", cubes, known, len(person))
    chance = Chance(f"{seed}")
    values = settle(one, place(one, person, chance, "v"), person, chance, "v")
    again = {cube.name: cube for cube in table_of(values, home, where, person, 1)}
    for cube in cubes:
        found = dict(zip(again[cube.name].keys, again[cube.name].persons.tolist(), strict=True))
        told = dict(zip(cube.keys, cube.persons.tolist(), strict=True))
        assert {key: abs(found.get(key, 0) - n) for key, n in told.items() if abs(found.get(key, 0) - n) > 2} == {}
    assert np.abs(np.bincount(values, minlength=3) - np.bincount(truth, minlength=3)).max() <= 2


def test_a_cell_that_nobody_publishes_asks_for_nothing() -> None:
    person = np.arange(10)
    cube = Cube("v", ("v",), None, [("A",)], np.array([np.nan]), np.array([4.0]))
    one = layer("v", [cube], {}, 10)
    values = settle(one, place(one, person, Chance("x"), "v"), person, Chance("x"), "v")
    assert (values == 0).sum() == 4
    assert (values == 1).sum() == 6


def test_the_same_seed_gives_the_same_numbers_and_another_others() -> None:
    assert Chance("a").raw("x", 50).tolist() == Chance("a").raw("x", 50).tolist()
    assert Chance("a").raw("x", 50).tolist() != Chance("b").raw("x", 50).tolist()
    assert Chance("a").raw("x", 50).tolist() != Chance("a").raw("y", 50).tolist()
    assert Chance("a").below("x", 7, 50).tolist() == Chance("a").stream("x").below(7, 50).tolist()
    assert sorted(Chance("a").order("x", 40).tolist()) == list(range(40))
