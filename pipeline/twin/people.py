"""Synthetic persons: their home, sex and age band as the canonical cubes have them, and how many records each has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.twin.chance import Chance, Floats, Ints
from pipeline.twin.fit import Margin, fit, whole_numbers
from pipeline.twin.published import UNKNOWN, Cube, Published, follows


@dataclass(frozen=True, eq=False)
class People:
    """Persons by the number of their place, sex and age band, and the number of records of each.

    ``places`` are departments with their region; "" is a department (or a region) that the release does not name.
    """

    places: tuple[tuple[str, str], ...]
    sexes: tuple[str, ...]
    bands: tuple[str, ...]
    place: Ints
    sex: Ints
    band: Ints
    records: Ints

    def codes(self, dimension: str) -> tuple[Ints, tuple[str, ...]]:
        """The value of a dimension of each person, as a number, and the values."""
        if dimension in ("region", "department"):
            names = [place[dimension == "region"] for place in self.places]
            values = tuple(sorted(set(names)))
            return np.array([values.index(name) for name in names], dtype=np.int64)[self.place], values
        return (self.sex, self.sexes) if dimension == "sex" else (self.band, self.bands)


def draw(published: Published, chance: Chance) -> People:
    """Fit the canonical cubes, round, and give every person a record and some more as the records of its cell say."""
    places = _places(published)
    sexes, bands = (published.values.get(name, ("",)) for name in ("sex", "age_band"))
    grid = np.indices((len(places), len(sexes), len(bands))).reshape(3, -1)
    cubes = [cube for cube in published.cubes if cube.canonical]
    names = {
        "department": [places[i][0] for i in grid[0]],
        "region": [places[i][1] for i in grid[0]],
        "sex": [sexes[i] for i in grid[1]],
        "age_band": [bands[i] for i in grid[2]],
    }
    cells = [_cells(cube, names) for cube in cubes]
    everybody = np.zeros(grid.shape[1], dtype=np.int64)
    count = _counted(
        _start(cubes, names), cells, [cube.persons for cube in cubes], Margin(everybody, np.array([published.persons]))
    )
    more = Margin(everybody, np.array([published.records - published.persons]))
    extra = _counted(count, cells, [np.maximum(cube.records - cube.persons, 0) for cube in cubes], more)
    number = np.repeat(np.arange(len(count)), count)
    place, sex, band = (axis[number] for axis in grid)
    return People(places, sexes, bands, place, sex, band, _shared(number, count, extra, chance))


def _counted(start: Floats | Ints, cells: list[Ints], targets: list[Floats], whole: Margin) -> Ints:
    margins = [Margin(cell, target) for cell, target in zip(cells, targets, strict=True)]
    return whole_numbers(fit(start.astype(np.float64), margins, whole), margins, whole)


def _places(published: Published) -> tuple[tuple[str, str], ...]:
    """Published departments, and one without a name in each region and beside them."""
    regions = [region for region in published.values.get("region", ()) if region != UNKNOWN]
    named = [(name, follows("department", name)) for name in published.values.get("department", ())]
    if UNKNOWN in published.values.get("region", ()) and UNKNOWN not in [name for name, _ in named]:
        named.append((UNKNOWN, UNKNOWN))
    return (*named, *(("", region) for region in regions), ("", ""))


def _cells(cube: Cube, names: dict[str, list[str]]) -> Ints:
    """Which cell of a cube each cell of the grid belongs to."""
    places = {key: place for place, key in enumerate(cube.keys)}
    own = zip(*(names[name] for name in cube.dimensions), strict=True)
    return np.array([places.get(key, -1) for key in own], dtype=np.int64)


def _start(cubes: list[Cube], names: dict[str, list[str]]) -> Floats:
    """The product of what is published of each dimension by itself: independent until a cube says otherwise."""
    start = np.ones(len(names["sex"]))
    for name, column in names.items():
        share: dict[str, float] = {}
        for cube in sorted((cube for cube in cubes if cube.has(name)), key=lambda cube: len(cube.dimensions))[:1]:
            for key, persons in zip(cube.keys, cube.persons.tolist(), strict=True):
                value = key[cube.dimensions.index(name)]
                share[value] = share.get(value, 0.0) + persons
        least = min(share.values(), default=1.0) or 1.0
        start *= np.array([share.get(value, least) for value in column]) / max(sum(share.values()), 1.0)
    return start * 1e6


def _shared(number: Ints, count: Ints, extra: Ints, chance: Chance) -> Ints:
    """Records of each person: one, and those of its cell beyond that, any way of sharing them as likely as another."""
    more = np.where(count > 0, extra, 0)
    cell = np.concatenate([number, np.repeat(np.arange(len(count)), more)])
    first = np.concatenate([[True], number[1:] != number[:-1]]) if len(number) else np.zeros(0, dtype=bool)
    turn = chance.raw("records of a person", len(cell)) >> np.uint64(1)
    turn[: len(number)][first] = 0
    turn[: len(number)][~first] |= np.uint64(1)
    order = np.lexsort((turn, cell))
    person = np.cumsum(order < len(number)) - 1
    shared: Ints = np.bincount(person, minlength=len(number)).astype(np.int64)
    return shared
