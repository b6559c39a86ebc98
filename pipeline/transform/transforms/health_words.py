"""Free text to the health categories that it speaks of, in words."""

from __future__ import annotations

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.locales.fr.health import facts
from pipeline.transform.transform import ColumnFunction, Context, Transform, by_distinct

NONE = "none"


class HealthWords(Transform):
    """The health categories of a text, of a closed list, joined by blanks; ``none`` where it speaks of none."""

    name = "health_words"
    treatment = Treatment.GENERALISE
    entities = ("text.free",)

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without parameters."""
        del purpose, context
        return lambda values: by_distinct(values, _words)


def _words(texts: pl.Series) -> pl.Series:
    return pl.Series([" ".join(sorted(found)) or NONE for found in facts(texts.to_list())], dtype=pl.String)
