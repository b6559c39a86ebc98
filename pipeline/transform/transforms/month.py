"""Date to month."""

from __future__ import annotations

from pipeline.core.policy import Treatment
from pipeline.locales.fr.dates import parse_dates
from pipeline.transform.transform import ColumnFunction, Context, Transform, by_distinct


class Month(Transform):
    """The month of a date as ``YYYY-MM``; null where there is none."""

    name = "month"
    treatment = Treatment.GENERALISE
    entities = ("date.sample", "date")

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without parameters."""
        del purpose, context
        return lambda values: by_distinct(values, lambda dates: parse_dates(dates).dt.strftime("%Y-%m"))
