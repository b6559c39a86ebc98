"""Puts persons right: records of one stratum change values where that brings published cells nearer.

The records of every cell stay as many as they are, because the records have the same of all that the attribute is
crossed with. Rounds of proposals (`pipeline.twin.exchanges`), all weighed at once, then taken one after the other while
they still help; a person changes once a round.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.twin.chance import Chance, Ints
from pipeline.twin.exchanges import Count, Exchanges, Ground
from pipeline.twin.layer import Layer

ROUNDS, PATIENCE = 20, 2
"""Rounds at most, rounds without much progress."""

PROGRESS = 0.95


def settle(layer: Layer, values: Ints, person: Ints, chance: Chance, purpose: str) -> Ints:
    """Change values until the published persons come out, or no change helps much any more."""
    known = [m for m, told in enumerate(layer.persons) if len(told) and not np.isnan(told).any()]
    if not known or not len(values):
        return values
    ground = Ground(layer, person, chance, purpose)
    best, least, waiting = values, np.inf, 0
    for number in range(ROUNDS):
        counts = [_count(layer, m, values, person) for m in known]
        wrong = sum(float(np.abs(count.short).sum()) for count in counts)
        waiting = 0 if wrong < PROGRESS * least else waiting + 1
        if wrong < least:
            best, least = values, wrong
        if wrong < 1 or waiting >= PATIENCE:
            break
        values = _taken(values, person, counts, ground.proposed(values, counts, number))
    return best


def _count(layer: Layer, margin: int, values: Ints, person: Ints) -> Count:
    of, told = layer.margins[margin], layer.persons[margin]
    cells = of.cell[layer.stratum * layer.width + values]
    inside = cells >= 0
    width = len(told)
    keys = np.sort(person[inside] * width + cells[inside])
    distinct = keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys
    return Count(of.cell, cells, keys, width, told - np.bincount(distinct % width, minlength=width))


def _taken(values: Ints, person: Ints, counts: Sequence[Count], asked: Exchanges) -> Ints:
    """Make the exchanges that help, in their order."""
    if not len(asked.start):
        return values
    effects = [_effect(count, asked, person) for count in counts]
    ends = [*asked.start[1:].tolist(), len(asked.one)]
    givers, big = person[asked.one].tolist(), person[asked.other[asked.start]].tolist()
    moved: set[int] = set()
    taken = np.zeros(len(asked.one), dtype=bool)
    for i, (start, end) in enumerate(zip(asked.start.tolist(), ends, strict=True)):
        who = {big[i], *givers[start:end]}
        if moved.isdisjoint(who) and sum(_gain(effect, i) for effect in effects) > 0:
            for mine, gained, theirs, lost, short in effects:
                short[mine[i]] -= gained[i]
                short[theirs[i]] -= lost[i]
            taken[start:end] = True
            moved |= who
    changed = values.copy()
    changed[asked.one[taken]], changed[asked.other[taken]] = values[asked.other[taken]], values[asked.one[taken]]
    return changed


_Effect = tuple[list[int], list[int], list[int], list[int], list[float]]


def _effect(count: Count, asked: Exchanges, person: Ints) -> _Effect:
    """Of each exchange: the cell that is left and the persons it gains, the cell that is entered, and its persons."""
    start, size = asked.start, np.diff(np.append(asked.start, len(asked.one)))
    mine, theirs = count.fine[asked.from_], count.fine[asked.to]
    each = np.repeat(np.arange(len(start)), size)
    givers, big = person[asked.one], person[asked.other[start]]
    leave = (count.times(givers, mine[each]) == 1).astype(np.int64)
    enter = (count.times(givers, theirs[each]) == 0).astype(np.int64)
    gained = (count.times(big, mine) == 0) - np.add.reduceat(leave, start)
    lost = np.add.reduceat(enter, start) - (count.times(big, theirs) == size)
    gained, lost = np.where(mine < 0, 0, gained), np.where(theirs < 0, 0, lost)
    return mine.tolist(), gained.tolist(), theirs.tolist(), lost.tolist(), count.short.tolist()


def _gain(effect: _Effect, i: int) -> float:
    mine, gained, theirs, lost, short = effect
    if mine[i] == theirs[i]:
        return 0.0
    first, second = short[mine[i]], short[theirs[i]]
    return abs(first) - abs(first - gained[i]) + abs(second) - abs(second - lost[i])
