"""Dates, as French files write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from pipeline.anonymise.generalise.hierarchy import TOP
from pipeline.anonymise.generalise.kind import Kind
from pipeline.locales.fr.dates import parse_dates


class Date(Kind):
    """Day, month, quarter, year, five years, any time."""

    NAME = "date"
    SURENESS = 2

    def rows(self, values: Sequence[str], parameters: str) -> list[tuple[str, ...]] | None:
        """Six levels; the same day written in two ways is two values."""
        del parameters
        days = parse_dates(pl.Series("d", list(values), dtype=pl.String))
        if days.null_count():
            return None
        return [(value, *_labels(day), TOP) for value, day in zip(values, days, strict=True)]


def _labels(day: date) -> tuple[str, str, str, str]:
    """Month, quarter, year and five years of a day."""
    lustrum = day.year - day.year % 5
    quarter = (day.month + 2) // 3
    return (f"{day.year}-{day.month:02d}", f"{day.year}-T{quarter}", str(day.year), f"{lustrum}-{lustrum + 4}")
