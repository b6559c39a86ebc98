"""A surname in place of a surname."""

from __future__ import annotations

from typing import Literal

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.locales.fr import reserved, standins
from pipeline.locales.fr.name_columns import fold_column
from pipeline.transform.keyed import draw, numbers
from pipeline.transform.transform import Beside, Context, RecordFunction, RecordTransform, by_distinct, tell


class StandinSurname(RecordTransform):
    """A surname of the stand-ins' half, about as frequent as the value's; a rare one becomes a compound of two.

    It depends on the letters of the value alone, not on case, accents or hyphens, and is never the value's own nor a
    word of it. ``per: person`` makes it depend on the person too, so that no frequency survives.
    """

    name = "standin_surname"
    treatment = Treatment.SYNTHESISE
    entities = ("person.name", "person.birth_name")
    keyed = True
    costly = True

    per: Literal["value", "person"] = "value"

    def of_value(self) -> bool:
        """Whether the person has no say."""
        return self.per == "value"

    def gives(self, values: pl.Series) -> pl.Series:
        """A surname of the stand-ins' half."""
        return tell(values, reserved.is_standin_surname)

    def bind_beside(self, purpose: str, context: Context) -> RecordFunction:
        """Bind to the subkey of ``purpose``."""
        subkey = context.key.subkey(purpose)

        def names(values: pl.Series, beside: Beside) -> pl.Series:
            folded = by_distinct(values, written)
            seed = folded if self.per == "value" else beside.person.fill_null("") + "|" + folded
            frame = pl.DataFrame({"own": folded, "seed": seed})
            distinct = frame.drop_nulls("seed").unique(maintain_order=True)
            made = distinct.with_columns(_standins(distinct["own"], distinct["seed"], subkey).alias("made"))
            return frame.join(made, on=["own", "seed"], how="left", maintain_order="left")["made"].rename(values.name)

        return names


def written(values: pl.Series) -> pl.Series:
    """The folded name; where no letter is left the value itself, so that a value never becomes none."""
    folded = fold_column(values)
    return folded.zip_with(folded.is_not_null(), values)


def _standins(own: pl.Series, seed: pl.Series, subkey: str) -> pl.Series:
    bands = own.to_frame("name").join(standins.surname_bands(), on="name", how="left", maintain_order="left")["band"]
    first, second = numbers(seed, subkey, 2)
    made = pl.Series([None], dtype=pl.String).new_from_index(0, len(own))
    for band, pool in enumerate(standins.surnames()):
        rows = (bands == band).arg_true()
        made = made.scatter(rows, draw(pool, first.gather(rows), own.gather(rows)))
    rows, everyone = bands.is_null().arg_true(), standins.every_surname()
    left, right = (draw(everyone, number.gather(rows), own.gather(rows)) for number in (first, second))
    return made.scatter(rows, left + "-" + right)
