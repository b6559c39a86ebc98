"""Differential privacy of persons: Gaussian noise, cells chosen by a noisy threshold, and an account of what was spent.

OpenDP draws the noise and states what each query costs, in zero-concentrated differential privacy (Bun and Steinke,
2016); costs add up, and the sum is an epsilon at a delta. Neighbouring leaks differ by one linked person with all their
records. What was counted is protected, not what was read: names of columns and the year of ages are told as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from math import ceil, log, sqrt
from typing import Any, ClassVar

import polars as pl

from pipeline.anonymise import cubes
from pipeline.anonymise.cubes import Cell, Key, Table
from pipeline.anonymise.dimensions import DIMENSIONS
from pipeline.anonymise.persons import LOOSE, STRICT
from pipeline.anonymise.protection import Protected, Protection, Totals, Truth
from pipeline.anonymise.suppress import drop_revealing
from pipeline.core.categories import CATEGORIES
from pipeline.core.errors import UsageError
from pipeline.core.policy import Budget

PERSONS_PART = 0.8
"""Of what a cube may spend, for its numbers of persons; the rest is for its numbers of records."""
CONFIDENCE = 0.05
"""The analytic error is exceeded by one number in twenty."""


class DifferentialPrivacy(Protection):
    """Random noise within a budget of epsilon and delta a person (OpenDP); every run draws anew, and spends again."""

    name: ClassVar[str] = "dp"
    untold: ClassVar[frozenset[str]] = frozenset({"reuse"})
    """One person more would change what is told of everybody who has the same password."""

    def check(self) -> None:
        """Refuse where OpenDP is not installed."""
        if find_spec("opendp") is None:
            raise UsageError("protection: dp needs OpenDP, which is not installed", "pip install 'estompe[dp]'")

    def protect(self, truth: Truth) -> Protected:
        """Bound what a person contributes, count again, draw."""
        budget, thresholds = truth.policy.dp, truth.policy.thresholds
        kept = map(partial(bounded, most=budget.records), truth.parts())
        measures = (*cubes.PERSONAL, pl.col(STRICT).drop_nulls().n_unique().alias("persons_upper"))
        cells, whole = cubes.tally(truth.cubes, kept, truth.count_by, measures, ("persons", "records", "persons_upper"))
        spend = Spending(budget, len(truth.cubes), thresholds.persons)
        totals = _totals(whole, spend)
        tables = [
            spend.table(
                Table(cube.name, cube.dimensions, cube.where, {k: Cell(p, r, 0) for k, (p, r, _) in of.items()}), totals
            )
            for cube, of in zip(truth.cubes, cells, strict=True)
        ]
        by_name = {table.name: table for table in tables}
        for table in tables:
            drop_revealing(table, by_name, Cell(totals.persons, totals.records, 0), thresholds)
        record = {**budget.model_dump(), "unit": "person", "queries": spend.queries}
        return Protected(tables, _numbers, totals, record, lambda _: False, None)

    def lines(self, reasons: Mapping[str, int]) -> tuple[int | None, dict[str, int]]:
        """Nothing is told of lines that cannot be read: nobody knows how many of them are one person's."""
        del reasons
        return None, {}


def _numbers(table: Table, key: Key) -> tuple[int, int]:
    cell = table.cells[key]
    return cell.persons, cell.records


def bounded(records: pl.DataFrame, most: int) -> pl.DataFrame:
    """Keep at most ``most`` records of each person, which ones depends on that person's alone; nobody's records go."""
    kept = records.drop_nulls(LOOSE)
    content = pl.struct(pl.all().exclude(LOOSE, STRICT)).hash()
    return kept.filter(content.rank("ordinal").over(LOOSE) <= most)


def _totals(whole: tuple[int, ...], spend: Spending) -> Totals:
    most = spend.budget.records
    true_persons, true_records, true_upper = whole
    persons = max(0, spend.one("persons", true_persons, 1))
    return Totals(
        persons,
        max(persons, spend.one("records", true_records, most)),
        max(persons, spend.one("persons_upper", true_upper, most)),
        None,
    )


@dataclass(frozen=True)
class Sensitivity:
    """How many cells of a cube one person can change, and by how much: persons (L2) and records (L2)."""

    cells: int
    persons: float
    records: float


