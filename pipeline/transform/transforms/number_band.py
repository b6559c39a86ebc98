"""Number to band."""

from __future__ import annotations

import polars as pl
from pydantic import Field

from pipeline.core.policy import Treatment
from pipeline.transform.transform import ColumnFunction, Context, Transform
from pipeline.transform.transforms.rounding import read

BANDS = 100
"""Bands to either side of zero."""


class NumberBand(Transform):
    """The band ``[low, high[`` of ``width`` that a number lies in, as ``10 to 20``; null for what is no number.

    A hundred widths from zero on, to either side, is one open band: finer ones would name somebody.
    """

    name = "number_band"
    treatment = Treatment.GENERALISE

    width: int = Field(default=10, ge=1)

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without a key."""
        del purpose, context
        end = BANDS * self.width

        def bands(values: pl.Series) -> pl.Series:
            number = read(values)
            low = (number / self.width).floor().cast(pl.Int64, strict=False) * self.width
            band = low.cast(pl.String) + " to " + (low + self.width).cast(pl.String)
            band = band.set((number >= end).fill_null(False), f"{end} and more")
            return band.set((number < -end).fill_null(False), f"under {-end}").rename(values.name)

        return bands
