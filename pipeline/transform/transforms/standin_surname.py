"""A surname in place of a surname."""

from __future__ import annotations

from functools import cache
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
    parts = bands.to_frame("band").join(_pools(), on="band", how="left", maintain_order="left")
    made = pl.Series([None], dtype=pl.String).new_from_index(0, len(own))
    rows = bands.is_not_null().arg_true()
    among = parts["first"].gather(rows), parts["size"].gather(rows)
    made = made.scatter(rows, draw(_banded(), first.gather(rows), own.gather(rows), among))
    rows, everyone = bands.is_null().arg_true(), standins.every_surname()
    left, right = (draw(everyone, number.gather(rows), own.gather(rows)) for number in (first, second))
    return made.scatter(rows, left + "-" + right)


@cache
def _banded() -> pl.Series:
    """The pools of all bands, one behind the other."""
    return pl.concat(list(standins.surnames()))


@cache
def _pools() -> pl.DataFrame:
    """Where the pool of each ``band`` begins among all, and its ``size``."""
    sizes = [len(pool) for pool in standins.surnames()]
    first = [sum(sizes[:number]) for number in range(len(sizes))]
    columns = {"band": range(len(sizes)), "first": first, "size": sizes}
    return pl.DataFrame(columns, schema={"band": pl.Int64, "first": pl.UInt64, "size": pl.UInt64})
