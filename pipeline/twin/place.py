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
    """The record on each seat of the layer's fine cells; ``person`` is whose record it is."""
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
    order = dealt(low)
    fewest = counted(layer, order, person)
    if wanted is None or fewest >= wanted:
        return order
    order = dealt(high)
    most = counted(layer, order, person)
    for _ in range(STEPS):
        if most <= wanted or most <= fewest:
            break
        share = low + int((high - low) * (wanted - fewest) / (most - fewest))
        between = dealt(share)
        found = counted(layer, between, person)
        if abs(found - wanted) <= abs(counted(layer, order, person) - wanted):
            order = between
        if found < wanted:
            low, fewest = share, found
        else:
            high, most = share, found
    return order


def _widest(layer: Layer) -> int | None:
    """The margin that covers most records and tells persons."""
    told = [(float(m.target.sum()), -i) for i, m in enumerate(layer.margins) if not np.isnan(layer.persons[i]).any()]
    return -max(told)[1] if told else None


def _wanted(layer: Layer) -> float | None:
    margin = _widest(layer)
    return None if margin is None else float(layer.persons[margin].sum())


def counted(layer: Layer, order: Ints, person: Ints) -> int:
    """The sum of persons over the cells of the widest margin."""
    margin = layer.margins[_widest(layer) or 0]
    cell = np.repeat(margin.cell, layer.table)
    inside = cell >= 0
    keys = np.sort(person[order[inside]] * len(margin.target) + cell[inside])
    return int((keys[1:] != keys[:-1]).sum()) + bool(len(keys))


def _dealt(layer: Layer, turn: npt.NDArray[np.uint64]) -> Ints:
    """Deal the seats of each stratum to its records in the order of their turns."""
    own = np.uint64(len(turn).bit_length())
    spare = np.uint64(64 - int(layer.stratum.max()).bit_length()) - own
    keys = layer.stratum.astype(np.uint64) << (spare + own)
    keys |= (turn.astype(np.uint64) >> (np.uint64(32) - min(spare, np.uint64(32)))) << own
    keys |= np.arange(len(turn), dtype=np.uint64)
    keys.sort()
    found: Ints = (keys & ((np.uint64(1) << own) - np.uint64(1))).astype(np.int64)
    return found
