"""Whatever is published of a leak, the bounds hold the truth; and what a reader could work out is found."""

from __future__ import annotations

import random
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.assess.bounds import PERSONS, RECORDS, System, Unknown, propagate, system
from pipeline.assess.exact import Programme, component, neighbours
from pipeline.assess.measures.recoverable_cells import RecoverableCells
from pipeline.assess.written import HIDDEN, Key, Written, WrittenCube
from pipeline.core.policy import Thresholds

REGIONS = {"22": "Bretagne", "56": "Bretagne", "27": "Normandie", "76": "Normandie", "45": "Centre"}
CUBES: dict[str, tuple[tuple[str, ...], str | None]] = {
    "region": (("region",), None),
    "region_department": (("region", "department"), None),
    "department_sex": (("department", "sex"), None),
    "category": (("category",), None),
    "region_category": (("region", "category"), None),
    "laboratory": (("laboratory",), None),
    "laboratory_year": (("laboratory", "year"), None),
    "laboratory_category": (("laboratory", "category"), None),
    "year": (("year",), None),
    "month": (("month",), None),
    "storage": (("storage",), None),
    "strength": (("strength",), None),
    "reuse": (("reuse",), None),
    "department_strength": (("department", "strength"), None),
    "department_storage": (("department", "storage"), None),
    "institution_region": (("region",), "institution"),
}
Record = dict[str, str | frozenset[str] | bool | int | None]


def leak(rng: random.Random, people: int) -> list[Record]:
    """Records of a small leak; department and sex are a person's, the rest a record's."""
    records: list[Record] = []
    for person in range(people):
        department, sex = rng.choice(sorted(REGIONS)), rng.choice("FM")
        for _ in range(rng.choice((1, 1, 2, 3))):
            storage = rng.choice((None, "clear", "md5"))
            kinds = {kind for kind in ("email", "phone", "health.cancer") if rng.random() < 0.5}
            month = rng.choice(("2018-01", "2019-05", "2019-06"))
            records.append(
                {
                    "person": person,
                    "department": department,
                    "region": REGIONS[department],
                    "sex": sex,
                    "laboratory": rng.choice(("A1", "B2", "C3")),
                    "month": month,
                    "year": month[:4],
                    "storage": storage,
                    "strength": rng.choice(("weak", "medium", "strong")) if storage == "clear" else None,
                    "reuse": rng.choice(("own", "few", "many")) if storage == "clear" else None,
                    "category": frozenset(kinds | ({"credentials"} if storage else set())),
                    "institution": rng.random() < 0.4,
                }
            )
    return records


def count(records: list[Record], name: str) -> dict[Key, tuple[int, int]]:
    dimensions, where = CUBES[name]
    who: dict[Key, list[int]] = {}
    for record in records:
        if where and not record[where]:
            continue
        values = [sorted(v) if isinstance(v := record[d], frozenset) else [v] for d in dimensions]
        for key in product(*values):
            if None not in key and not ("laboratory" in dimensions and "health.cancer" in key):
                who.setdefault(key, []).append(record["person"])  # type: ignore[arg-type]
    return {key: (len(set(persons)), len(persons)) for key, persons in who.items()}


def published(records: list[Record], rng: random.Random, share: float) -> Written:
    cubes = []
    for name, (dimensions, where) in CUBES.items():
        cells = count(records, name)
        kept = {key: counts for key, counts in cells.items() if rng.random() < share}
        cubes.append(WrittenCube(name, dimensions, where, kept))
    return Written(tuple(cubes), len({record["person"] for record in records}), len(records), REGIONS)


def truth(records: list[Record], unknown: Unknown) -> int:
    name, key, measure = unknown
    return count(records, name).get(key, (0, 0))[measure]


def judged(knowledge: System) -> list[Unknown]:
    return [u for u in knowledge.low if not any(value.startswith(HIDDEN) for value in u[1])]


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 40), st.sampled_from([0.3, 0.6, 0.9, 1.0]))
def test_the_truth_lies_in_every_interval(rng: random.Random, people: int, share: float) -> None:
    records = leak(rng, people)
    knowledge = system(published(records, rng, share))
    propagate(knowledge)
    counts = {name: count(records, name) for name in CUBES}
    for unknown in judged(knowledge):
        name, key, measure = unknown
        true = counts[name].get(key, (0, 0))[measure]
        assert knowledge.low[unknown] - 1e-9 <= true <= knowledge.high[unknown] + 1e-9, unknown


