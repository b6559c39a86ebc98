"""Birth date to age band."""

from __future__ import annotations

import polars as pl
from pydantic import Field

from pipeline.core.policy import Treatment
from pipeline.locales.fr.dates import parse_dates
from pipeline.transform.transform import ColumnFunction, Context, Transform, by_distinct


class AgeBand(Transform):
    """The age in the year ``at`` as a band of ``width`` years, one open band from ``top`` on (``90+``); null for none.

    From 90 on ages identify: HIPAA's safe harbour (45 CFR 164.514) takes them together.
    """

    name = "age_band"
    treatment = Treatment.GENERALISE

    at: int = Field(ge=1900, le=2100)
    width: int = Field(default=10, ge=1, le=50)
    top: int = Field(default=90, ge=1, le=90)

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without a key."""
        del purpose, context
        return lambda values: by_distinct(values, lambda texts: self._bands(parse_dates(texts)))

    def _bands(self, births: pl.Series) -> pl.Series:
        age = self.at - births.dt.year().cast(pl.Int64)
        low = age // self.width * self.width
        high = pl.select(pl.min_horizontal(low + self.width, pl.lit(self.top)).alias("high"))["high"] - 1
        band = low.cast(pl.String) + "-" + high.cast(pl.String)
        band = band.set((age >= self.top).fill_null(False), f"{self.top}+")
        return band.set((age < 0).fill_null(False), None)
