"""First names: by sex, decade of birth and the surname's origin; second ones, initials; how they are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from pipeline.locales.fr import names
from synthetic import origins, vogues
from synthetic.identities import Keys, Worded, worded
from synthetic.splits import Split, names_of
from synthetic.streams import Bools, Floats, Grouped, Ints, choose

MIN_COUNT, MIN_RECENT = 100, 10
"""First names given less often since 1900, and hardly ever in the last years, are never written."""

FOREIGN = ("maghrebi", "west african", "turkish", "vietnamese")
MIXED = 0.2
"""First names of `FOREIGN` origins are this many times rarer with other surnames than in the country."""

SECOND = (0.90, 0.055, 0.030, 0.015)
"""Shares of persons registered with one first name, two apart by a space, an initial, two apart by a comma."""


@dataclass(frozen=True)
class Forenames:
    """First names of one half of the vocabulary: as written, and what draws and tells them apart.

    ``title`` keeps accents, ``upper`` has none.
    """

    title: pl.Series
    upper: pl.Series
    worded: Worded
    order: Ints
    grouped: Grouped

    def draw(self, rng: np.random.Generator, female: Bools, year: Ints, origin: Ints) -> Ints:
        """Positions of first names for people of the given sex, birth year and origin of surname."""
        share = np.array([0.0, *(one.agree for one in origins.ORIGINS)])
        agreeing = np.where(rng.random(len(female)) < share[origin], origin, 0)
        return self.order[self.grouped.draw(rng, _group(agreeing, female, _decade(year)))]


@dataclass(frozen=True)
class Given:
    """First names of persons: the position of the usual one, the whole as registered, and a key of the whole."""

    usual: Ints
    title: pl.Series
    upper: pl.Series
    key: Keys


def _decade(year: Ints) -> Ints:
    return np.clip((year - vogues.DECADES[0]) // 10, 0, len(vogues.DECADES) - 1)


def _group(origin: Ints, female: Bools, decade: Ints) -> Ints:
    return (origin * 2 + female) * len(vogues.DECADES) + decade


@cache
def forenames(split: Split) -> Forenames:
    """First names that a leak of ``split`` may use."""
    table = names.first_name_counts().filter((pl.col("count") >= MIN_COUNT) | (pl.col("recent") >= MIN_RECENT))
    folded = [names.fold(name) for name in table["name"]]
    kept = np.flatnonzero(names_of(split, folded))
    table, folded = table[kept], [folded[place] for place in kept.tolist()]
    members, weights, groups = _members(table, folded)
    upper = pl.Series(["-".join(names.fold(part) for part in name.split("-")) for name in table["name"]])
    return Forenames(
        title=table["name"].str.to_titlecase(),
        upper=upper,
        worded=worded(folded),
        order=members,
        grouped=Grouped(groups, weights),
    )


def _members(table: pl.DataFrame, folded: list[str]) -> tuple[Ints, Floats, Ints]:
    """Positions, weights and groups of all draws, by group."""
    count = table["count"].to_numpy() / table["count"].sum()
    recent = table["recent"].to_numpy() / max(table["recent"].sum(), 1)
    by_decade = vogues.weights(folded, count, recent)
    sex = table["sex"].to_numpy()
    foreign = [origins.first_names(origins.NUMBERS[name], female) for name in FOREIGN for female in (False, True)]
    strange = np.array([any(name in known for known in foreign) for name in folded])
    positions, weights, groups = [], [], []
    for number in range(len(origins.NUMBERS)):
        for female in (False, True):
            suits = np.where(sex == "X", 0.5, (sex == ("F" if female else "M")) * 1.0)
            mine = _of_origin(number, female, folded)
            if mine is None:
                mine = np.where(strange, MIXED, 1.0)
            else:
                suits = np.maximum(suits, 0.5)
            members = np.flatnonzero(suits * mine > 0)
            for decade in range(len(vogues.DECADES)):
                positions.append(members)
                weights.append((suits * mine * by_decade[:, decade])[members])
                groups.append(np.full(len(members), (number * 2 + female) * len(vogues.DECADES) + decade))
    return np.concatenate(positions), np.concatenate(weights), np.concatenate(groups)


def _of_origin(number: int, female: bool, folded: list[str]) -> Floats | None:
    """Which names are of an origin; None where none is (or for names of no particular origin)."""
    if number == 0:
        return None
    known = origins.first_names(number, female)
    mine = np.array([name in known for name in folded], dtype=np.float64)
    return mine if mine.any() else None


def given(rng: np.random.Generator, pool: Forenames, female: Bools, year: Ints, origin: Ints) -> Given:
    """Give each person a first name, and to some a second one or an initial."""
    size = len(female)
    usual, more = pool.draw(rng, female, year, origin), pool.draw(rng, female, year - 30, origin)
    form = choose(rng, SECOND, size)
    letter = rng.integers(0, 20, size)
    initial = pl.Series("initial", list("ABCDEFGHIJLMNOPRSTVY")).gather(letter)
    kind = pl.Series("form", form)

    def whole(written: pl.Series) -> pl.Series:
        frame = pl.DataFrame({"a": written.gather(usual), "b": written.gather(more), "c": initial, "form": kind})
        either = pl.when(pl.col("form") == 0).then("a").when(pl.col("form") == 1).then(pl.col("a") + " " + pl.col("b"))
        return frame.select(
            either.when(pl.col("form") == 2)
            .then(pl.col("a") + " " + pl.col("c") + ".")
            .otherwise(pl.col("a") + ", " + pl.col("b"))
            .alias("first")
        )["first"]

    both = np.where(form == 2, pool.worded.followed(usual, letter), pool.worded.joined(usual, more))
    return Given(usual, whole(pool.title), whole(pool.upper), np.where(form == 0, pool.worded.key[usual], both))
