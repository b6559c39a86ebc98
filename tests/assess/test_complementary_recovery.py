"""What subtraction gives back of absent cells: exactly, or within what a protection moved."""

from __future__ import annotations

import random
from math import hypot, inf
from pathlib import Path
from typing import Any, cast

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_attacks import leak
from test_bounds import CUBES, published
from test_bounds import leak as made

from pipeline.assess.attack import Finding, Surface
from pipeline.assess.attacks.complementary_recovery import ComplementaryRecovery, counted, recover
from pipeline.assess.bounds import PERSONS, RECORDS, absent_keys, is_hidden, too_close
from pipeline.assess.measures.recoverable_cells import RecoverableCells
from pipeline.assess.raw import Leak
from pipeline.assess.written import HIDDEN, LIKELY, Key, Promise, Written, WrittenCube
from pipeline.core.policy import Thresholds
from tests.assess.small import DEPARTMENTS, Cells, release

LIMITS = Thresholds(width=10, persons=12)
MOVED = ("rounding", "cell_key")
Bounds = tuple[float, float]


def account(written: Written, scale: float) -> dict[str, Any]:
    """What a release with noise says of its queries."""
    cubes = ("", *(cube.name for cube in written.cubes))
    return {"queries": [{"cube": c, "measure": m, "scale": scale} for c in cubes for m in ("persons", "records")]}


def protected(cubes: dict[str, Cells], protection: str, scale: float | None = 1.0) -> Written:
    written = release(cubes, protection)
    record = account(written, scale) if scale else {}
    return Written(written.cubes, written.persons, written.records, DEPARTMENTS, Promise(protection, record))


NOBODY = Leak(pl.DataFrame({"a": ["1"]}), {"a": None})
"""A leak of which no column is understood."""


def attacked(written: Written) -> Finding:
    (found,) = ComplementaryRecovery().run(Surface(NOBODY, LIMITS, written))
    return found


def recovered(written: Written) -> dict[str, Bounds]:
    """Cube, cell and measure -> bounds; ``?`` is a value that stands nowhere."""
    return {
        f"{cube} {' '.join(key)} {'pr'[measure]}".replace(HIDDEN, "?"): bounds
        for (cube, key, measure), bounds in recover(written)[0].items()
    }


REGION: Cells = {("Normandie",): (35, 60), ("Bretagne",): (100, 140)}
ONE_DEPARTMENT: dict[str, Cells] = {
    "region": REGION,
    "region+department": {("Normandie", "27"): (30, 40), ("Bretagne", "22"): (40, 60), ("Bretagne", "56"): (60, 80)},
}
AWAY = LIKELY * hypot(1, 1)
BETWEEN = [
    ("suppression", (5, 5), (20, 20)),
    ("rounding", (1, 9), (16, 24)),
    ("cell_key", (0, 15), (10, 30)),
    ("dp", (5 - AWAY, 5 + AWAY), (20 - AWAY, 20 + AWAY)),
]


@pytest.mark.parametrize(("protection", "persons", "records"), BETWEEN)
def test_margins_add_up_along_a_subtraction(protection: str, persons: Bounds, records: Bounds) -> None:
    found = recovered(protected(ONE_DEPARTMENT, protection))
    assert found["region+department Normandie ?Normandie p"] == pytest.approx(persons)
    assert found["region+department Normandie ?Normandie r"] == pytest.approx(records)


def sexes(left: int) -> dict[str, Cells]:
    """Nothing is told of the men of one region; both sexes stand elsewhere, and account for everybody."""
    return {
        "region": {("Normandie",): (60 + left, 200), ("Bretagne",): (90, 170)},
        "sex": {("F",): (100, 180), ("M",): (50 + left, 190)},
        "region+sex": {("Normandie", "F"): (60, 100), ("Bretagne", "F"): (40, 80), ("Bretagne", "M"): (50, 90)},
    }


CONTROLS: list[tuple[str, dict[str, Cells], float | None, int]] = [
    # a department that stands nowhere: somebody is there, and they are few
    ("suppression", ONE_DEPARTMENT, None, 1),
    ("rounding", ONE_DEPARTMENT, None, 1),
    ("cell_key", ONE_DEPARTMENT, None, 0),
    ("dp", ONE_DEPARTMENT, 1.0, 1),
    ("dp", ONE_DEPARTMENT, 3.0, 0),
    ("dp", ONE_DEPARTMENT, None, 0),
]


@pytest.mark.parametrize(("protection", "cubes", "scale", "cells"), CONTROLS)
def test_what_is_bounded_closely_is_recovered(
    protection: str, cubes: dict[str, Cells], scale: float | None, cells: int
) -> None:
    found = attacked(protected(cubes, protection, scale))
    assert (found.interval.value, found.limit, found.passed) == (cells, 0, not cells)


