"""Values on records: as many records as the table says, always; as many persons as published, nearly."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.twin.chance import Chance
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
    first = place(one, person, chance, "v")
    found = counts(settle(one, first, person, chance, "v"), person)
    assert [records for _, records in found] == [records for _, records in told]
    wrong = sum(abs(mine - other) for (mine, _), (other, _) in zip(found, told, strict=True))
    before = sum(abs(mine - other) for (mine, _), (other, _) in zip(counts(first, person), told, strict=True))
    assert wrong <= before
    assert wrong <= max(6, 0.06 * len(person))


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
    assert sorted(Chance("a").order("x", 40).tolist()) == list(range(40))
