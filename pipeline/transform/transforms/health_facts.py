"""Free text to health categories."""

from __future__ import annotations

import polars as pl

from pipeline.core.categories import CATEGORIES
from pipeline.core.policy import Treatment
from pipeline.locales.fr.health import facts
from pipeline.transform.transform import ColumnFunction, Context, Transform, by_distinct

BITS = {category.id: 1 << position for position, category in enumerate(CATEGORIES)}
"""Category id -> its bit in a record's set of categories (UInt64)."""


class HealthFacts(Transform):
    """The health categories that a text speaks of, as a set of bits; the text itself is dropped."""

    name = "health_facts"
    treatment = Treatment.GENERALISE

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without parameters."""
        del purpose, context
        return lambda values: by_distinct(values, _bits)


def _bits(texts: pl.Series) -> pl.Series:
    found = facts(texts.to_list())
    return pl.Series([sum(BITS[fact] for fact in record) for record in found], dtype=pl.UInt64)
