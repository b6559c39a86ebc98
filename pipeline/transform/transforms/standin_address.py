"""A street address in place of a street address."""

from __future__ import annotations

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.locales.fr import reserved, standins
from pipeline.locales.fr.name_columns import fold_column
from pipeline.transform.keyed import draw_other, numbers
from pipeline.transform.transform import ColumnFunction, Context, Transform, tell

_NUMBERS = 180


class StandinAddress(Transform):
    """A house number and a street of the stand-ins' half; of the value, letters and digits count, nothing else."""

    name = "standin_address"
    treatment = Treatment.SYNTHESISE
    entities = ("address.street",)
    keyed = True

    def gives(self, values: pl.Series) -> pl.Series:
        """A number and a street of the stand-ins' half."""
        return tell(values, lambda cell: reserved.is_standin_street(cell.partition(" ")[2]))

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind to the subkey of ``purpose``."""
        subkey = context.key.subkey(purpose)

        def addresses(values: pl.Series) -> pl.Series:
            folded = fold_column(values).fill_null("")
            digits = values.str.replace_all(r"\D+", " ").str.strip_chars(" ")
            seed = digits + "|" + folded
            first, second = numbers(seed.zip_with(seed != "|", values), subkey, 2)
            street = draw_other(standins.streets(), first, folded)
            return ((second % _NUMBERS + 1).cast(pl.String) + " " + street).rename(values.name)

        return addresses
