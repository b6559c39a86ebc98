"""How people write names and dates in prose."""

from __future__ import annotations

import numpy as np
import polars as pl

from synthetic.streams import Ints, choose

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def names(rng: np.random.Generator, first: pl.Series, last: pl.Series) -> pl.Series:
    """Write first name and surname: in either order, in capitals or not, the first name whole or its initial.

    ``first`` is in title case, ``last`` in capitals.
    """
    form = choose(rng, (0.34, 0.17, 0.17, 0.10, 0.08, 0.08, 0.06), len(first))
    one, two = pl.col("first"), pl.col("last")
    small, initial = two.str.to_titlecase(), one.str.slice(0, 1) + "."
    ways = (
        one + " " + two,
        two + " " + one.str.to_uppercase(),
        one + " " + small,
        two + " " + one,
        initial + " " + two,
        small + " " + one,
        two + " " + initial,
    )
    return _chosen(pl.DataFrame({"first": first, "last": last, "form": form}), ways)


def cased(rng: np.random.Generator, last: pl.Series) -> pl.Series:
    """Surnames in capitals (two in three) or in title case."""
    capitals = pl.Series(rng.random(len(last)) < 0.66)
    return last.zip_with(capitals, last.str.to_titlecase())


def dates(rng: np.random.Generator, days: Ints, shares: tuple[float, ...]) -> pl.Series:
    """Days as ``03/03/2019``, ``03/03/19``, ``3.03.2019``, ``3 mars 2019`` or ``lundi 3 mars``, in these shares."""
    day = pl.col("day")
    number = day.dt.day().cast(pl.String)
    month = day.dt.month().replace_strict(list(range(1, 13)), list(MONTHS), return_dtype=pl.String)
    week = day.dt.weekday().replace_strict(list(range(1, 8)), list(_DAYS), return_dtype=pl.String)
    ways = (
        day.dt.strftime("%d/%m/%Y"),
        day.dt.strftime("%d/%m/%y"),
        number + day.dt.strftime(".%m.%Y"),
        number + " " + month + day.dt.strftime(" %Y"),
        week + " " + number + " " + month,
    )
    frame = pl.DataFrame({"day": days, "form": choose(rng, shares, len(days))})
    return _chosen(frame.with_columns(pl.col("day").cast(pl.Int32).cast(pl.Date)), ways[: len(shares)])


def months(rng: np.random.Generator, days: Ints) -> pl.Series:
    """Months as ``mars 2019`` or ``03/2019``."""
    day = pl.col("day")
    word = day.dt.month().replace_strict(list(range(1, 13)), list(MONTHS), return_dtype=pl.String)
    frame = pl.DataFrame({"day": days, "form": choose(rng, (0.6, 0.4), len(days))})
    ways = (word + day.dt.strftime(" %Y"), day.dt.strftime("%m/%Y"))
    return _chosen(frame.with_columns(pl.col("day").cast(pl.Int32).cast(pl.Date)), ways)


def _chosen(frame: pl.DataFrame, ways: tuple[pl.Expr, ...]) -> pl.Series:
    chosen = pl.lit(None, dtype=pl.String)
    for place, way in enumerate(ways):
        chosen = pl.when(pl.col("form") == place).then(way).otherwise(chosen)
    return frame.select(chosen.alias("text"))["text"]
