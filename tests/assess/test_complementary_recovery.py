"""What subtraction gives back of absent cells: exactly, or within what a protection moved."""

from __future__ import annotations

import random
from math import hypot
from typing import Any, cast

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_bounds import CUBES, published
from test_bounds import leak as made

from pipeline.assess.attack import Finding, Surface
from pipeline.assess.attacks.complementary_recovery import ComplementaryRecovery, counted, recover
from pipeline.assess.bounds import PERSONS, RECORDS, absent_keys, too_close
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


@pytest.mark.parametrize(("left", "few"), [(0, 0), (1, 1), (11, 1), (12, 0)])
def test_cells_are_counted_once_and_those_of_few_persons_told(left: int, few: int) -> None:
    """Persons and records of the one cell are recovered, and are as many."""
    cubes = sexes(left)
    cubes["region"]["Normandie",] = (60 + left, 100 + left)
    cubes["sex"]["M",] = (50 + left, 90 + left)
    found = attacked(Written(release(cubes).cubes, 150 + left, 270 + left, DEPARTMENTS))
    assert (found.interval.value, found.attempts) == (1, 1)
    assert found.detail == f"1 absent cells, {few} of those recovered under the threshold"


@pytest.mark.parametrize(
    ("protection", "left", "cells"),
    [
        ("suppression", 0, 1),
        ("suppression", 40, 1),
        ("rounding", 0, 1),  # 0 to 4
        ("rounding", 40, 1),  # 36 to 44
        ("cell_key", -11, 0),  # numbers that contradict each other: the auditor's
        ("cell_key", -10, 1),  # 0
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


PLACES = {"56": "56000", "22": "22000", "35": "35000", "27": "27000", "44": "44000"}
PEOPLE = [
    ("56", "F", 30),
    ("56", "M", 20),
    ("22", "F", 8),
    ("22", "M", 6),
    ("35", "F", 5),
    ("27", "F", 9),
    ("44", "", 7),
]
"""Department, sex, persons: each has two records, the last three one."""


def people() -> Leak:
    each = [(PLACES[place], sex, f"{n}-{place}-{sex}") for place, sex, many in PEOPLE for n in range(many)]
    rows = [(place, sex or None, who, "Lea", "01/02/1980") for place, sex, who in (*each, *each[:-3])]
    columns = {
        **{"cp": "address.postcode", "sexe": "person.sex"},
        **{"nom": "person.name", "prenom": "person.first_name", "ne": "person.birth_date"},
    }
    cells = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    return Leak(cells, {**columns})


COUNTED: list[tuple[str, Key, tuple[int, int] | None]] = [
    ("sex", ("F",), (52, 104)),
    ("sex", ("M",), (26, 52)),
    ("sex", (HIDDEN,), (7, 11)),
    ("region+department", ("Bretagne", "56"), (50, 100)),
    ("region+department", ("Bretagne", HIDDEN + "Bretagne"), (5, 10)),
    ("region+department", (HIDDEN, HIDDEN * 2), (16, 29)),
    ("department+sex", ("22", "M"), (6, 12)),
    ("department+sex", (HIDDEN + "Bretagne", "F"), (5, 10)),
    ("department+sex", (HIDDEN * 2, "F"), (9, 18)),
    ("region@institution", ("Bretagne",), None),
    ("region+category", ("Bretagne", "email"), None),
]


@pytest.mark.parametrize(("name", "key", "counts"), COUNTED)
def test_the_attacker_counts_again_what_was_recovered(name: str, key: Key, counts: tuple[int, int] | None) -> None:
    sexes: Cells = {("F",): (52, 104), ("M",): (26, 52)}
    places: Cells = {("Bretagne", "56"): (50, 100), ("Bretagne", "22"): (14, 28)}
    more = {"department+sex": {}, "region@institution": {}, "region+category": {("Bretagne", "email"): (9, 9)}}
    written = release({"sex": sexes, "region+department": places, **more}, persons=85, records=167)
    surface = Surface(people(), LIMITS, written)
    found = [counted(surface, (name, key, measure)) for measure in (PERSONS, RECORDS)]
    assert found == list(counts or (None, None))


@pytest.mark.parametrize(
    ("protection", "persons", "said"),
    [
        ("rounding", 64, "1 of those recovered under the threshold; 0 of 1 bounds that can be counted again hold"),
        ("rounding", 65, "1 of those recovered under the threshold; 1 of 1 bounds that can be counted again hold"),
        ("rounding", 73, "0 of those recovered under the threshold; 1 of 1 bounds that can be counted again hold"),
        ("rounding", 75, "0 of those recovered under the threshold"),
        ("suppression", 55, "1 of those recovered under the threshold"),
    ],
)
def test_it_is_said_how_many_are_few_and_how_many_bounds_hold(protection: str, persons: int, said: str) -> None:
    """Bretagne without 56 has 19 persons."""
    cubes: dict[str, Cells] = {
        "region": {("Bretagne",): (persons, 138)},
        "region+department": {("Bretagne", "56"): (50, 100)},
    }
    (found,) = ComplementaryRecovery().run(
        Surface(people(), Thresholds(width=10, persons=20), release(cubes, protection, 200, 300))
    )
    assert found.detail == f"{found.attempts} absent cells, {said}"


def test_values_that_stand_in_cubes_of_some_records_only_are_counted_all_the_same() -> None:
    written = release({"region@institution": {("Bretagne",): (40, 60)}}, persons=85, records=167)
    assert Surface(people(), LIMITS, written).counted.dimensions["region"][0] == ("Bretagne",)