@pytest.mark.parametrize(
    ("protection", "left", "cells"),
    [
        ("suppression", 0, 1),
        ("suppression", 40, 1),
        ("rounding", 0, 1),  # 0 to 4
        ("rounding", 40, 1),  # 36 to 44
        ("cell_key", -5, 1),  # 0 to 5
        ("cell_key", 0, 0),  # 0 to 10
        ("cell_key", 40, 0),
        ("dp", 0, 1),
        ("dp", -30, 1),
        ("dp", 40, 1),
    ],
)
def test_a_cell_whose_values_stand_elsewhere_is_recovered_whatever_it_holds(
    protection: str, left: int, cells: int
) -> None:
    written = protected(sexes(left), protection)
    bounds = recover(written)[0]["region+sex", ("Normandie", "M"), PERSONS]
    assert too_close(("Normandie", "M"), *bounds, LIMITS) == bool(cells)


@pytest.mark.parametrize(("scale", "cells"), [(1.0, 1), (3.5, 0)])
@pytest.mark.parametrize("left", [-11, 0, 40])
def test_noise_that_happens_to_be_low_recovers_nothing_more(left: int, scale: float, cells: int) -> None:
    """Within 9.7 of the truth, a cell of less than nobody may be anything up to 8.7."""
    written = protected(sexes(left), "dp", scale)
    assert (
        too_close(("Normandie", "M"), *recover(written)[0]["region+sex", ("Normandie", "M"), PERSONS], LIMITS) == cells
    )


@pytest.mark.parametrize(
    ("low", "high", "visible", "hidden"),
    [
        (0, 0, True, False),
        (0, 5, True, False),
        (0, 10, False, False),
        (1, 1, True, True),
        (1, 11, False, True),
        (1, 12, False, False),
        (5, 5, True, True),
        (8, 14, True, True),
        (11, 20.5, True, True),
        (11, 21, False, False),
        (12, 12, True, False),
        (12, 14, True, False),
    ],
)
def test_what_is_told_too_closely(low: float, high: float, visible: bool, hidden: bool) -> None:
    assert too_close(("F", "27"), low, high, LIMITS) == visible
    for key in ((HIDDEN + "Normandie", "F"), ("F", HIDDEN)):
        assert too_close(key, low, high, LIMITS) == hidden
        assert is_hidden(key)


def test_the_account_says_how_far_noise_goes_and_silence_says_nothing() -> None:
    promise = Promise("dp", {"queries": [{"cube": "region", "measure": "persons", "scale": 2.0}]})
    assert promise.away("region", "persons") == 2 * LIKELY
    assert promise.away("region", "records") == promise.away("", "persons") == inf
    assert [Promise(name).away("region", "records") for name in ("suppression", *MOVED)] == [0, 2, 5]


def test_one_number_without_an_account_is_a_part_of_which_nothing_is_known() -> None:
    written = protected(ONE_DEPARTMENT, "dp")
    written.promise.record["queries"] = [q for q in written.promise.record["queries"] if q["cube"] == "region"]
    assert recover(written)[0] == {}


def test_a_recovered_cell_is_the_whole_of_the_next_sum() -> None:
    cubes: dict[str, Cells] = {
        "region+sex": {("Bretagne", "F"): (90, 120), ("Normandie", "F"): (60, 80)},
        "region": {("Bretagne",): (160, 220)},
        "region+department": {("Bretagne", "22"): (160, 220), ("Normandie", "27"): (110, 150)},
    }
    found = recovered(release(cubes))
    assert (found["region Normandie p"], found["region Normandie r"]) == ((110, 110), (150, 150))
    assert (found["region+sex Normandie ? p"], found["region+sex Normandie ? r"]) == ((50, 50), (70, 70))


def test_the_narrower_of_two_subtractions_counts() -> None:
    """By its region a part is known within 8, by the sum of three sexes within 12, whichever comes first."""
    parts: Cells = {("Bretagne", "F"): (50, 50), ("Bretagne", "M"): (50, 50), ("Normandie", "F"): (60, 60)}
    coarse: dict[str, Cells] = {
        "region": {("Bretagne",): (100, 100), ("Normandie",): (110, 110)},
        "sex": {("F",): (110, 110), ("M",): (100, 100)},
    }
    for order in (("region", "sex", "region+sex"), ("sex", "region", "region+sex")):
        cubes = {name: {**coarse, "region+sex": parts}[name] for name in order}
        written = Written(release(cubes, "rounding").cubes, 210, 210, DEPARTMENTS, Promise("rounding"))
        assert recovered(written)["region+sex Normandie M p"] == (46, 54)


