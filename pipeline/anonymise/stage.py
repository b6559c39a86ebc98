"""The fourth stage: link persons, count the cubes, protect them, write what may come out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.anonymise import cubes, persons, reuse
from pipeline.anonymise.dimensions import DIMENSIONS
from pipeline.anonymise.parquet import write_cube
from pipeline.anonymise.parts import Parts, Room, Stored
from pipeline.anonymise.parts import linked as linked_parts
from pipeline.anonymise.protection import Protected, Truth, protections
from pipeline.anonymise.utility import kept
from pipeline.core.errors import PolicyError
from pipeline.core.keys import RunKey
from pipeline.core.nearest import suggestion
from pipeline.core.policy import Cube, Policy
from pipeline.core.work import Work


@dataclass(frozen=True)
class Engine:
    """The operations of an engine that this stage needs."""

    link: persons.Linker
    count_by: cubes.CountBy


def check(policy: Policy) -> None:
    """Refuse a policy that counts over dimensions that nobody defined, saying which one it may mean.

    Raises
    ------
    PolicyError
        With the key path.
    """
    for problem in problems(policy):
        raise problem


def problems(policy: Policy) -> Iterator[PolicyError]:
    """Every dimension of the policy that nobody defined."""
    for cube in policy.cubes:
        for name in cube.dimensions:
            if name not in DIMENSIONS:
                hint = suggestion(name, DIMENSIONS, f"one of {', '.join(DIMENSIONS)}")
                yield PolicyError(f"cubes.{cube.name}.dimensions: {name} is no dimension", hint)


@dataclass(frozen=True)
class Counted:
    """The true counts of a leak, in memory only, and the protection that decides what of them comes out."""

    truth: Truth
    protected: Protected
    year: int | None

    def write(self, work: Work, left_out: Sequence[str] = ()) -> dict[str, Any]:
        """Write the cells that may come out; returns the published facts, without a number that is not audited.

        ``left_out`` are the tables of which none may, the leak being too small for them. What share of all true counts
        the others are stands apart, with these, in ``private.json``: no release may tell it.
        """
        folder = work.folder("anonymise") / "cubes"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        done = self.protected
        written = [_write(table, done, folder) for table in done.tables]
        facts = {
            **asdict(done.totals),
            "reference_year": self.year,
            "protection": self.truth.policy.protection,
            "protection_record": dict(done.record),
            "cubes": written,
        }
        work.write_summary("anonymise", facts)
        work.write_private("anonymise", {**kept(self.truth, done), "left_out": list(left_out)})
        return facts


def count(
    records: pl.DataFrame, attributes: frozenset[str], policy: Policy, engine: Engine, key: RunKey | None = None
) -> Counted:
    """Link persons, count the cubes of a `public` release, and protect them as the policy says.

    ``records`` has the columns of `pipeline.transform.records.RECORDS`, ``attributes`` names those that the leak
    can fill; ``key`` is the secret that noise of cells follows from.

    Raises
    ------
    GateError
        When nothing identifies persons and the policy does not say that each record is one.
    """
    linked = persons.identified(records, engine.link, policy.persons == "records")
    linked = reuse.told(linked, reuse.Owners.of(linked).words())
    described, year = _described(lambda: iter((linked,)), policy, held=True)
    countable = _countable(policy, attributes)
    found, whole = cubes.tally(countable, described(), engine.count_by, cubes.MEASURES, _COUNTS)
    return _counted(described, countable, _cells(found), cubes.Cell(*whole), policy, key, engine, year)


@contextmanager
def count_stored(
    stored: Stored, attributes: frozenset[str], policy: Policy, engine: Engine, room: Room, key: RunKey | None = None
) -> Iterator[Counted]:
    """The same for records as they lie in the work folder, in no more memory than ``room`` has.

    What was counted is good for as long as the block lasts.
    """
    keep = (*stored.tokens, "prescriber") if protections()[policy.protection].needs_tokens else ()
    with linked_parts(stored, room, policy.persons == "records", keep) as (parts, number):
        described, year = _described(parts, policy, held=number == 1)
        countable = _countable(policy, attributes)
        if number == 1:
            found, whole = cubes.tally(countable, described(), engine.count_by, cubes.MEASURES, _COUNTS)
            cells, total = _cells(found), cubes.Cell(*whole)
        else:
            cells, total = _in_parts(described, countable, engine, room, number)
        yield _counted(described, countable, cells, total, policy, key, engine, year)


_COUNTS = ("persons", "records", "prescribers")
_BY_PRESCRIBER = ("prescriber", "categories", "institution")


def _countable(policy: Policy, attributes: frozenset[str]) -> tuple[Cube, ...]:
    told = attributes - protections()[policy.protection].untold
    return tuple(cube for cube in policy.cubes if cubes.countable(cube, told))


def _described(parts: Parts, policy: Policy, held: bool) -> tuple[Parts, int | None]:
    """Records as dimensions, and the year at which ages are taken; ``held`` in memory, else made again at each time."""

    def canonical() -> Iterator[pl.DataFrame]:
        return map(partial(persons.canonical, attributes=("department", "sex", "birth_year")), parts())

    least = policy.thresholds.persons
    if held:
        whole = list(canonical())
        year = persons.latest_year(whole, least)
        made = [persons.describe(part, year) for part in whole]
        return lambda: iter(made), year
    year = persons.latest_year(canonical(), least)
    return lambda: map(partial(persons.describe, year=year), canonical()), year


def _in_parts(
    described: Parts, countable: tuple[Cube, ...], engine: Engine, room: Room, number: int
) -> tuple[list[dict[cubes.Key, cubes.Cell]], cubes.Cell]:
    """Count persons and records by person, then prescribers by prescriber."""
    wanted = [*dict.fromkeys([*_BY_PRESCRIBER, *(d for cube in countable for d in cube.dimensions if d != "category")])]
    with room.new("prescriber", number) as spill:

        def passed(part: pl.DataFrame) -> pl.DataFrame:
            told = part.select(wanted).drop_nulls("prescriber").unique()
            spill.add(told.with_columns(pl.col("prescriber").hash().alias("_by")), "_by")
            return part

        found, whole = cubes.tally(countable, map(passed, described()), engine.count_by, cubes.PERSONAL, _COUNTS[:2])
        spill.finish()
        others, known = cubes.tally(countable, spill.read(), engine.count_by, cubes.PRESCRIBERS, _COUNTS[2:])
    cells = [
        {key: cubes.Cell(*pair, *other.get(key, (0,))) for key, pair in one.items()}
        for one, other in zip(found, others, strict=True)
    ]
    return cells, cubes.Cell(*whole, *known)


def _cells(found: list[dict[cubes.Key, tuple[int, ...]]]) -> list[dict[cubes.Key, cubes.Cell]]:
    return [{key: cubes.Cell(*counts) for key, counts in one.items()} for one in found]


def _counted(
    described: Parts,
    countable: tuple[Cube, ...],
    cells: list[dict[cubes.Key, cubes.Cell]],
    whole: cubes.Cell,
    policy: Policy,
    key: RunKey | None,
    engine: Engine,
    year: int | None,
) -> Counted:
    """Protect what was counted."""
    tables = [cubes.Table(c.name, c.dimensions, c.where, of) for c, of in zip(countable, cells, strict=True)]
    unlinked = upper = 0
    for part in described():
        unlinked += part[persons.LOOSE].null_count()
        upper += persons.upper(part)
        del part  # before the next is made
    truth = Truth(described, countable, tables, whole, policy, key or RunKey(), engine.count_by, unlinked, upper)
    return Counted(truth, protections()[policy.protection].protect(truth), year)


def _write(table: cubes.Table, done: Protected, folder: Path) -> dict[str, Any]:
    numbers = {key: done.numbers(table, key) for key in sorted(table.published)}
    write_cube(folder / f"{table.name}.parquet", table.dimensions, [(*key, *pair) for key, pair in numbers.items()])
    covered = sum(counted for counted, _ in numbers.values())
    share = min(1.0, covered / done.totals.persons) if _canonical(table) and done.totals.persons else None
    return {
        "name": table.name,
        "dimensions": list(table.dimensions),
        "where": table.where,
        "cells": len(numbers),
        "persons_share": share,
    }


def _canonical(table: cubes.Table) -> bool:
    """Whether each person stands in one cell, so that readers can add the published cells up themselves."""
    return table.where is None and all(DIMENSIONS[name].kind == "canonical" for name in table.dimensions)
