"""Postcode to region."""

from __future__ import annotations

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.locales.fr.geography import department_regions
from pipeline.transform.transform import ColumnFunction, Context, Transform
from pipeline.transform.transforms.department import Department


class Region(Transform):
    """The name of the region of a French postcode; null where there is no such postcode."""

    name = "region"
    treatment = Treatment.GENERALISE

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without parameters."""
        departments = Department().bind(purpose, context)
        return lambda values: departments(values).replace_strict(
            department_regions(), default=None, return_dtype=pl.String
        )
