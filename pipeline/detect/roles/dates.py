"""Which date is the birth's, which the sample's: births spread over decades, samples are recent."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipeline.detect.table import Hint, Table

WIDE_YEARS = 15.0
"""Births of a file's patients spread wider than this (5th to 95th percentile)."""


@dataclass(frozen=True)
class Spread:
    """Where the dates of a column lie, in years: 5th percentile, median, 95th percentile."""

    low: float
    middle: float
    high: float

    @property
    def width(self) -> float:
        """Years between the percentiles."""
        return self.high - self.low


def hints(table: Table) -> list[Hint]:
    """Give points for ``person.birth_date``, ``date.sample`` and ``date``."""
    spreads = {i: spread for i, dates in table.dates.items() if (spread := _spread(dates)) is not None}
    if not spreads:
        return []
    newest = max(spread.high for spread in spreads.values())
    found: list[Hint] = []
    narrow = [i for i, s in spreads.items() if s.width < WIDE_YEARS]
    for i, spread in spreads.items():
        if i not in narrow and spread.middle <= newest - 5:
            first = all(_before(table, i, j) for j in spreads if j != i)
            found.append(Hint(i, "person.birth_date", 0.5 if first else 0.2, "dates spread over decades"))
            found.append(Hint(i, "date.sample", -0.2))
        elif i in narrow:
            found.append(Hint(i, "person.birth_date", -0.3))
            if table.medical:
                points = 0.36 if all(_before(table, i, j) for j in narrow if j != i) else 0.15
                found.append(Hint(i, "date.sample", points, "dates lie close together"))
    return found


def _spread(dates: pl.Series) -> Spread | None:
    """Measure a column; None with fewer than five dates."""
    years = dates.drop_nulls()
    if len(years) < 5:
        return None
    decimal = years.dt.year() + years.dt.ordinal_day() / 366
    low, middle, high = (decimal.quantile(q) or 0.0 for q in (0.05, 0.5, 0.95))
    return Spread(low, middle, high)


def _before(table: Table, one: int, other: int) -> bool:
    """Tell whether one date is not after the other in nearly every row that has both."""
    both = pl.DataFrame({"a": table.dates[one], "b": table.dates[other]}).drop_nulls()
    return len(both) == 0 or bool((both["a"] <= both["b"]).sum() >= 0.95 * len(both))
