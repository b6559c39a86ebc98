"""The fourth stage: link persons, count the cubes, suppress, write what may come out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.anonymise import cubes, persons
from pipeline.anonymise.dimensions import DIMENSIONS
from pipeline.anonymise.parquet import write_cube
from pipeline.anonymise.suppress import Suppression
from pipeline.core.errors import PolicyError
from pipeline.core.policy import Policy
from pipeline.core.policy_file import suggestion
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
    """The true counts of a leak, in memory only, and the suppression that decides what of them comes out."""

    suppression: Suppression
    facts: dict[str, Any]

    def write(self, work: Work) -> dict[str, Any]:
        """Write the cells that may come out; returns the published facts, without a number that is not audited."""
        folder = work.folder("anonymise") / "cubes"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        persons_counted = self.suppression.whole.persons
        written = [_write(table, folder, persons_counted) for table in self.suppression.tables]
        facts = {**self.facts, "cubes": written}
        work.write_summary("anonymise", facts)
        return facts


def count(records: pl.DataFrame, attributes: frozenset[str], policy: Policy, engine: Engine) -> Counted:
    """Link persons, count the cubes of a `public` release, and suppress.

    ``records`` has the columns of `pipeline.transform.records.RECORDS`, ``attributes`` names those that the leak
    can fill.

    Raises
    ------
    GateError
        When nothing identifies persons and the policy does not say that each record is one.
    """
    thresholds = policy.thresholds
    linked = persons.identified(records, engine.link, policy.persons == "records")
    linked = persons.canonical(linked, ("department", "sex", "birth_year"))
    year = persons.reference_year(linked, thresholds.persons)
    described = persons.describe(linked, year)
    countable = [cube for cube in policy.cubes if cubes.countable(cube, attributes)]
    tables = [cubes.count(cube, described, engine.count_by) for cube in countable]
    whole = cubes.total(described)
    suppression = Suppression(tables, whole, thresholds, prescribers_known=whole.prescribers > 0)
    return Counted(suppression, _facts(linked, whole, year, thresholds.persons))


def _facts(linked: pl.DataFrame, whole: cubes.Cell, year: int | None, minimum: int) -> dict[str, Any]:
    unlinked = linked[persons.LOOSE].null_count()
    return {
        "persons": whole.persons,
        "persons_upper": persons.upper(linked),
        "unlinked": unlinked if unlinked == 0 or unlinked >= minimum else None,
        "reference_year": year,
    }


def _write(table: cubes.Table, folder: Path, persons: int) -> dict[str, Any]:
    rows: list[tuple[str | int, ...]] = [
        (*key, table.cells[key].persons, table.cells[key].records) for key in sorted(table.published)
    ]
    write_cube(folder / f"{table.name}.parquet", table.dimensions, rows)
    share = sum(table.cells[key].persons for key in table.published) / persons if _canonical(table) else None
    return {
        "name": table.name,
        "dimensions": list(table.dimensions),
        "where": table.where,
        "cells": len(rows),
        "persons_share": share,
    }


def _canonical(table: cubes.Table) -> bool:
    """Whether each person stands in one cell, so that readers can add the published cells up themselves."""
    return table.where is None and all(DIMENSIONS[name].kind == "canonical" for name in table.dimensions)
