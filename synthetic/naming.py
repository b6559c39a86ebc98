"""Surnames of the generator's half: by how often they occur, with a coined long tail, particles and compounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from pipeline.locales.fr import names, reserved
from synthetic import coined, origins
from synthetic.households import Members
from synthetic.identities import Keys, Worded, worded
from synthetic.places import numbered
from synthetic.splits import Split, names_of
from synthetic.streams import Floats, Grouped, Ints, Weighted

MIN_SURNAME = 100
"""No surname that fewer people of the table bear is ever written."""

COINED = 0.14
"""Share of persons whose surname is in no table."""

COMPOUND = 0.03
"""Share of double surnames; a tenth of them with a space, a tenth with two hyphens (as registered until 2010)."""

LAST_MARRIED_BIRTH = 1993
_APOSTROPHE = r"^(D|L|N) "
_JOINTS = ("-", "-", "-", "-", "-", "-", "-", "-", " ", "--")


@dataclass(frozen=True, eq=False)
class Surnames:
    """Surnames of one half of the vocabulary.

    A code is a position in ``written`` or, from the length on, a compound of two.
    """

    written: pl.Series
    worded: Worded
    origin: Ints
    weighted: Weighted
    order: Ints
    by_origin: Grouped

    def draw(self, rng: np.random.Generator, size: int) -> Ints:
        """Codes of surnames, as common as they are in the country."""
        first, second = self.weighted.draw(rng, size), self.weighted.draw(rng, size)
        double = (rng.random(size) < COMPOUND) & (first != second)
        return np.where(double, len(self.written) * (1 + first) + second, first)

    def draw_of(self, rng: np.random.Generator, origin: Ints) -> Ints:
        """Codes of surnames of the given origins."""
        return self.order[self.by_origin.draw(rng, origin)]

    def write(self, codes: Ints) -> pl.Series:
        """Surnames of ``codes``, in capitals."""
        size = len(self.written)
        double = codes >= size
        text = self.written.gather(np.where(double, codes // size - 1, codes))
        if not double.any():
            return text
        second = self.written.gather(codes[double] % size)
        joint = pl.Series(_JOINTS).gather(codes[double] % len(_JOINTS))
        return text.scatter(np.flatnonzero(double), text.filter(pl.Series(double)) + joint + second)

    def places(self, names_: Sequence[str]) -> Ints:
        """Codes of those of ``names_`` that are here."""
        found = self.written.is_in(list(names_)).arg_true()
        return found.to_numpy().astype(np.int64)

    def keys(self, codes: Ints) -> Keys:
        """Keys of the surnames, equal where they fold to the same words."""
        size = len(self.written)
        double = codes >= size
        first = np.where(double, codes // size - 1, codes)
        return np.where(double, self.worded.joined(first, codes % size), self.worded.key[first])

    def origins(self, codes: Ints) -> Ints:
        """Number of the origin of each surname (of a compound's first part)."""
        size = len(self.written)
        return self.origin[np.where(codes >= size, codes // size - 1, codes)]


@cache
def surnames(split: Split) -> Surnames:
    """Surnames that a leak of ``split`` may use."""
    table = names.surname_counts().filter(pl.col("count") >= MIN_SURNAME)
    table = table.filter(pl.Series([reserved.is_generated_surname(name) for name in table["name"]]))
    made = coined.surnames()
    folded = [*table["name"], *(names.fold(name) for name, _ in made)]
    written = pl.concat(
        [table["name"].str.replace(_APOSTROPHE, "${1}'"), pl.Series("name", [name for name, _ in made])]
    )
    real = table["count"].to_numpy().astype(np.float64)
    origin = np.array([*map(origins.of_surname, table["name"]), *(number for _, number in made)])
    weight = np.concatenate([real, _tail(real, origin)])
    kept = np.flatnonzero(names_of(split, folded))
    origin, weight = origin[kept], weight[kept]
    order = np.argsort(origin, kind="stable")
    return Surnames(
        written=written.gather(kept),
        worded=worded([folded[place] for place in kept.tolist()]),
        origin=origin,
        weighted=Weighted(weight),
        order=order,
        by_origin=Grouped(origin[order], weight[order]),
    )


def _tail(real: Floats, origin: Ints) -> Floats:
    """Weights of the coined names: each origin's share of the tail is its share of the real names."""
    mine, made = origin[: len(real)], origin[len(real) :]
    by_origin = np.bincount(mine, real, minlength=len(origins.NUMBERS)) + real.sum() * 0.002
    size = np.bincount(made, minlength=len(origins.NUMBERS))
    total = by_origin / by_origin.sum() * real.sum() * COINED / (1 - COINED)
    tail: Floats = (total / np.maximum(size, 1))[made]
    return tail


@cache
def _regional() -> Floats:
    """Cumulated shares, by department, of households drawn from each origin on top."""
    return np.cumsum(origins.households(numbered()), axis=1)


def family_names(rng: np.random.Generator, who: Members, pool: Surnames) -> tuple[Ints, Ints]:
    """Codes of the surname at birth and of the surname in use of each person.

    A family bears one surname; most adult women bear it by marriage, as half of those who live alone do;
    a spouse who did not take it keeps their own.
    """
    persons = len(who.role)
    shares = _regional()[who.department[who.role == 0]]
    origin = (rng.random(who.households)[:, None] >= shares).sum(axis=1)
    regional = np.flatnonzero(origin < shares.shape[1])
    families = pool.draw(rng, who.households)
    families[regional] = pool.draw_of(rng, origin[regional])
    family = families[who.household]
    other = pool.draw(rng, persons)
    couple = who.size >= 2
    adult = ~who.child & (who.year <= LAST_MARRIED_BIRTH)
    married = adult & who.female & (rng.random(persons) < np.where(couple, 0.8, 0.5))
    unmarried_spouse = (who.role == 1) & ~married & (who.female | (rng.random(persons) < 0.15))
    own = np.where(married | unmarried_spouse, other, family)
    used = np.where(unmarried_spouse, other, family)
    return own, used
