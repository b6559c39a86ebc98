"""A phone number that nobody can have in place of a phone number."""

from __future__ import annotations

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.locales.fr import reserved
from pipeline.locales.fr.fictional import PHONE_END
from pipeline.locales.fr.reserved import LANDLINES, MOBILES
from pipeline.transform.keyed import numbers
from pipeline.transform.transform import ColumnFunction, Context, Transform, tell

_PREFIX = r"^(?:00|\+)?(33)0?([1-9]\d{8})$"


class StandinPhone(Transform):
    """A number of the ranges for fiction, stand-ins' half, mobile for a mobile one. There are 30,000: they repeat.

    Where no two numbers may become one, take `token`.
    """

    name = "standin_phone"
    treatment = Treatment.SYNTHESISE
    entities = ("phone",)
    keyed = True

    def gives(self, values: pl.Series) -> pl.Series:
        """A number of the stand-ins' half."""
        return tell(values, reserved.is_standin_phone)

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind to the subkey of ``purpose``."""
        subkey = context.key.subkey(purpose)

        def phones(values: pl.Series) -> pl.Series:
            own = national(values)
            (number,) = numbers(own.zip_with(own != "", values), subkey)
            mobile = own.str.contains(r"^0[67]")
            made = _numbered(LANDLINES, number).zip_with(~mobile, _numbered(MOBILES, number))
            again = _numbered(LANDLINES, number + 1).zip_with(~mobile, _numbered(MOBILES, number + 1))
            return made.zip_with((made != own).fill_null(True), again).rename(values.name)

        return phones


def national(values: pl.Series) -> pl.Series:
    """Digits of French numbers in their national form, of others as written; empty where there are none."""
    digits = values.str.replace_all(r"[^\d+]+", "")
    return digits.str.replace(_PREFIX, "0${2}").str.replace_all("+", "", literal=True)


def _numbered(prefixes: tuple[str, ...], number: pl.Series) -> pl.Series:
    half = 10_000 - PHONE_END
    place = number % (len(prefixes) * half)
    last = (place % half + PHONE_END).cast(pl.String).str.zfill(4)
    return pl.Series(list(prefixes)).gather(place // half) + last
