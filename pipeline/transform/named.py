"""Stand-ins of names: what the letters of a name say of what stands in for it, and whether the person has a say."""

from __future__ import annotations

from abc import abstractmethod
from typing import Literal

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.locales.fr.name_columns import fold_column
from pipeline.transform.transform import Beside, Context, RecordFunction, RecordTransform, by_distinct


class StandinOfName(RecordTransform):
    """A name in place of a name: one for each folded value, or with ``per: person`` one for each value of a person.

    It does not depend on case, accents or hyphens.
    """

    treatment = Treatment.SYNTHESISE
    keyed = True
    costly = True

    per: Literal["value", "person"] = "value"

    def of_value(self) -> bool:
        """Whether the person has no say."""
        return self.per == "value"

    @abstractmethod
    def made(self, own: pl.Series, seed: pl.Series, subkey: str) -> pl.Series:
        """A name for each ``seed``, in the manner of ``own`` (folded, distinct together with its seed)."""

    def bind_beside(self, purpose: str, context: Context) -> RecordFunction:
        """Bind to the subkey of ``purpose``."""
        subkey = context.key.subkey(purpose)

        def names(values: pl.Series, beside: Beside) -> pl.Series:
            folded = by_distinct(values, written)
            seed = folded if self.of_value() else beside.person.fill_null("") + "|" + folded
            frame = pl.DataFrame({"own": folded, "seed": seed})
            distinct = frame.drop_nulls("seed").unique(maintain_order=True)
            made = distinct.with_columns(self.made(distinct["own"], distinct["seed"], subkey).alias("made"))
            return frame.join(made, on=["own", "seed"], how="left", maintain_order="left")["made"].rename(values.name)

        return names


def written(values: pl.Series) -> pl.Series:
    """The folded name; where no letter is left the value itself, so that a value never becomes none."""
    folded = fold_column(values)
    return folded.zip_with(folded.is_not_null(), values)
