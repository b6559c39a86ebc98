"""A surname in place of a surname."""

from __future__ import annotations

from functools import cache

import polars as pl

from pipeline.locales.fr import reserved, standins
from pipeline.transform.keyed import draw, numbers
from pipeline.transform.named import StandinOfName
from pipeline.transform.transform import tell


class StandinSurname(StandinOfName):
    """A surname of the stand-ins' half, about as frequent as the value's; a rare one becomes a compound of two.

    It depends on the letters of the value alone, not on case, accents or hyphens, and is never the value's own nor a
    word of it. ``per: person`` makes it depend on the person too, so that no frequency survives.
    """

    name = "standin_surname"
    entities = ("person.name", "person.birth_name")

    def gives(self, values: pl.Series) -> pl.Series:
        """A surname of the stand-ins' half."""
        return tell(values, reserved.is_standin_surname)

    def made(self, own: pl.Series, seed: pl.Series, subkey: str) -> pl.Series:
        """Drawn under the subkey."""
        return _standins(own, seed, subkey)


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
