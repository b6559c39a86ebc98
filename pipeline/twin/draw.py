"""The twin, from a release folder and its manifest: the only way in."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from pipeline.twin import people, published
from pipeline.twin.chance import Chance, Flags, Ints
from pipeline.twin.persona import Persona
from pipeline.twin.plan import PERSON, PROVENANCE, plan
from pipeline.twin.records import Drawing, Records
from pipeline.twin.visits import Visits

PHONES = ("phone.fixed", "phone.mobile")


def draw(folder: Path, facts: dict[str, Any]) -> pa.Table:
    """Draw the twin of the release in ``folder``, of which only ``cubes/`` is opened; ``facts`` are its manifest's.

    Returns
    -------
    One row a synthetic record, text columns under the leak's headers, persons in no order, a person's rows together.

    Raises
    ------
    ValueError
        Where the release publishes too little (`pipeline.twin.plan.plan` is None then).
    """
    wanted = plan(facts)
    if wanted is None:
        raise ValueError("too little is published")
    chance = Chance(wanted["seed"])
    scale = wanted["persons"] / facts["counts"]["persons"]
    told = published.read(folder, facts, scale, wanted["persons"], wanted["rows"])
    crowd = people.draw(told, chance)
    records = Drawing(told, crowd, chance).draw()
    return _rows(records, wanted, facts.get("reference_year"), chance)


def _rows(records: Records, wanted: dict[str, Any], year: int | None, chance: Chance) -> pa.Table:
    size = len(records.people.place)
    visits = Visits(records, chance)
    persona = Persona(records.people, year, visits.first, chance)
    rank = np.empty(size, dtype=np.int64)
    rank[chance.order("rows", size)] = np.arange(size)
    order = np.argsort(rank[records.person], kind="stable")
    person, institution = records.person[order], pl.Series(records.institution[order])
    shown = _phones(records.people.place, chance)
    columns: dict[str, pa.Array] = {}
    seen: Counter[str] = Counter()
    for column in wanted["columns"]:
        name, entity, category = column["name"], column["entity"] or "", column["category"]
        values = _values(entity, seen[entity], persona, visits, person, order, shown)
        if entity == "credential.login":
            values = persona.columns["login of an institution"].gather(person).zip_with(institution, values)
        there = records.exposed.get(category)
        columns[name] = _written(values if there is None else values.set(pl.Series(~there[order]), None))
        seen[entity] += 1
    columns[PERSON] = _written("T" + pl.Series(rank[person] + 1).cast(pl.String).str.zfill(7))
    columns[PROVENANCE] = _written(pl.Series([wanted["provenance"]]).new_from_index(0, len(order)))
    return pa.table(columns)


def _written(values: pl.Series) -> pa.Array:
    """A column as it is written: one at a time, so that no two forms of all of them are held."""
    return values.cast(pl.String).to_arrow().cast(pa.string())


def _values(
    entity: str, before: int, persona: Persona, visits: Visits, person: Ints, order: Ints, shown: tuple[Flags, Flags]
) -> pl.Series:
    """What the column of an entity holds; ``before`` columns of it stand further left."""
    if entity == "record.number":
        return "T" + pl.Series(np.arange(len(order)) + 1).cast(pl.String).str.zfill(9)
    if entity == "phone":
        kind = min(before, 1)
        return persona.columns[PHONES[kind]].set(pl.Series(~shown[kind]), None).gather(person)
    if entity in persona.columns:
        return persona.columns[entity].gather(person)
    if entity in visits.columns:
        return visits.columns[entity].gather(order)
    return pl.Series([None], dtype=pl.String).new_from_index(0, len(order))


def _phones(place: Ints, chance: Chance) -> tuple[Flags, Flags]:
    """Who has a number in the first column of phones, and in the second: everybody in one of them."""
    kind = chance.below("phones", 3, len(place))
    return kind != 1, kind != 0
