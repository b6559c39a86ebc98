"""One attribute of the records at a time: which published numbers concern it, given what the records have already.

An attribute is a dimension with values (a laboratory, a month), or whether the records are in something (a kind of
data): then it has one value. The last value of each stands for what the release does not name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.twin.chance import Flags, Floats, Ints
from pipeline.twin.fit import Margin, fit, whole_numbers
from pipeline.twin.published import FOLLOWS, Cube, follows

Coded = tuple[Ints, tuple[str, ...]]
"""The value of each record as a number, and the values."""


@dataclass(frozen=True, eq=False)
class Layer:
    """An attribute to be placed on records.

    ``stratum`` is what the records have of all that it is crossed with, as far as published cells tell it apart; a fine
    cell is ``stratum * width + value``, and ``possible`` where it may have records. ``margins`` and ``persons`` belong
    together: what a published cell says of records and of persons (nan: nothing).
    """

    values: tuple[str, ...]
    stratum: Ints
    table: Ints
    possible: Flags
    margins: tuple[Margin, ...]
    persons: tuple[Floats, ...]

    @property
    def width(self) -> int:
        """Values, and one for what has no name."""
        return len(self.values) + 1


def layer(name: str, cubes: Sequence[Cube], known: Mapping[str, Coded], size: int) -> Layer:
    """Fit the records of an attribute in every stratum; ``cubes`` count by ``name`` and by what ``known`` has."""
    values = tuple(sorted({key[cube.dimensions.index(name)] for cube in cubes for key in cube.keys}))
    crossed = sorted({d for cube in cubes for d in cube.dimensions if d != name} | _above(name, known))
    stratum, coordinates = _strata(crossed, known, size)
    strata = len(next(iter(coordinates.values()))) if coordinates else 1
    width = len(values) + 1
    fine = {d: np.repeat(codes, width) for d, codes in coordinates.items()}
    fine[name] = np.tile(np.arange(width), strata)
    words = {d: known[d][1] for d in coordinates} | {name: values}
    cells = [_cells(cube, fine, words).reshape(strata, width) for cube in cubes]
    agree = _agree(name, fine, words, values).reshape(strata, width)
    one, of = _alike([*cells, agree])
    stratum, agree = of[stratum], agree[one]
    margins = tuple(Margin(cell[one].reshape(-1), cube.records) for cell, cube in zip(cells, cubes, strict=True))
    count = np.bincount(stratum, minlength=len(one))
    whole = Margin(np.repeat(np.arange(len(one)), width), count.astype(np.float64))
    start: Floats = np.outer(count, _shares(name, cubes, values, size)) * agree
    outside = [_outside(margin, count) for margin in margins] if width == 2 else []
    table = whole_numbers(fit(start.reshape(-1), [*margins, *outside], whole), margins, whole)
    return Layer(values, stratum, table, agree.reshape(-1), margins, tuple(cube.persons for cube in cubes))


def _alike(parts: Sequence[Ints | Flags]) -> tuple[Ints, Ints]:
    """Strata of which all is alike are one: the first of each kind, and the number of the kind of each stratum."""
    _, one, of = np.unique(np.concatenate(parts, axis=1), axis=0, return_index=True, return_inverse=True)
    return one.astype(np.int64), of.reshape(-1).astype(np.int64)


def _outside(margin: Margin, count: Ints) -> Margin:
    """The records that a published cell leaves out, where an attribute has one value only."""
    inside = margin.cell[0::2]
    there = np.bincount(inside[inside >= 0], count[inside >= 0], minlength=len(margin.target))
    cell = np.full(len(margin.cell), -1, dtype=np.int64)
    cell[1::2] = inside
    return Margin(cell, np.maximum(there - margin.target, 0.0))


def _above(name: str, known: Mapping[str, Coded]) -> set[str]:
    return {FOLLOWS[name]} & known.keys() if name in FOLLOWS else set()


def _strata(crossed: Sequence[str], known: Mapping[str, Coded], size: int) -> tuple[Ints, dict[str, Ints]]:
    """The stratum of each record (those that occur, numbered), and the codes of each stratum by dimension."""
    joint = np.zeros(size, dtype=np.int64)
    for dimension in crossed:
        codes, values = known[dimension]
        joint = joint * (len(values) + 1) + codes
    occurring, stratum = _numbered(joint)
    coordinates: dict[str, Ints] = {}
    for dimension in reversed(crossed):
        width = len(known[dimension][1]) + 1
        coordinates[dimension], occurring = occurring % width, occurring // width
    return stratum, coordinates


def _numbered(numbers: Ints) -> tuple[Ints, Ints]:
    """The numbers that occur, sorted, and the place of each among them; without sorting where they are small."""
    most = int(numbers.max(initial=0))
    if most > 4 * len(numbers):
        occurring, place = np.unique(numbers, return_inverse=True)
        return occurring, place.astype(np.int64)
    there = np.zeros(most + 1, dtype=bool)
    there[numbers] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[numbers]


def _cells(cube: Cube, fine: Mapping[str, Ints], words: Mapping[str, tuple[str, ...]]) -> Ints:
    """Which published cell each fine cell belongs to."""
    joint, keys = np.zeros(len(next(iter(fine.values()))), dtype=np.int64), np.zeros(len(cube.keys), dtype=np.int64)
    absent = np.zeros(len(cube.keys), dtype=bool)
    for place, dimension in enumerate(cube.dimensions):
        codes = {value: code for code, value in enumerate(words[dimension])}
        mine = np.array([codes.get(key[place], -1) for key in cube.keys], dtype=np.int64)
        absent |= mine < 0
        joint, keys = joint * (len(codes) + 1) + fine[dimension], keys * (len(codes) + 1) + mine
    order = np.argsort(keys, kind="stable")
    place_ = np.minimum(np.searchsorted(keys, joint, sorter=order), max(len(keys) - 1, 0))
    if not len(keys):
        return np.full(len(joint), -1, dtype=np.int64)
    found = order[place_]
    cells: Ints = np.where((keys[found] == joint) & ~absent[found], found, -1)
    return cells


def _shares(name: str, cubes: Sequence[Cube], values: tuple[str, ...], size: int) -> Floats:
    """How the records are shared among the values where nothing else is known; what is left has no name."""
    cube = min(cubes, key=lambda cube: len(cube.dimensions))
    place = cube.dimensions.index(name)
    number = {value: code for code, value in enumerate(values)}
    shares = np.zeros(len(values) + 1)
    for key, records in zip(cube.keys, cube.records.tolist(), strict=True):
        shares[number[key[place]]] += records
    shares /= max(size, 1)
    shares[:-1] = np.maximum(shares[:-1], 1e-9)
    shares[-1] = max(1.0 - shares[:-1].sum(), 1e-9)
    return shares


def _agree(name: str, fine: Mapping[str, Ints], words: Mapping[str, tuple[str, ...]], values: tuple[str, ...]) -> Flags:
    """Whether a value and the coarser one that follows from it go together."""
    above = FOLLOWS.get(name)
    if above is None or above not in fine:
        return np.ones(len(fine[name]), dtype=bool)
    codes = {value: code for code, value in enumerate(words[above])}
    implied = np.array([codes.get(follows(name, value), -1) for value in values] + [-2], dtype=np.int64)[fine[name]]
    return np.asarray((implied == fine[above]) | (implied == -2))
