"""Which date is the birth's, which the sample's: births spread wide or agree with the NIR, samples are recent."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipeline.detect.table import Hint, Table
from pipeline.locales.fr.nir_columns import bodies

WIDE_YEARS = 15.0
"""Births of a file's patients spread wider than this (5th to 95th percentile)."""
AGREES = 0.6
"""Share of rows in which the birth date has the year and month of the NIR: children carry a parent's number."""
_ENOUGH_ROWS = 8


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
    born = _born(table, spreads)
    newest = max(spread.high for spread in spreads.values())
    narrow = [i for i, s in spreads.items() if s.width < WIDE_YEARS and i != born]
    found: list[Hint] = []
    for i, spread in spreads.items():
        if i == born:
            found.append(Hint(i, "person.birth_date", 0.6, "agrees with the social security number"))
            found.append(Hint(i, "date.sample", -0.4))
        elif i in narrow:
            found += _recent(table, i, narrow)
        elif born is None and spread.middle <= newest - 5:
            first = all(_before(table, i, j) for j in spreads if j != i)
            found.append(Hint(i, "person.birth_date", 0.5 if first else 0.2, "dates spread over decades"))
            found.append(Hint(i, "date.sample", -0.2))
        elif born is not None:
            found += [Hint(i, "person.birth_date", -0.3), Hint(i, "date.sample", -0.2)]
    return found


def _recent(table: Table, i: int, narrow: list[int]) -> list[Hint]:
    """Judge a date of recent years: a sample's where the file speaks of health care and the title of no other date."""
    header, title = table.evidence[i].header, table.evidence[i].title
    found = [] if header.get("person.birth_date", 0.0) >= 0.5 else [Hint(i, "person.birth_date", -0.3)]
    if "DATE" in title and len(title) > 1 and header.get("date.sample", 0.0) < 0.5:
        found.append(Hint(i, "date.sample", -0.5))
    elif header.get("person.birth_date", 0.0) >= 0.9:
        found.append(Hint(i, "person.birth_date", 0.3, "dates lie close together, as a school's or a maternity's do"))
    elif table.medical:
        points = 0.36 if all(_before(table, i, j) for j in narrow if j != i) else 0.15
        found.append(Hint(i, "date.sample", points, "dates lie close together"))
    return found


def _born(table: Table, spreads: dict[int, Spread]) -> int | None:
    """Position of the date that has the year and month of the NIR, None where none has."""
    shares: dict[int, float] = {}
    for nir in table.holding(0.6, "fr.nir"):
        months = bodies(table.rows[:, nir.position]).str.slice(1, 4)
        for i in spreads:
            pairs = pl.DataFrame({"nir": months, "date": table.dates[i].dt.strftime("%y%m")}).drop_nulls()
            if len(pairs) >= _ENOUGH_ROWS:
                shares[i] = max(shares.get(i, 0.0), float((pairs["nir"] == pairs["date"]).sum()) / len(pairs))
    best = max(shares, key=lambda i: (shares[i], -i), default=None)
    return best if best is not None and shares[best] >= AGREES else None


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
