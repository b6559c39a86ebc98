"""Social security numbers: true to sex, birth and place (most of them), impossible by order number and key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from pipeline.locales.fr import geography
from pipeline.locales.fr.reserved import NIR_KEYS, NIR_ORDER, Namespace
from synthetic import origins
from synthetic.households import Members
from synthetic.places import numbered
from synthetic.streams import Bools, Floats, Ints, Weighted, choose

AT_HOME = 0.72
MISSING = 0.12
CHILD_AGE = 16
CHILD_PARENT, CHILD_MISSING = 0.7, 0.2
"""Under 16, shares who are listed under a parent's number, and under none."""

PROVISIONAL, WAITING = 0.20, 0.10
"""Shares of those born abroad with a provisional number (sex 7 or 8) or one being registered (3 or 4)."""

WRONG_SEX, WRONG_YEAR, WRONG_MONTH, NO_MONTH = 0.004, 0.006, 0.008, 0.004
"""Shares of numbers that contradict the record, and with a month that stands for an unknown one (20 to 42)."""

FORMS = (0.60, 0.18, 0.10, 0.06, 0.03, 0.03)
"""Shares of: no separators, spaces, a space before the key, groups of the registry with spaces, dots, hyphens."""

_COUNTRIES = 500


@dataclass(frozen=True)
class Births:
    """Departments of birth (``99``: abroad), room for communes in each, weights; where `numbered` stand in them."""

    codes: pl.Series
    room: Ints
    weighted: Weighted
    overseas: Weighted
    home: Ints


@cache
def births() -> Births:
    """Where people are born, by the population of today."""
    people = geography.communes().group_by("department").agg(pl.col("population").sum()).sort("department")
    people = people.filter(~pl.col("department").str.starts_with("98"))
    codes = [*people["department"], "99"]
    weight = np.array([*people["population"].to_list(), 0], dtype=np.float64)
    far = np.array([len(code) == 3 for code in codes])
    return Births(
        codes=pl.Series(codes),
        room=np.array([89 if len(code) == 3 else _COUNTRIES if code == "99" else 989 for code in codes]),
        weighted=Weighted(weight),
        overseas=Weighted(weight * far),
        home=np.array([codes.index(code) for code in numbered()]),
    )


class Registry:
    """Hands out numbers, each once: a counter for each sex, two-digit year, month and department."""

    def __init__(self) -> None:
        self._given = np.zeros(2 * 100 * 12 * len(births().codes), dtype=np.int32)

    def allot(self, rng: np.random.Generator, who: Members, birth: Ints, origin: Ints) -> tuple[pl.DataFrame, Bools]:
        """Parts of a number for each person, and who got one (a month and department may be used up)."""
        known = births()
        place = _places(rng, who, origin)
        days = birth.astype("M8[D]")
        year = days.astype("M8[Y]").astype(np.int64) + 1970
        month = days.astype("M8[M]").astype(np.int64) % 12
        luck = rng.random(len(birth))
        ends = np.cumsum((WRONG_SEX, WRONG_YEAR, WRONG_MONTH, NO_MONTH))
        female = who.female ^ (luck < ends[0])
        year = year - ((luck >= ends[0]) & (luck < ends[1]))
        month = (month + ((luck >= ends[1]) & (luck < ends[2]))) % 12
        unknown = (luck >= ends[2]) & (luck < ends[3])
        cell = ((female * 100 + year % 100) * 12 + month) * len(known.codes) + place
        turn = self._given[cell] + _rank(cell)
        np.add.at(self._given, cell, 1)
        commune = 1 + (turn * 379 + cell * 57) % known.room[place]
        abroad = place == len(known.codes) - 1
        kind = np.where(abroad, choose(rng, (1 - PROVISIONAL - WAITING, PROVISIONAL, WAITING), len(birth)), 0)
        parts = pl.DataFrame(
            {
                "sex": pl.Series(np.array([1, 7, 3])[kind] + female).cast(pl.String),
                "year": pl.Series(year % 100).cast(pl.String).str.zfill(2),
                "month": pl.Series(month + 1 + 30 * unknown).cast(pl.String).str.zfill(2),
                "department": known.codes.gather(place),
                "commune": pl.Series(commune).cast(pl.String),
            }
        )
        return parts, turn < known.room[place]


def _places(rng: np.random.Generator, who: Members, origin: Ints) -> Ints:
    """Where each person was born: at home, elsewhere in the country, overseas or abroad, as their origin has it."""
    known = births()
    persons = len(origin)
    far = np.array([0.035, *(one.abroad for one in origins.ORIGINS)])[origin]
    islands = np.array([False, *(one.overseas for one in origins.ORIGINS)])[origin]
    place = np.where(rng.random(persons) < AT_HOME, known.home[who.department], known.weighted.draw(rng, persons))
    away = np.where(islands, known.overseas.draw(rng, persons), len(known.codes) - 1)
    return np.where(rng.random(persons) < far, away, place)


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
    """Numbers from their parts, each in the form of that position in `FORMS`."""
    places = 5 - pl.col("department").str.len_chars()
    commune = pl.when(places == 3).then(pl.col("commune").str.zfill(3)).otherwise(pl.col("commune").str.zfill(2))
    split = parts.select("sex", "year", "month", "department", commune.alias("commune"))
    key = NIR_KEYS[Namespace.GENERATOR]

    def joined(separator: str) -> pl.Expr:
        return pl.concat_str(pl.all().exclude("style"), pl.lit(NIR_ORDER), pl.lit(key), separator=separator)

    body = pl.concat_str("sex", "year", "month", "department", "commune")
    style = pl.col("style")
    return split.with_columns(pl.Series("style", form)).select(
        pl.when(style == 0)
        .then(body + (NIR_ORDER + key))
        .when(style == 1)
        .then(joined(" "))
        .when(style == 2)
        .then(body + f"{NIR_ORDER} {key}")
        .when(style == 3)
        .then(pl.col("sex") + " " + body.str.slice(1, 4) + " " + body.str.slice(5) + f" {NIR_ORDER}/{key}")
        .when(style == 4)
        .then(joined("."))
        .otherwise(joined("-"))
        .alias("nir")
    )["nir"]


def numbers(rng: np.random.Generator, registry: Registry, who: Members, birth: Ints, origin: Ints) -> pl.Series:
    """Write the number that the laboratory holds of each person: their own, a parent's, or null."""
    persons = len(birth)
    parts, given = registry.allot(rng, who, birth, origin)
    luck: Floats = rng.random(persons)
    minor = who.child & (who.year > 2018 - CHILD_AGE)
    borrowed = minor & (luck < CHILD_PARENT)
    missing = np.where(minor, (luck >= CHILD_PARENT) & (luck < CHILD_PARENT + CHILD_MISSING), luck < MISSING)
    holder = np.where(borrowed, who.head, np.arange(persons))
    written = write(parts[holder], choose(rng, FORMS, persons))
    keep = pl.Series(~missing & given[holder])
    return pl.select(pl.when(keep).then(written))["nir"].rename("nir") if persons else written
