"""What stand-ins are made of: surnames and streets of their half of the namespace, first names by sex and frequency.

Pools are large (thousands of surnames, against 400 of Faker's) and hold nobody's rare name: no surname borne by under
100 people of the list, no first name given under 100 times since 1900.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from pipeline.locales.fr import geography, reserved
from pipeline.locales.fr.name_columns import fold_column
from pipeline.locales.fr.names import first_name_counts, fold, surname_counts

MIN_SURNAME = 100
MIN_FIRST_NAME = 100

SURNAME_BANDS = (200, 500, 2_000)
FIRST_NAME_BANDS = (500, 5_000, 50_000)
"""Counts from which the next band starts: a frequent name's stand-in is frequent too."""

EITHER = "X"
"""Sex of a first name that both bear, or of one that no list knows."""


@cache
def surnames() -> tuple[pl.Series, ...]:
    """Stand-in surnames (folded) of each band, rarest first, in alphabetical order."""
    table = surname_counts().filter(pl.col("count") >= MIN_SURNAME).sort("name")
    table = table.filter(pl.Series([reserved.is_standin_surname(name) for name in table["name"]], dtype=pl.Boolean))
    band = _band(table["count"], SURNAME_BANDS)
    return tuple(table.filter(band == number)["name"] for number in range(len(SURNAME_BANDS) + 1))


@cache
def every_surname() -> pl.Series:
    """All stand-in surnames."""
    return pl.concat(surnames()).sort()


@cache
def surname_bands() -> pl.DataFrame:
    """Band of each surname that is frequent enough to have one: ``name`` (folded), ``band``."""
    table = surname_counts().filter(pl.col("count") >= MIN_SURNAME)
    return table.select("name", _band(table["count"], SURNAME_BANDS).alias("band"))


@cache
def first_names() -> dict[tuple[str, int], pl.Series]:
    """Stand-in first names (capitals, accents) by sex (F, M, X) and band, in alphabetical order."""
    table = first_name_counts().filter(pl.col("count") >= MIN_FIRST_NAME).sort("name")
    table = table.with_columns(_band(table["count"], FIRST_NAME_BANDS).alias("band"))
    pools = {(str(key[0]), int(key[1])): part["name"] for key, part in table.group_by("sex", "band")}
    return {key: pools[key] for key in sorted(pools)}


@cache
def first_name_kinds() -> pl.DataFrame:
    """Sex and band of each first name by ``name`` (folded); of those that fold alike the most frequent counts."""
    table = first_name_counts()
    table = table.with_columns(
        fold_column(table["name"]),
        _band(table["count"], FIRST_NAME_BANDS).alias("band"),
    )
    best = table.sort("name", "count", "sex", descending=[False, True, False]).unique("name", keep="first")
    return best.select("name", "sex", "band").sort("name")


@cache
def streets() -> pl.Series:
    """Stand-in streets without a number, in capitals without accents."""
    return pl.Series([fold(name) for name in geography.streets() if reserved.is_standin_street(name)]).unique().sort()


@cache
def birth_departments() -> pl.Series:
    """Departments of metropolitan France: two characters each, as in a NIR."""
    return pl.Series(sorted(code for code in geography.department_names() if len(code) == 2))


def _band(counts: pl.Series, limits: tuple[int, ...]) -> pl.Series:
    band = pl.zeros(len(counts), dtype=pl.Int64, eager=True)
    for limit in limits:
        band = band + (counts >= limit).cast(pl.Int64)
    return band
