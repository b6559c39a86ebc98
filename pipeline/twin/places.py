"""Postcodes and towns of synthetic addresses: real ones of the department; the street in them does not exist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
import polars as pl

from pipeline.locales.fr.geography import communes, department_regions, postcode_departments
from pipeline.twin.chance import Ints
from pipeline.twin.published import UNKNOWN


@cache
def _towns() -> pl.DataFrame:
    """Every commune with each of its postcodes, by the department that the postcode stands for."""
    known = postcode_departments()
    table = communes().explode("postcodes").drop_nulls("postcodes").sort("postcodes", "code")
    table = table.filter(pl.Series([known.get(code) for code in table["postcodes"]]) == table["department"])
    return table.select("department", "postcodes", "name", (pl.col("population").fill_null(0) + 1).alias("weight"))


def towns(places: Sequence[tuple[str, str]], place: Ints, turn: Ints) -> tuple[pl.Series, pl.Series]:
    """Postcode and town in each of ``place`` (numbers of ``places``: department, region), drawn by population.

    A department without a name is one of its region, or of France, that ``places`` does not name; null where there is
    none, and where the place is unknown.
    """
    table = _towns()
    department, weight = table["department"].to_numpy(), table["weight"].to_numpy()
    found = np.full(len(place), -1, dtype=np.int64)
    order = np.argsort(place, kind="stable")
    bounds = np.searchsorted(place[order], np.arange(len(places) + 1))
    for number, own in enumerate(places):
        mine = order[bounds[number] : bounds[number + 1]]
        rows = np.flatnonzero(np.isin(department, sorted(_departments(own, places))))
        if len(mine) and len(rows):
            upto = np.cumsum(weight[rows])
            found[mine] = rows[np.searchsorted(upto, turn[mine] % upto[-1], side="right")]
    there = pl.Series(found >= 0)
    index = np.maximum(found, 0)
    return tuple(table[name].gather(index).set(~there, None) for name in ("postcodes", "name"))  # type: ignore[return-value]


def _departments(place: tuple[str, str], places: Iterable[tuple[str, str]]) -> set[str]:
    department, region = place
    if department == UNKNOWN or region == UNKNOWN:
        return set()
    if department:
        return {department}
    named, regions = {name for name, _ in places}, {other for _, other in places}
    if region:
        inside = {code for code, other in department_regions().items() if other == region}
        return (inside - named) or inside
    return {code for code, other in department_regions().items() if other not in regions}
