"""Value to a word of a closed list."""

from __future__ import annotations

import polars as pl
from pydantic import Field, field_validator

from pipeline.core.policy import LABEL, Treatment
from pipeline.transform.transform import ColumnFunction, Context, Transform, by_distinct

OTHER = "other"


class Categories(Transform):
    """The word of ``values`` that a cell is, whatever its case and blanks; ``other`` for anything else."""

    name = "categories"
    treatment = Treatment.GENERALISE

    values: tuple[str, ...] = Field(min_length=1, max_length=1000)

    @field_validator("values")
    @classmethod
    def _printable(cls, words: tuple[str, ...]) -> tuple[str, ...]:
        if not all(LABEL.fullmatch(word) for word in words):
            raise ValueError("a word has 2 to 80 letters, digits and the signs & ' . , ° ( ) / + -")
        return words

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind to the list of the policy."""
        del purpose, context
        words = {_even(word): word for word in self.values}

        def listed(cells: pl.Series) -> pl.Series:
            return pl.Series([words.get(_even(cell), OTHER) for cell in cells], dtype=pl.String)

        return lambda values: by_distinct(values, listed)


def _even(text: str) -> str:
    return " ".join(text.casefold().split())
