"""Date to year."""

from __future__ import annotations

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.locales.fr.dates import parse_dates
from pipeline.transform.transform import ColumnFunction, Context, Transform, by_distinct


class Year(Transform):
    """The year of a date in any written form, as Int16; null where there is none."""

    name = "year"
    treatment = Treatment.GENERALISE
    entities = ("person.birth_date",)

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without parameters."""
        del purpose, context
        return lambda values: by_distinct(values, lambda dates: parse_dates(dates).dt.year().cast(pl.Int16))
