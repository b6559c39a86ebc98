"""Columns side by side: what the sampled rows say of how columns go together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from math import comb, log

import polars as pl

from pipeline.detect.evidence import Evidence
from pipeline.locales.fr.dates import parse_dates

FEW_PAIRS = 20
"""Repetitions that a tie between two columns must have been seen in."""
BY_CHANCE = 10_000
"""In how many ways the gaps of two columns could have fallen, at least, for the same ones to say something."""


@dataclass(frozen=True)
class Hint:
    """Points for (or against) one entity in one column, and why, in words without any value."""

    position: int
    entity: str
    points: float
    why: str = ""


@dataclass
class Table:
    """The evidence of all columns and the sampled rows (columns ``0``, ``1``, ...)."""

    evidence: list[Evidence]
    rows: pl.DataFrame
    records: int
    _ties: dict[tuple[int, int], float | None] = field(default_factory=dict)

    def holding(self, floor: float, *entities: str) -> list[Evidence]:
        """Columns of which a share of ``floor`` fits one of ``entities``."""
        return [column for column in self.evidence if column.share(*entities) >= floor]

    def professionals(self) -> list[Evidence]:
        """Columns of health professionals' numbers; nine digits are ADELI's only where their keys say so."""
        return [c for c in self.evidence if c.share("fr.rpps") >= 0.45 or c.share("fr.adeli") >= 0.75]

    def part(self, column: Evidence, test: Callable[[str], bool]) -> float:
        """Give the share of a column's filled sampled cells that pass a test: a stray value weighs what it is."""
        counts = self.rows[:, column.position].drop_nulls().value_counts(name="n")
        passed = sum(n for value, n in counts.iter_rows() if test(value))
        return passed / sum(counts["n"]) if len(counts) else 0.0

    def tie(self, cause: int, effect: int) -> float | None:
        """Say how far the value of one column follows from that of another: 0 as by chance, 1 always.

        Among sampled rows whose ``cause`` repeats, the share that has the group's most frequent ``effect``,
        corrected for chance (Goodman and Kruskal's lambda, 1954). None where too little repeats to tell.
        """
        key = (cause, effect)
        if key not in self._ties:
            self._ties[key] = self._lambda(str(cause), str(effect))
        return self._ties[key]

    def tied(self, cause: int, effect: int, floor: float) -> bool:
        """Tell whether ``effect`` follows from ``cause`` at least so far."""
        strength = self.tie(cause, effect)
        return strength is not None and strength >= floor

    def _lambda(self, cause: str, effect: str) -> float | None:
        """Compute `tie`; each group's first row is its prediction and does not count."""
        pairs = self.rows.select(pl.col(cause).alias("c"), pl.col(effect).alias("e")).drop_nulls()
        counts = pairs.group_by("c", "e").len()
        groups = counts.group_by("c").agg(pl.col("len").max().alias("top"), pl.col("len").sum().alias("size"))
        repeated = groups.filter(pl.col("size") > 1)
        spare = int((repeated["size"] - 1).sum()) if len(repeated) else 0
        if spare < FEW_PAIRS:
            return None
        agreement = int((repeated["top"] - 1).sum()) / spare
        chance = counts.group_by("e").agg(pl.col("len").sum())["len"].max()
        base = chance / len(pairs) if isinstance(chance, int) else 0.0
        return 0.0 if base >= 0.98 else max(0.0, (agreement - base) / (1 - base))

    def same_gaps(self, one: int, other: int) -> bool:
        """Tell whether two columns are empty in the same rows, and in some but not all."""
        a, b = self.rows[:, one].is_null(), self.rows[:, other].is_null()
        filled = int((~a & ~b).sum())
        either = int((~a | ~b).sum())
        if either < 3 or filled < 0.93 * either or not 0.02 <= float(a.sum()) / len(a) <= 0.995:
            return False
        return log(comb(len(a), either)) >= log(BY_CHANCE)

    @cached_property
    def dates(self) -> dict[int, pl.Series]:
        """The dates of the sampled rows, for the columns that hold mostly dates."""
        return {c.position: parse_dates(self.rows[:, c.position]) for c in self.holding(0.5, "date")}

    @cached_property
    def medical(self) -> bool:
        """Whether some column speaks of health care: a NIR, a blood group, a prescriber, a laboratory."""
        marks = ("fr.nir", "blood_group", "fr.rpps")
        told = ("laboratory", "prescriber.name", "fr.nir", "blood_group", "date.sample", "fr.rpps")
        return any(
            c.share(*marks) >= 0.5 or c.share("laboratory") >= 0.7 or any(c.header.get(e, 0) > 0.9 for e in told)
            for c in self.evidence
        )
