"""Households: who lives together, how old they are, and where; they share surname and address."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthetic.places import departments, places
from synthetic.streams import Bools, Ints, choose

SIZES = (0.50, 0.30, 0.09, 0.08, 0.03)
"""Shares of households with 1, 2, ... patients."""

LAST_BIRTH = 2019
_REFERENCE = 2018
_BANDS = (
    (18, 25, 7),
    (25, 35, 15),
    (35, 45, 13),
    (45, 55, 13),
    (55, 65, 16),
    (65, 75, 18),
    (75, 85, 12),
    (85, 100, 6),
)
"""Ages in 2018 of people who live alone or as a couple: from, below, share; a laboratory's patients are old."""


@dataclass(frozen=True)
class Members:
    """People in parallel, household by household; role is 0 for the head, 1 the spouse, 2 and more a child.

    ``head`` is the position of the household's first member; ``birth`` counts days from 1970-01-01.
    """

    household: Ints
    households: int
    role: Ints
    head: Ints
    size: Ints
    female: Bools
    year: Ints
    birth: Ints
    department: Ints
    place: Ints

    @property
    def child(self) -> Bools:
        """Who is a child of the household."""
        return self.role >= 2


def members(rng: np.random.Generator, persons: int, everywhere: bool) -> Members:
    """Exactly ``persons`` people in households (the last one cut short if need be)."""
    sizes = choose(rng, SIZES, persons) + 1
    count = int(np.searchsorted(np.cumsum(sizes), persons)) + 1
    sizes = sizes[:count]
    sizes[-1] -= int(sizes.sum()) - persons
    household = np.repeat(np.arange(count), sizes)
    head = (np.cumsum(sizes) - sizes)[household]
    role = np.arange(persons) - head
    size = sizes[household]
    year = _years(rng, role, head, size)
    female = _sexes(rng, role, head, widowed=(size == 1) & (year < _REFERENCE - 72))
    days = (year - 1970).astype("M8[Y]").astype("M8[D]").astype(np.int64)
    home = departments(rng, count, everywhere)
    place = places().by_department.draw(rng, home)
    return Members(
        household=household,
        households=count,
        role=role,
        head=head,
        size=size,
        female=female,
        year=year,
        birth=days + rng.integers(0, 365, persons),
        department=home[household],
        place=place[household],
    )


def _sexes(rng: np.random.Generator, role: Ints, head: Ints, widowed: Bools) -> Bools:
    female = rng.random(len(role)) < np.where(widowed, 0.72, np.where(role == 0, 0.6, 0.5))
    spouse = role == 1
    female[spouse] = ~female[head[spouse]] ^ (rng.random(int(spouse.sum())) < 0.02)
    return female


def _years(rng: np.random.Generator, role: Ints, head: Ints, size: Ints) -> Ints:
    lows, highs, shares = (np.array(column) for column in zip(*_BANDS, strict=True))
    band = choose(rng, tuple(shares), len(role))
    age = lows[band] + np.floor(rng.random(len(role)) * (highs - lows)[band])
    parent = np.clip(rng.normal(38, 7, len(role)), 26, 56)
    year = (_REFERENCE - np.where(size >= 3, parent, age)).astype(np.int64)
    spouse = role == 1
    gap = np.rint(rng.normal(0, 3.5, len(role))).astype(np.int64)
    year[spouse] = np.minimum(year[head] + gap, _REFERENCE - 18)[spouse]
    room = np.clip(LAST_BIRTH - year[head] - 20, 0, 18)
    born = year[head] + 20 + np.floor(rng.random(len(role)) * (room + 1)).astype(np.int64)
    return np.where(role >= 2, born, year)
