"""Nothing of the value."""

from __future__ import annotations

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.transform.transform import ColumnFunction, Context, Transform


class Suppress(Transform):
    """Nothing of the value: the column does not come out."""

    name = "suppress"
    treatment = Treatment.SUPPRESS
    entities = ("*",)

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without parameters."""
        del purpose, context
        return lambda values: pl.Series(values.name, [None] * len(values), dtype=pl.String)