def test_strengths_are_not_parts_of_all_accounts() -> None:
    """Only those in clear have one: the hashed ones are no absent strength."""
    cubes: dict[str, Cells] = {
        "category": {("credentials",): (200, 200)},
        "strength": {("weak",): (50, 50), ("strong",): (30, 30)},
    }
    assert "strength" in release(cubes).hidden
    assert recovered(release(cubes)) == {}


def moved(written: Written, protection: str, rng: random.Random) -> Written:
    """Each number as a protection may have moved it."""
    margin = Promise(protection).margin or 0

    def shown(counts: tuple[int, int]) -> tuple[int, int]:
        if protection == "rounding":
            return cast(tuple[int, int], tuple((number + 2) // 5 * 5 for number in counts))
        return cast(tuple[int, int], tuple(number + rng.randint(-margin, margin) for number in counts))

    cubes = [
        WrittenCube(c.name, c.dimensions, c.where, {key: shown(counts) for key, counts in c.cells.items()})
        for c in written.cubes
    ]
    whole = shown((written.persons, written.records))
    return Written(tuple(cubes), *whole, written.department_regions, Promise(protection))


def left_over(records: list[dict[str, Any]], written: Written, cube: WrittenCube, key: Key) -> tuple[int, int]:
    """Persons and records of a cell; no published value of a dimension is as good as a hidden one."""

    def stands(record: dict[str, Any], dimension: str, value: str) -> bool:
        if value.startswith(HIDDEN):
            return record[dimension] not in written.visible[dimension]
        return value in (record[dimension] if dimension == "category" else (record[dimension],))

    wanted = written.enriched(cube, key)
    inside = [
        record
        for record in records
        if (not cube.where or record[cube.where]) and all(stands(record, *pair) for pair in wanted.items())
    ]
    return len({record["person"] for record in inside}), len(inside)


@settings(max_examples=60, deadline=None)
@given(
    st.randoms(use_true_random=False),
    st.integers(1, 60),
    st.sampled_from([0.6, 0.9, 1.0]),
    st.sampled_from(["suppression", *MOVED]),
)
def test_what_the_attack_claims_is_true_of_the_truth(
    rng: random.Random, people: int, share: float, protection: str
) -> None:
    records = cast(list[dict[str, Any]], made(rng, people))
    true = published(cast(Any, records), rng, share)
    written = moved(true, protection, rng)
    # a reader takes values that add up to the whole within a margin for all there are: here they are
    assume(all(written.hidden.keys() >= {name} for name in true.hidden))
    by_name = {cube.name: cube for cube in written.cubes}
    for (name, key, measure), (low, high) in recover(written)[0].items():
        assert low <= left_over(records, written, by_name[name], key)[measure] <= high, (name, key, measure)


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(5, 60), st.sampled_from([0.8, 0.95]), st.sampled_from(MOVED))
def test_the_auditor_finds_what_the_attack_finds(
    rng: random.Random, people: int, share: float, protection: str
) -> None:
    written = moved(published(made(rng, people), rng, share), protection, rng)
    if attacked(written).interval.value:
        assert not RecoverableCells().evaluate(written, LIMITS).passed


def test_all_cells_of_all_cubes_are_tried() -> None:
    written = published(made(random.Random(5), 40), random.Random(5), 0.7)
    assert {cube.name for cube in written.cubes} == set(CUBES)
    assert attacked(written).attempts == sum(len(absent_keys(written, cube)) for cube in written.cubes)


def test_the_attacker_counts_again_what_was_recovered(clean: Path) -> None:
    raw = leak(clean / "leak.csv")
    cells = {(sex,): (40, 40) for sex in "FM"}
    surface = Surface(raw, LIMITS, release({"sex": cells, "region+department": {("Bretagne", "56"): (30, 40)}}))
    for measure in (PERSONS, RECORDS):
        found = [counted(surface, ("sex", (sex,), measure)) for sex in ("F", "M", HIDDEN)]
        assert sum(cast(list[int], found)) == (raw.persons if measure == PERSONS else raw.cells.height)
        bretagne = [
            counted(surface, ("region+department", ("Bretagne", d), measure)) for d in ("56", HIDDEN + "Bretagne")
        ]
        assert all(0 < cast(int, number) < raw.persons for number in bretagne)
    assert counted(surface, ("region+department", ("Bretagne", "56"), RECORDS)) > counted(  # type: ignore[operator]
        surface, ("region+department", ("Bretagne", "56"), PERSONS)
    )


def test_what_the_leak_cannot_tell_is_not_counted_again(clean: Path) -> None:
    cubes: dict[str, Cells] = {"category": {("email",): (40, 40)}, "region@institution": {("Bretagne",): (15, 15)}}
    surface = Surface(leak(clean / "leak.csv"), LIMITS, release(cubes))
    assert counted(surface, ("category", ("email",), PERSONS)) is None
    assert counted(surface, ("region@institution", ("Bretagne",), PERSONS)) is None
