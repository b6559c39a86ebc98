"""Re-identification risks (El Emam 2013, chapter 16): of one record, and of the file."""

from __future__ import annotations

import numpy as np

from pipeline.assess.judged import Judged, TableMeasure


class Prosecutor(TableMeasure):
    """The highest risk of a record for whoever knows that a person is in the table: one by the smallest class."""

    ID = "prosecutor_risk"

    def evaluate(self, table: Judged) -> float | None:
        """The maximum; None without records."""
        return float(1 / table.sizes.min()) if len(table.sizes) else None


class Average(TableMeasure):
    """The mean risk of a record: classes by records."""

    ID = "average_risk"

    def evaluate(self, table: Judged) -> float | None:
        """The mean; None without records."""
        return float(len(table.sizes) / table.sizes.sum()) if len(table.sizes) else None


class SampleUniques(TableMeasure):
    """Share of the records that nobody else looks like."""

    ID = "sample_uniques"

    def evaluate(self, table: Judged) -> float | None:
        """The share; None without records."""
        return float((table.sizes == 1).sum() / table.sizes.sum()) if len(table.sizes) else None


def at_risk(table: Judged, threshold: float) -> float:
    """Share of records whose risk is above ``threshold`` (El Emam's tau)."""
    return float(table.sizes[1 / table.sizes > threshold].sum() / max(table.sizes.sum(), 1))


class Journalist(TableMeasure):
    """The highest risk for whoever looks for a person of the population: one by the smallest class, there.

    A class that nobody of the population is in has the risk 1. Without a population that is known person by person, the
    table is its own: whoever holds the leak knows everybody in it.
    """

    ID = "journalist_risk"

    def evaluate(self, table: Judged) -> float | None:
        """The maximum; None without records."""
        _, persons = table.population_sizes()
        return float(1 / max(int(persons.min()), 1)) if len(persons) else None


class Marketer(TableMeasure):
    """The expected share of records that are matched rightly with a list of the population, or else of the table."""

    ID = "marketer_risk"

    def evaluate(self, table: Judged) -> float | None:
        """The mean; None without records."""
        records, persons = table.population_sizes()
        return float((records / np.maximum(persons, 1)).sum() / records.sum()) if len(records) else None
