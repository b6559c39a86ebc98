"""Shares of a population that are estimated to be unique in it, from the table as a sample of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from pipeline.assess.judged import Judged, TableMeasure
from pipeline.assess.models.population_uniques import Sample, dankar, pitman, slide_negative_binomial, zayatz


@dataclass(frozen=True)
class Estimator:
    """How many persons of a population are unique, from a sample; None where the model does not fit."""

    uniques: Callable[[Sample], float | None]


class PopulationUniques(TableMeasure):
    """Share of the population that is unique in it, by the estimator that Dankar's rule takes (2012)."""

    ID = "population_uniques"
    ESTIMATOR: ClassVar[Estimator] = Estimator(dankar)

    def evaluate(self, table: Judged) -> float | None:
        """The share; None without records, where the size of the population is unknown, or no model fits."""
        if not len(table.sizes) or table.persons is None:
            return None
        sample = Sample.of(table.sizes, table.persons)
        found = self.ESTIMATOR.uniques(sample)
        return None if found is None else found / sample.population


class Zayatz(PopulationUniques):
    """The same by Zayatz (1991): classes of the population are as those of the table."""

    ID = "population_uniques_zayatz"
    ESTIMATOR = Estimator(zayatz)


class Pitman(PopulationUniques):
    """The same by Pitman's sampling formula (Hoshino 2001)."""

    ID = "population_uniques_pitman"
    ESTIMATOR = Estimator(pitman)


class SlideNegativeBinomial(PopulationUniques):
    """The same with class sizes of one more than a negative binomial (Chen and Keller-McNulty 1998)."""

    ID = "population_uniques_snb"
    ESTIMATOR = Estimator(slide_negative_binomial)
