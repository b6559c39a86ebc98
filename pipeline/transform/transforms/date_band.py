"""Date to a span of time."""

from __future__ import annotations

from typing import Literal

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.locales.fr.dates import parse_dates
from pipeline.transform.transform import ColumnFunction, Context, Transform, by_distinct


class DateBand(Transform):
    """The quarter (``2019-Q3``), half-year (``2019-H2``) or years (``2015-2019``) of a date; null for none."""

    name = "date_band"
    treatment = Treatment.GENERALISE

    width: Literal["quarter", "half", "year", "5 years", "10 years"] = "quarter"

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without a key."""
        del purpose, context
        return lambda values: by_distinct(values, lambda texts: _bands(parse_dates(texts), self.width))


def _bands(dates: pl.Series, width: str) -> pl.Series:
    year, month = dates.dt.year(), dates.dt.month()
    if width == "quarter":
        return year.cast(pl.String) + "-Q" + dates.dt.quarter().cast(pl.String)
    if width == "half":
        return year.cast(pl.String) + "-H" + ((month - 1) // 6 + 1).cast(pl.String)
    if width == "year":
        return year.cast(pl.String)
    years = int(width.split()[0])
    first = year // years * years
    return first.cast(pl.String) + "-" + (first + years - 1).cast(pl.String)
