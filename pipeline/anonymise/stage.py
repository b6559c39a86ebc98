"""The fourth stage: link persons, count the cubes, protect them, write what may come out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.anonymise import cubes, persons
from pipeline.anonymise.dimensions import DIMENSIONS
from pipeline.anonymise.parquet import write_cube
from pipeline.anonymise.protection import Protected, Truth, protections
from pipeline.anonymise.utility import kept
from pipeline.core.errors import PolicyError
from pipeline.core.keys import RunKey
from pipeline.core.nearest import suggestion
from pipeline.core.policy import Policy
from pipeline.core.work import Work


@dataclass(frozen=True)
class Engine:
    """The two operations of an engine that this stage needs."""

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

    def write(self, work: Work) -> dict[str, Any]:
        """Write the cells that may come out; returns the published facts, without a number that is not audited.

        What share of all true counts they are stands apart, in ``private.json``: no release may tell it.
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
        work.write_private("anonymise", kept(self.truth, done))
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
    linked = persons.canonical(linked, ("department", "sex", "birth_year"))
    year = persons.reference_year(linked, policy.thresholds.persons)
    described = persons.describe(linked, year)
    countable = tuple(cube for cube in policy.cubes if cubes.countable(cube, attributes))
    tables = [cubes.count(cube, described, engine.count_by) for cube in countable]
    whole = cubes.total(described)
    truth = Truth(described, countable, tables, whole, policy, key or RunKey(), engine.count_by)
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
