"""Puts the values of an attribute on records: as many in each stratum as its table says, on as many persons as told.

A person whose records all carry one value counts once, one whose records carry several counts several times. How many
records follow their person is chosen so that the sum of persons comes out; what is then wrong, cell by cell, is put
right by records that change places (`pipeline.twin.settle`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.twin.chance import Chance, Ints
from pipeline.twin.layer import Layer

STEPS = 3


def place(layer: Layer, person: Ints, chance: Chance, purpose: str) -> Ints:
    """The value of each record, as a number; ``person`` is whose record it is."""
    size = len(person)
    if not size:
        return np.zeros(0, dtype=np.int64)
    together = chance.raw(f"{purpose}: person", int(person.max()) + 1) >> np.uint64(32)
    apart = chance.raw(f"{purpose}: record", size) >> np.uint64(32)
    coin = chance.below(f"{purpose}: apart", 1000, size)
    mine = together[person]
    wanted = _wanted(layer)

    def dealt(share: int) -> Ints:
        return _dealt(layer, np.where(coin < share, apart, mine))

    low, high = 0, 1000
    values = dealt(low)
    fewest = counted(layer, values, person)
    if wanted is None or fewest >= wanted:
        return values
    values = dealt(high)
    most = counted(layer, values, person)
    for _ in range(STEPS):
        if most <= wanted or most <= fewest:
            break
        share = low + int((high - low) * (wanted - fewest) / (most - fewest))
        between = dealt(share)
        found = counted(layer, between, person)
        if abs(found - wanted) <= abs(counted(layer, values, person) - wanted):
            values = between
        if found < wanted:
            low, fewest = share, found
        else:
            high, most = share, found
    return values


def _widest(layer: Layer) -> int | None:
    """The margin that covers most records and tells persons."""
    told = [(float(m.target.sum()), -i) for i, m in enumerate(layer.margins) if not np.isnan(layer.persons[i]).any()]
    return -max(told)[1] if told else None


def _wanted(layer: Layer) -> float | None:
    margin = _widest(layer)
    return None if margin is None else float(layer.persons[margin].sum())


def counted(layer: Layer, values: Ints, person: Ints) -> int:
    """The sum of persons over the cells of the widest margin."""
    margin = _widest(layer)
    cell = layer.margins[margin or 0].cell[layer.stratum * layer.width + values]
    inside = cell >= 0
    keys = np.sort(person[inside] * len(layer.margins[margin or 0].target) + cell[inside])
    return int((keys[1:] != keys[:-1]).sum()) + bool(len(keys))


def _dealt(layer: Layer, turn: npt.NDArray[np.uint64]) -> Ints:
    """Deal the values of each stratum to its records in the order of their turns."""
    order = np.argsort((layer.stratum.astype(np.uint64) << np.uint64(32)) | turn.astype(np.uint64), kind="stable")
    values = np.empty(len(turn), dtype=np.int64)
    values[order] = np.repeat(np.tile(np.arange(layer.width), len(layer.table) // layer.width), layer.table)
    return values
