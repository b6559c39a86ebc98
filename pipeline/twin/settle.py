"""Puts persons right: records change values where that brings published cells nearer.

Rounds of proposals (`pipeline.twin.exchanges`), all weighed at once, then taken one after the other while they still
help; a person changes once a round. What helps is a smaller sum of squared errors, of persons and of records: many
small errors rather than a large one, because a small one finds its remedy nearby.
"""

from __future__ import annotations

import numpy as np

from pipeline.twin.balance import Balance, effects
from pipeline.twin.chance import Chance, Ints
from pipeline.twin.exchanges import Exchanges, Proposals
from pipeline.twin.ground import Ground
from pipeline.twin.layer import Layer

ROUNDS = 120
PATIENCE, PROGRESS = 6, 0.97
"""Rounds without much progress, and what progress is."""

ENOUGH, SCATTERED = 3, 400
"""Four times the patience while so many persons are wrong in one cell, and fewer than so many in all."""

MOST, FEWEST, TIMES = 12_000, 600, 6
"""Proposals of a round: so many a wrong person, and some."""

FLOOR = 0.15
"""The least weight of a kind of proposals; more is given as they help."""


def settle(layer: Layer, order: Ints, person: Ints, chance: Chance, purpose: str) -> Ints:
    """The value of each record, when the published persons come out or no change helps much any more.

    ``order`` is what `pipeline.twin.place.place` returns.
    """
    ground = Ground(layer, order, person)
    balance = Balance(layer, ground)
    if not balance.cells or not len(order):
        return ground.values
    proposals = Proposals(ground, balance.cells, chance.stream(f"{purpose}: exchanges"))
    share = dict.fromkeys(proposals.kinds, 1.0)
    least, waiting = np.inf, 0
    for _ in range(ROUNDS):
        squares, most, wrong, weights = balance.squares(), balance.most(), balance.wrong(), balance.weights()
        waiting = 0 if squares < PROGRESS * least else waiting + 1
        least = min(least, squares)
        patience = 4 * PATIENCE if most >= ENOUGH and wrong < SCATTERED else PATIENCE
        if most < 1 or waiting >= patience or not weights.any():
            break
        size = min(MOST, TIMES * wrong + FEWEST) / sum(share.values())
        helped = {}
        for kind, part in share.items():
            asked = proposals.drawn(kind, weights, int(size * part) + 1)
            helped[kind] = _taken(ground, balance, asked) / (size * part + 1)
        share = {kind: FLOOR + helped[kind] / (sum(helped.values()) or 1) for kind in share}
    return ground.values


def _taken(ground: Ground, balance: Balance, asked: Exchanges) -> int:
    """Make the exchanges that help, in their order; how many do."""
    if not len(asked.start):
        return 0
    found = effects(ground, balance, asked)
    helps = found.gains(balance) > 0
    rows, asked = found.rows(helps), asked.among(helps)
    ones, givers = asked.one.tolist(), ground.person[asked.one].tolist()
    big, many = ground.person[asked.other[asked.start]].tolist(), asked.runs(ground.person).many.tolist()
    persons, records = balance.persons, balance.records
    moved: set[int] = set()
    taken = np.zeros(len(rows), dtype=bool)
    for i, (row, start, size) in enumerate(zip(rows, asked.start.tolist(), asked.size.tolist(), strict=True)):
        who = {big[i], *givers[start : start + size]}
        apart = len(who) > many[i] and len(set(ones[start : start + size])) == size
        if not apart or not moved.isdisjoint(who):
            continue
        if sum(p * (2 * persons[c] - p) + r * (2 * records[c] - r) for c, p, r in row) > 0:
            for cell, more, others in row:
                persons[cell] -= more
                records[cell] -= others
            taken[i] = True
            moved |= who
    made = asked.among(taken)
    ground.exchange(made.one, made.other)
    return int(taken.sum())
