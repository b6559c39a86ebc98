"""Social security numbers: true to sex, birth and department, impossible by order number and key."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from pipeline.locales.fr import geography
from pipeline.locales.fr.reserved import NIR_KEYS, NIR_ORDER, Namespace
from synthetic.households import Members
from synthetic.places import DEPARTMENTS
from synthetic.streams import Bools, Floats, Ints, Weighted

ABROAD = 0.06
AT_HOME = 0.72
MISSING = 0.12
CHILD_AGE = 16
CHILD_PARENT, CHILD_MISSING = 0.7, 0.2
"""Under 16, shares who are listed under a parent's number, and under none."""

_FORMS = 3


@cache
def _births() -> tuple[pl.Series, Ints, Weighted, Ints]:
    """Departments of birth, room for communes in each, weights, and where `DEPARTMENTS` stand in them."""
    people = geography.communes().group_by("department").agg(pl.col("population").sum()).sort("department")
    people = people.filter(~pl.col("department").str.starts_with("98"))
    codes = [*people["department"], "99"]
    room = np.array([89 if len(code) == 3 else 989 for code in codes])
    weight = np.array([*people["population"].to_list(), 0], dtype=np.float64)
    weight[-1] = weight.sum() * ABROAD / (1 - ABROAD)
    home = np.array([codes.index(code) for code in DEPARTMENTS])
    return pl.Series(codes), room, Weighted(weight), home


class Registry:
    """Hands out numbers, each once: a counter for each sex, two-digit year, month and department."""

    def __init__(self) -> None:
        self._given = np.zeros(2 * 100 * 12 * len(_births()[0]), dtype=np.int32)

    def allot(self, rng: np.random.Generator, who: Members, birth: Ints) -> tuple[pl.DataFrame, Bools]:
        """Parts of a number for each person, and who got one (a month and department may be used up)."""
        codes, room, weighted, home = _births()
        persons = len(birth)
        local = rng.random(persons) < AT_HOME
        place = np.where(local, home[who.department], weighted.draw(rng, persons))
        days = birth.astype("M8[D]")
        year = days.astype("M8[Y]").astype(np.int64) + 1970
        month = days.astype("M8[M]").astype(np.int64) % 12
        cell = ((who.female * 100 + year % 100) * 12 + month) * len(codes) + place
        turn = self._given[cell] + _rank(cell)
        np.add.at(self._given, cell, 1)
        commune = 1 + (turn * 379 + cell * 57) % room[place]
        parts = pl.DataFrame(
            {
                "sex": np.where(who.female, "2", "1"),
                "year": pl.Series(year % 100).cast(pl.String).str.zfill(2),
                "month": pl.Series(month + 1).cast(pl.String).str.zfill(2),
                "department": codes.gather(place),
                "commune": pl.Series(commune).cast(pl.String),
            }
        )
        return parts, turn < room[place]


def _rank(cells: Ints) -> Ints:
    """How many earlier positions hold the same cell."""
    order = np.argsort(cells, kind="stable")
    ordered = cells[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    length = np.diff(np.r_[starts, len(ordered)])
    rank = np.empty(len(cells), dtype=np.int64)
    rank[order] = np.arange(len(cells)) - np.repeat(starts, length)
    return rank


def write(parts: pl.DataFrame, form: Ints) -> pl.Series:
    """Numbers from their parts: without separators (form 0), with spaces (1), or before the key only (2)."""
    places = 5 - pl.col("department").str.len_chars()
    commune = pl.when(places == 3).then(pl.col("commune").str.zfill(3)).otherwise(pl.col("commune").str.zfill(2))
    key = NIR_KEYS[Namespace.GENERATOR]
    body = pl.concat_str("sex", "year", "month", "department", commune)
    spaced = pl.concat_str("sex", "year", "month", "department", commune, separator=" ")
    style = pl.lit(pl.Series(form))
    return parts.select(
        pl.when(style == 0)
        .then(body + (NIR_ORDER + key))
        .when(style == 1)
        .then(spaced + f" {NIR_ORDER} {key}")
        .otherwise(body + f"{NIR_ORDER} {key}")
        .alias("nir")
    )["nir"]


def numbers(rng: np.random.Generator, registry: Registry, who: Members, birth: Ints) -> pl.Series:
    """Write the number that the laboratory holds of each person: their own, a parent's, or null."""
    persons = len(birth)
    parts, given = registry.allot(rng, who, birth)
    luck: Floats = rng.random(persons)
    minor = who.child & (who.year > 2018 - CHILD_AGE)
    borrowed = minor & (luck < CHILD_PARENT)
    missing = np.where(minor, (luck >= CHILD_PARENT) & (luck < CHILD_PARENT + CHILD_MISSING), luck < MISSING)
    holder = np.where(borrowed, who.head, np.arange(persons))
    form = rng.choice(_FORMS, persons, p=(0.7, 0.2, 0.1))
    written = write(parts[holder], form)
    keep = pl.Series(~missing & given[holder])
    return pl.select(pl.when(keep).then(written))["nir"].rename("nir") if persons else written
