"""A date moved by as many days as all dates of its person."""

from __future__ import annotations

import polars as pl
from pydantic import Field

from pipeline.core.policy import Treatment
from pipeline.locales.fr.dates import parse_dates
from pipeline.transform.keyed import numbers
from pipeline.transform.transform import Beside, Context, RecordFunction, RecordTransform, by_distinct


class DateShift(RecordTransform):
    """A date moved by 1 to ``days`` days to either side, all dates of a person by the same: intervals stay.

    Where nobody knows the person, the date itself decides. Null where the value is no date.
    """

    name = "date_shift"
    treatment = Treatment.PSEUDONYMISE
    entities = ("date.sample", "date", "person.birth_date")
    keyed = True

    days: int = Field(default=183, ge=1, le=3660)

    def scope(self, entity: str) -> str:
        """Persons, whatever the column, so that intervals between columns stay too."""
        del entity
        return "person"

    def bind_beside(self, purpose: str, context: Context) -> RecordFunction:
        """Bind to the subkey of ``purpose``."""
        subkey = context.key.subkey(purpose)

        def shifted(values: pl.Series, beside: Beside) -> pl.Series:
            dates = by_distinct(values, parse_dates)
            alone = "|" + dates.cast(pl.String)
            (number,) = numbers(beside.person.zip_with(beside.person.is_not_null(), alone), subkey)
            size = (number // 2 % self.days + 1).cast(pl.Int64)
            offset = size.zip_with(number % 2 == 0, -size)
            return (dates.cast(pl.Int64) + offset).cast(pl.Date).rename(values.name)

        return shifted
