"""A first name in place of a first name."""

from __future__ import annotations

from functools import cache

import polars as pl

from pipeline.locales.fr import standins
from pipeline.locales.fr.name_columns import fold_column
from pipeline.transform.keyed import draw_place, numbers
from pipeline.transform.named import StandinOfName


class StandinFirstName(StandinOfName):
    """A first name of the sex that the value is given to, about as frequent; one of both sexes where no list knows it.

    It depends on the letters of the value alone and is never the value's own nor a word of it. ``per: person`` makes
    it depend on the person too, so that no frequency survives.
    """

    name = "standin_first_name"
    entities = ("person.first_name",)

    def gives(self, values: pl.Series) -> pl.Series:
        """A first name of the pools."""
        return values.is_in(_every().implode())

    def made(self, own: pl.Series, seed: pl.Series, subkey: str) -> pl.Series:
        """Drawn under the subkey."""
        return first_names(own, seed, subkey)


def first_names(own: pl.Series, seed: pl.Series, subkey: str) -> pl.Series:
    """A first name for each ``seed``, like ``own`` (folded) in sex and frequency, in title case."""
    kinds = standins.first_name_kinds()
    whole = own.to_frame("name").join(kinds, on="name", how="left", maintain_order="left")
    begins = own.str.extract(r"^(\S+)", 1).to_frame("name").join(kinds, on="name", how="left", maintain_order="left")
    known = pl.DataFrame({"sex": whole["sex"], "band": whole["band"], "s": begins["sex"], "b": begins["band"]}).select(
        pl.coalesce("sex", "s", pl.lit(standins.EITHER)).alias("sex"), pl.coalesce("band", "b", pl.lit(0)).alias("band")
    )
    (number,) = numbers(seed, subkey)
    parts = known.join(_pools(), on=["sex", "band"], how="left", maintain_order="left")
    place = draw_place(_folded(), number, own, (parts["first"], parts["size"]))
    return _every().gather(place)


@cache
def _every() -> pl.Series:
    """All pools, one behind the other, in title case."""
    return pl.concat(list(standins.first_names().values())).str.to_titlecase()


@cache
def _folded() -> pl.Series:
    """The same, folded."""
    return fold_column(_every())


@cache
def _pools() -> pl.DataFrame:
    """Where the pool of each ``sex`` and ``band`` begins among all, and its ``size``."""
    sizes = [len(pool) for pool in standins.first_names().values()]
    first = [sum(sizes[:number]) for number in range(len(sizes))]
    named = pl.DataFrame(list(standins.first_names()), schema=["sex", "band"], orient="row")
    return named.with_columns(pl.Series("first", first, dtype=pl.UInt64), pl.Series("size", sizes, dtype=pl.UInt64))
