"""Surnames of the generator's half and first names, drawn by how often they occur; marriage, compounds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from pipeline.locales.fr import names, reserved
from synthetic.households import Members
from synthetic.streams import Bools, Ints, Weighted

MIN_SURNAME = 100
"""No surname that fewer people bear is ever written."""

MIN_FIRST_NAME = 500
RECENT = 2000
"""People born from this year on have the first names of recent births."""

COMPOUND = 0.025
"""Share of double-barrelled surnames."""

_APOSTROPHE = r"^(D|L|N) "


@dataclass(frozen=True)
class FirstNames:
    """First names as written (title case, or capitals without accents) and a number for each folded form."""

    title: pl.Series
    upper: pl.Series
    folded: Ints
    pools: dict[tuple[bool, bool], tuple[Ints, Weighted]]


@cache
def surname_pool() -> tuple[pl.Series, Weighted]:
    """Surnames of the generator's half, as written, and their weights."""
    table = names.surname_counts().filter(pl.col("count") >= MIN_SURNAME)
    own = table.filter(pl.Series([reserved.is_generated_surname(name) for name in table["name"]]))
    return own["name"].str.replace(_APOSTROPHE, "${1}'"), Weighted(own["count"].to_numpy())


@cache
def first_name_pool() -> FirstNames:
    """First names, with one weighted pool for each (female, recent)."""
    table = names.first_name_counts().filter((pl.col("count") >= MIN_FIRST_NAME) | (pl.col("recent") >= 10))
    plain = [names.fold(name) for name in table["name"]]
    codes = {name: number for number, name in enumerate(sorted(set(plain)))}
    pools = {}
    for female in (False, True):
        for recent in (False, True):
            sexed = table["sex"].is_in(["X", "F" if female else "M"]).to_numpy()
            half = np.where((table["sex"] == "X").to_numpy(), 0.5, 1.0)
            weight = table["recent" if recent else "count"].to_numpy() * half
            positions = np.flatnonzero(sexed & (weight > 0))
            pools[female, recent] = (positions, Weighted(weight[positions]))
    upper = [_capitals(name) for name in table["name"]]
    return FirstNames(
        title=table["name"].str.to_titlecase(),
        upper=pl.Series(upper),
        folded=np.array([codes[name] for name in plain]),
        pools=pools,
    )


def _capitals(name: str) -> str:
    return "-".join(names.fold(part) for part in name.split("-"))


def draw_surnames(rng: np.random.Generator, size: int) -> Ints:
    """Codes of surnames: a position in the pool, or from the pool's length on, a compound of two."""
    pool, weighted = surname_pool()
    first, second = weighted.draw(rng, size), weighted.draw(rng, size)
    double = (rng.random(size) < COMPOUND) & (first != second)
    return np.where(double, len(pool) * (1 + first) + second, first)


def write_surnames(codes: Ints) -> pl.Series:
    """Surnames of ``codes``, in capitals."""
    pool, _ = surname_pool()
    double = codes >= len(pool)
    text = pool.gather(np.where(double, codes // len(pool) - 1, codes))
    if not double.any():
        return text
    second = pool.gather(codes[double] % len(pool))
    compound = text.filter(pl.Series(double)) + "-" + second
    return text.scatter(np.flatnonzero(double), compound)


def family_names(rng: np.random.Generator, who: Members) -> tuple[Ints, Ints]:
    """Codes of the surname at birth and of the surname in use of each person.

    A family bears one surname; most adult women bear it by marriage, as half of those who live alone do;
    a spouse who did not take it keeps their own.
    """
    persons = len(who.role)
    family = draw_surnames(rng, who.households)[who.household]
    other = draw_surnames(rng, persons)
    couple = who.size >= 2
    adult = ~who.child & (who.year <= LAST_MARRIED_BIRTH)
    married = adult & who.female & (rng.random(persons) < np.where(couple, 0.8, 0.5))
    unmarried_spouse = (who.role == 1) & ~married & (who.female | (rng.random(persons) < 0.15))
    own = np.where(married | unmarried_spouse, other, family)
    used = np.where(unmarried_spouse, other, family)
    return own, used


LAST_MARRIED_BIRTH = 1993


def first_names(rng: np.random.Generator, who: Members) -> Ints:
    """Positions of the first names of ``who`` in the pool."""
    return draw_first_names(rng, who.female, who.year >= RECENT)


def draw_first_names(rng: np.random.Generator, female: Bools, recent: Bools) -> Ints:
    """Positions of first names for people of the given sex and generation."""
    found = np.zeros(len(female), dtype=np.int64)
    for (sex, young), (positions, weighted) in first_name_pool().pools.items():
        mine = np.flatnonzero((female == sex) & (recent == young))
        found[mine] = positions[weighted.draw(rng, len(mine))]
    return found
