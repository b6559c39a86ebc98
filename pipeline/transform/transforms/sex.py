"""Sex, brought to F and M."""

from __future__ import annotations

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.transform.transform import ColumnFunction, Context, Transform

_CODES = {
    **dict.fromkeys(("F", "FEMME", "FEMININ", "FÉMININ", "FEMALE", "MME", "MADAME", "MLLE", "2", "W", "WOMAN"), "F"),
    **dict.fromkeys(("M", "H", "HOMME", "MASCULIN", "MALE", "MR", "MONSIEUR", "1", "MAN"), "M"),
}


class Sex(Transform):
    """F or M; null for anything else (civil registry codes, titles and English words are read)."""

    name = "sex"
    treatment = Treatment.KEEP
    entities = ("person.sex",)

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without parameters."""
        del purpose, context
        return self.read

    @staticmethod
    def read(values: pl.Series) -> pl.Series:
        """F or M of each cell, null for anything else."""
        return (
            values.str.strip_chars(" .").str.to_uppercase().replace_strict(_CODES, default=None, return_dtype=pl.String)
        )