def sensitivity(dimensions: tuple[str, ...], most: int) -> Sensitivity:
    """What a person with at most ``most`` records contributes to a cube.

    >>> sensitivity(("region",), 5), sensitivity(("month",), 5)
    (Sensitivity(cells=1, persons=1.0, records=5.0), Sensitivity(cells=5, persons=2.23606797749979, records=5.0))
    """
    canonical = all(DIMENSIONS[name].kind in ("canonical", "multiple") for name in dimensions)
    times = len(CATEGORIES) if "category" in dimensions else 1
    cells = (1 if canonical else most) * times
    return Sensitivity(cells, sqrt(cells), most * sqrt(times))


class Spending:
    """The budget, divided equally among the whole and the cubes, and the account of it.

    Half of delta pays for the thresholds, half for reading the noise's cost as an epsilon.
    """

    def __init__(self, budget: Budget, cubes: int, least: int) -> None:
        self.budget = budget
        self.queries: list[dict[str, Any]] = []
        self._least = least
        self._share = total_cost(budget.epsilon, budget.delta / 2) / (cubes + 1)
        self._delta = budget.delta / 2 / max(cubes, 1)

    def one(self, measure: str, true: int, most: int) -> int:
        """A noisy total, to which a person contributes at most ``most``."""
        return self._noisy("", measure, [true], 1, float(most), self._share / 3)[0]

    def table(self, table: Table, totals: Totals) -> Table:
        """The cells of a cube that reach a noisy threshold, with noisy numbers."""
        bound = sensitivity(table.dimensions, self.budget.records)
        persons = self._chosen(table, bound, totals.persons)
        keys = sorted(persons)
        true = [table.cells[key].records for key in keys]
        cost = self._share * (1 - PERSONS_PART)
        records = self._noisy(table.name, "records", true, bound.cells, bound.records, cost)
        cells = {}
        for key, noisy in zip(keys, records, strict=True):
            count = persons[key]
            cells[key] = Cell(count, max(count, min(noisy, totals.records)), 0)
        return Table(table.name, table.dimensions, table.where, cells, set(cells))

    def _chosen(self, table: Table, bound: Sensitivity, most: int) -> dict[Key, int]:
        """Persons of the cells that stand out of the noise: of a cell with one person nobody learns that it exists.

        No cell is larger than the noisy whole, ``most``; one that would be, and falls under the threshold, is absent.
        """
        import opendp.prelude as odp
        from scipy.stats import norm

        odp.enable_features("contrib")
        scale = bound.persons / sqrt(2 * self._share * PERSONS_PART)
        threshold = max(self._least, ceil(1 + scale * norm.isf(self._delta / bound.cells)) + 1)
        space = odp.map_domain(odp.atom_domain(T=str), odp.atom_domain(T=int))
        metric = odp.l02inf_distance(odp.absolute_distance(T=float))
        query = odp.m.make_gaussian_threshold(space, metric, scale=scale, threshold=threshold)
        names = {"\x1f".join(key): key for key in table.cells}
        drawn = query({name: table.cells[key].persons for name, key in names.items()})
        cost, delta = query.map((bound.cells, bound.persons, 1.0))
        self._note(table.name, "persons", bound.cells, scale, cost, threshold=threshold, delta=delta)
        shown = {names[name]: min(count, most) for name, count in drawn.items()}
        return {key: count for key, count in shown.items() if count >= threshold}

    def _noisy(self, cube: str, measure: str, true: list[int], cells: int, most: float, cost: float) -> list[int]:
        import opendp.prelude as odp

        odp.enable_features("contrib")
        space = odp.vector_domain(odp.atom_domain(T=int)), odp.l2_distance(T=float)
        query = odp.m.make_gaussian(*space, scale=most / sqrt(2 * cost))
        self._note(cube, measure, cells, most / sqrt(2 * cost), query.map(most))
        return [int(count) for count in query(true)]

    def _note(self, cube: str, measure: str, cells: int, scale: float, cost: float, **more: float) -> None:
        import opendp.prelude as odp

        error = odp.discrete_gaussian_scale_to_accuracy(scale, CONFIDENCE)
        said = {"cube": cube, "measure": measure, "cells": cells, "scale": scale, "cost": cost, "error": error}
        self.queries.append({**said, **more})


def total_cost(epsilon: float, delta: float) -> float:
    """The cost that is (epsilon, delta): epsilon = cost + 2 sqrt(cost ln 1/delta) (Bun and Steinke, 1.3)."""
    root = sqrt(log(1 / delta))
    return float((sqrt(root**2 + epsilon) - root) ** 2)
