"""Postcode to department."""

from __future__ import annotations

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.locales.fr.geography import department_of
from pipeline.transform.transform import ColumnFunction, Context, Transform, by_distinct


class Department(Transform):
    """The department code of a French postcode; null where there is no such postcode.

    Departments are the finest safe default: most postcodes have under 20,000 inhabitants. A leading zero that
    a spreadsheet took away is given back.
    """

    name = "department"
    treatment = Treatment.GENERALISE
    entities = ("address.postcode", "prescriber.postcode")

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without parameters."""
        del purpose, context
        return lambda values: by_distinct(values, _departments)


def _departments(postcodes: pl.Series) -> pl.Series:
    padded = postcodes.str.replace(r"^(\d{4})$", "0${1}").str.replace_all(r"\s", "")
    return pl.Series([department_of(code) for code in padded], dtype=pl.String)
