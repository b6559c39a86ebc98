"""Synthetic records: persons' records get a laboratory, a date, a prescriber's department, kinds of data, a storage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.core.categories import BY_ID, CATEGORIES
from pipeline.twin.chance import Chance, Flags, Ints
from pipeline.twin.layer import Coded, layer
from pipeline.twin.people import People
from pipeline.twin.place import place
from pipeline.twin.published import CANONICAL, FOLLOWS, Cube, Published, follows
from pipeline.twin.settle import settle

ADDITIVE = ("laboratory", "year", "month", "prescriber_department")
"""A record has one value of these; each is placed after those that it follows from."""

CLEAR = "clear"
"""The storage kind of passwords whose strength and reuse are told."""
WITHIN = {"storage": "credentials", "institution": "credentials"}
"""Only records with this kind of data can have the attribute; health facts stand in comments."""


@dataclass(frozen=True, eq=False)
class Records:
    """The records of the twin, person after person.

    ``coded`` has the dimensions of which a record has one value (a number past the last value: no name),
    ``exposed`` the kinds of data, by id.
    """

    people: People
    person: Ints
    coded: dict[str, Coded]
    exposed: dict[str, Flags]
    institution: Flags


class Drawing:
    """Records under way: one attribute after the other is placed on them."""

    def __init__(self, published: Published, people: People, chance: Chance) -> None:
        self._published, self._chance = published, chance
        self._person = np.repeat(np.arange(len(people.records)), people.records)
        self._known: dict[str, Coded] = {}
        for name in CANONICAL:
            codes, values = people.codes(name)
            self._known[name] = (codes[self._person], values)
        self._records = Records(people, self._person, self._known, {}, np.zeros(len(self._person), dtype=bool))

    def draw(self) -> Records:
        """Place everything that is published."""
        everything = np.ones(len(self._person), dtype=bool)
        for name in ADDITIVE:
            self._known_of(name, self._cubes(name), everything)
        for kind in sorted(CATEGORIES, key=lambda kind: kind.sensitive):
            self._records.exposed[kind.id] = self._kind(kind.id, everything)
        self._known_of("storage", self._cubes("storage"), self._records.exposed[WITHIN["storage"]])
        if "storage" in self._known:
            codes, kinds = self._known["storage"]
            clear = np.array([kind == CLEAR for kind in kinds] + [False])[codes]
            for name in ("strength", "reuse"):
                self._known_of(name, self._cubes(name), clear)
        accounts = [cube for cube in self._published.cubes if cube.where == "institution" and cube.keys]
        accounts = [_flagged(cube) for cube in accounts if set(cube.dimensions) <= self._known.keys()]
        self._records.institution[:] = self._flag("institution", accounts, self._records.exposed["credentials"])
        return self._records

    def _cubes(self, name: str) -> list[Cube]:
        """The cubes that count by an attribute and by nothing that is not placed yet."""
        found = [cube for cube in self._published.cubes if cube.has(name) and not cube.where and cube.keys]
        found = [cube for cube in found if set(cube.dimensions) <= {*self._known, name}]
        finer = next((fine for fine, coarse in FOLLOWS.items() if coarse == name), None)
        if not found and finer:
            found = [_coarser(cube, finer, name) for cube in self._published.cubes if cube.dimensions == (finer,)]
        return found

    def _kind(self, kind: str, everything: Flags) -> Flags:
        """Which records a kind of data stands in; health facts only where there is a comment."""
        place_ = [cube for cube in self._published.cubes if cube.has("category") and not cube.where]
        cubes = [_only(cube, kind) for cube in place_ if set(cube.dimensions) <= {*self._known, "category"}]
        within = self._records.exposed["comment"] if BY_ID[kind].sensitive else everything
        return self._flag("category", [cube for cube in cubes if cube.keys], within, kind)

    def _flag(self, name: str, cubes: Sequence[Cube], within: Flags, purpose: str = "") -> Flags:
        flags = np.zeros(len(self._person), dtype=bool)
        if cubes:
            flags[within] = self._placed(name, cubes, within, purpose or name)[0] == 0
        return flags

    def _known_of(self, name: str, cubes: Sequence[Cube], within: Flags) -> None:
        if cubes:
            codes, values = self._placed(name, cubes, within, name)
            whole = np.full(len(self._person), len(values), dtype=np.int64)
            whole[within] = codes
            self._known[name] = (whole, values)

    def _placed(self, name: str, cubes: Sequence[Cube], within: Flags, purpose: str) -> Coded:
        person, known = self._person, self._known
        if not within.all():
            person = person[within]
            wanted = {
                FOLLOWS.get(name, name),
                *(dimension for cube in cubes for dimension in cube.dimensions),
            } & known.keys()
            known = {dimension: (known[dimension][0][within], known[dimension][1]) for dimension in sorted(wanted)}
        one = layer(name, cubes, known, len(person))
        if (occurring := np.flatnonzero(one.table.reshape(-1, one.width).sum(axis=0))).size == 1:
            return np.full(len(person), occurring[0], dtype=np.int64), one.values
        order = place(one, person, self._chance, purpose)
        return settle(one, order, person, self._chance, purpose), one.values


def _only(cube: Cube, kind: str) -> Cube:
    """The part of a cube that is about one kind of data."""
    place_ = cube.dimensions.index("category")
    mine = [i for i, key in enumerate(cube.keys) if key[place_] == kind]
    return Cube(cube.name, cube.dimensions, None, [cube.keys[i] for i in mine], cube.persons[mine], cube.records[mine])


def _flagged(cube: Cube) -> Cube:
    """A cube of records with a flag as one that counts by the flag."""
    keys = [(*key, cube.where or "") for key in cube.keys]
    return Cube(cube.name, (*cube.dimensions, "institution"), None, keys, cube.persons, cube.records)


def _coarser(cube: Cube, fine: str, coarse: str) -> Cube:
    """The records of a cube summed over what follows from its values; persons do not add up."""
    sums: dict[tuple[str, ...], float] = {}
    for (value,), records in zip(cube.keys, cube.records.tolist(), strict=True):
        key = (follows(fine, value),)
        sums[key] = sums.get(key, 0.0) + records
    return Cube(cube.name, (coarse,), None, list(sums), np.full(len(sums), np.nan), np.array(list(sums.values())))
