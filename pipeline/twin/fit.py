"""Tables that agree with published margins: iterative proportional fitting, then whole numbers.

Deming and Stephan (1940) for the fitting; an absent cell of a margin is no constraint, so what a margin leaves over
is spread in proportion to the start. Where margins contradict each other (noise, other protections) the last word is
that of the ``whole``, and the others are met as nearly as the rounds allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.twin.chance import Flags, Floats, Ints

ROUNDS = 200
DIGITS = 6
"""Decimals that are kept before rounding, so that the last bits of a sum have no say."""


@dataclass(frozen=True, eq=False)
class Margin:
    """A published table seen from a finer one.

    ``cell`` is, for each cell of the fine table, the place of the published cell that it belongs to, -1 where that
    is absent; ``target`` the number in each published cell.
    """

    cell: Ints
    target: Floats

    def sums(self, table: Floats | Ints) -> Floats:
        """What a fine table says of each published cell."""
        inside = self.cell >= 0
        found: Floats = np.bincount(self.cell[inside], table[inside], minlength=len(self.target)).astype(np.float64)
        return found


def fit(start: Floats, margins: Sequence[Margin], whole: Margin) -> Floats:
    """Scale ``start`` (one number a fine cell, none negative) to the margins and last to ``whole``."""
    table = start.astype(np.float64)
    rest = [left for left in (_remainder(one, other) for one in (whole, *margins) for other in margins) if left]
    for _ in range(ROUNDS):
        before = table
        for margin in (*margins, *rest, whole):
            table = _scaled(table, margin)
        if np.abs(table - before).max(initial=0) < 10.0**-DIGITS:
            break
    return np.round(table, DIGITS)


def _remainder(coarse: Margin, fine: Margin) -> Margin | None:
    """What the published cells of a finer margin leave over of each cell of a coarser one; None where it is none."""
    if coarse is fine or not len(fine.target) or not len(coarse.target):
        return None
    inside = fine.cell >= 0
    above = np.full(len(fine.target), -1, dtype=np.int64)
    above[fine.cell[inside]] = coarse.cell[inside]
    if (above[fine.cell[inside]] != coarse.cell[inside]).any() or (above < 0).any():
        return None
    given = np.bincount(above, fine.target, minlength=len(coarse.target))
    return Margin(np.where(inside, -1, coarse.cell), np.maximum(coarse.target - given, 0.0))


def _scaled(table: Floats, margin: Margin) -> Floats:
    if not len(margin.target):
        return table
    sums = margin.sums(table)
    factor = np.divide(margin.target, sums, out=np.ones_like(sums), where=sums > 0)
    scaled: Floats = np.where(margin.cell < 0, table, table * factor[np.maximum(margin.cell, 0)])
    return scaled


def whole_numbers(table: Floats, margins: Sequence[Margin], whole: Margin) -> Ints:
    """Round down, then give what is missing to the cells with the largest rest for which every margin has room.

    The sums of ``whole`` come out exactly (its target rounded); the others as nearly as steps of one can bring them.
    """
    found = np.floor(table).astype(np.int64)
    room = [np.round(margin.target - margin.sums(found)).astype(np.int64) for margin in (whole, *margins)]
    cells = [margin.cell.tolist() for margin in (whole, *margins)]
    left = [numbers.tolist() for numbers in room]
    rest = table - found
    order = np.argsort(-rest, kind="stable")
    for cell in order[rest[order] > 0].tolist():
        places = [own[cell] for own in cells]
        if places[0] >= 0 and all(place < 0 or free[place] > 0 for place, free in zip(places, left, strict=True)):
            found[cell] += 1
            for place, free in zip(places, left, strict=True):
                if place >= 0:
                    free[place] -= 1
    found = _filled(found, table, np.asarray(left[0], dtype=np.int64), whole)
    return _nearer(found, table > 0, margins, whole)


def _filled(found: Ints, table: Floats, room: Ints, whole: Margin) -> Ints:
    """Put what is still missing of a whole into its largest cells, and take what is too much from them."""
    for place in np.flatnonzero(room).tolist():
        mine = np.flatnonzero(whole.cell == place)
        missing = int(room[place])
        order = mine[np.argsort(-(table - found)[mine] if missing > 0 else -table[mine], kind="stable")]
        for cell in np.tile(order, 1 + abs(missing) // max(len(order), 1)).tolist():
            if not missing:
                break
            step = 1 if missing > 0 else -min(int(found[cell]), 1)
            found[cell] += step
            missing -= step
    return found


def _nearer(found: Ints, possible: Flags, margins: Sequence[Margin], whole: Margin) -> Ints:
    """Move ones within a whole, into cells that may have any, while that makes the margins' squared errors smaller."""
    left = [np.round(margin.target - margin.sums(found)) for margin in margins]
    told = [(margin, one) for margin, one in zip(margins, left, strict=True) if len(one)]
    cost = sum(((margin.cell >= 0).astype(np.float64) for margin, _ in told), start=np.zeros(len(found)))
    order = np.argsort(whole.cell, kind="stable")
    first = np.flatnonzero(np.diff(whole.cell[order], prepend=-2))
    for _ in range(int(sum(np.abs(one).sum() for one in left))):
        pull = sum((np.where(m.cell >= 0, 2 * one[m.cell], 0.0) for m, one in told), start=np.zeros(len(found)))
        more, less = np.where(possible, pull - cost, -np.inf)[order], np.where(found > 0, -pull - cost, -np.inf)[order]
        gain = np.maximum.reduceat(more, first) + np.maximum.reduceat(less, first)
        place = int(np.argmax(gain))
        if gain[place] <= 0:
            break
        mine = slice(first[place], first[place + 1] if place + 1 < len(first) else None)
        for cell, step in ((order[mine][np.argmax(more[mine])], 1), (order[mine][np.argmax(less[mine])], -1)):
            found[cell] += step
            for margin, one in told:
                if margin.cell[cell] >= 0:
                    one[margin.cell[cell]] -= step
    return found