def test_a_year_of_which_only_a_month_stands_is_reckoned_with() -> None:
    cubes = {"year": {}, "month": {("2019-05",): (1, 1)}, "laboratory_year": {("A1", "2018"): (2, 2)}}
    written = tuple(WrittenCube(name, *CUBES[name], cells) for name, cells in cubes.items())
    knowledge = system(Written(written, 3, 3, REGIONS))
    propagate(knowledge)
    assert knowledge.low["year", ("2018",), PERSONS] == knowledge.low["year", ("2018",), RECORDS] == 2
    assert knowledge.low["year", ("2019",), PERSONS] == 1
    assert knowledge.high["year", ("2018",), RECORDS] == 2


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 30), st.sampled_from([0.5, 0.8]))
def test_the_truth_lies_in_every_exact_interval_and_that_in_the_propagated_one(
    rng: random.Random, people: int, share: float
) -> None:
    records = leak(rng, people)
    knowledge = system(published(records, rng, share))
    propagate(knowledge)
    unknowns = judged(knowledge)
    links = neighbours(knowledge)
    for unknown in rng.sample(unknowns, min(4, len(unknowns))):
        members = component(links, unknown)
        programme = Programme(knowledge, members)
        programme.is_wide(unknown, float("inf"))
        place = members.index(unknown)
        least, most = programme._least[place], programme._most[place]
        assert least - 1e-6 <= truth(records, unknown) <= most + 1e-6
        assert knowledge.low[unknown] - 1e-6 <= least
        assert most <= knowledge.high[unknown] + 1e-6


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(5, 40))
def test_a_cell_taken_out_of_a_full_release_is_found_by_the_measure(rng: random.Random, people: int) -> None:
    records = leak(rng, people)
    full = published(records, rng, 1.0)
    places = [
        (cube, key)
        for cube in full.cubes
        if cube.name in ("region_department", "department_sex")
        for key in sorted(cube.cells)
        if sum(other[0] == key[0] for other in cube.cells) > 1
        if cube.name == "region_department" or sum(other[1] == key[1] for other in cube.cells) > 1  # F stands elsewhere
    ]
    if not places:
        return
    cube, key = rng.choice(places)
    cells = {other: counts for other, counts in cube.cells.items() if other != key}
    cubes = tuple(WrittenCube(c.name, c.dimensions, c.where, cells) if c is cube else c for c in full.cubes)
    written = Written(cubes, full.persons, full.records, REGIONS)
    knowledge = system(written)
    propagate(knowledge)
    for measure in (PERSONS, RECORDS):
        unknown = (cube.name, key, measure)
        assert knowledge.low[unknown] <= cube.cells[key][measure] <= knowledge.high[unknown]
    if not written.hidden:
        assert not RecoverableCells().evaluate(written, Thresholds()).passed


def flat(cells: dict[str, tuple[int, int]], whole: tuple[int, int], *more: WrittenCube) -> Written:
    regions = WrittenCube("region", ("region",), None, {("Bretagne",): whole})
    departments = WrittenCube(
        "region_department", ("region", "department"), None, {("Bretagne", d): c for d, c in cells.items()}
    )
    return Written((regions, departments, *more), *whole, REGIONS)


SEXES = WrittenCube(
    "department_sex",
    ("department", "sex"),
    None,
    {("22", "F"): (30, 40), ("22", "M"): (30, 40), ("56", "F"): (20, 30)},
)


def test_a_cell_that_two_tables_give_together_is_found_exactly() -> None:
    written = flat({"22": (60, 80), "56": (45, 60)}, (105, 140), SEXES)
    knowledge = system(written)
    propagate(knowledge)
    unknown = ("department_sex", ("56", "M"), PERSONS)
    hidden = written.hidden.get("sex", ())
    assert knowledge.high[unknown] == 25
    assert knowledge.low[unknown] == (0 if hidden else 25)
