"""Bounds on how many persons of each kind are in each class, from the totals of both alone."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pipeline.assess.labels import Codes, Pairs

SWEEPS = 50


class Bounds(NamedTuple):
    """Least and most persons of each pair (kind, class)."""

    low: Codes
    high: Codes


def refine(pairs: Pairs, kinds: Codes, classes: Codes) -> Bounds:
    """Propagate the bounds of a transport problem until nothing moves.

    ``pairs`` are (kind, class) that may go together, ``kinds`` the persons of each kind, ``classes`` the rows of each
    class. A class is filled by its kinds exactly. Persons may have been left out, up to the difference of the totals.

    Two kinds of 3 and 9 in one class of 12, the second of them at home in another class of 5, too, that 5 others fill:

    >>> import numpy as np
    >>> bounds = refine((np.array([0, 1, 1, 2]), np.array([0, 0, 1, 1])), np.array([3, 9, 5]), np.array([12, 5]))
    >>> bounds.low.tolist(), bounds.high.tolist()
    ([3, 9, 0, 5], [3, 9, 0, 5])
    """
    kind, class_ = pairs
    left_out = max(int(kinds.sum() - classes.sum()), 0)
    low = np.zeros(len(kind), dtype=np.int64)
    high = np.minimum(kinds[kind], classes[class_])
    for _ in range(SWEEPS):
        before = low, high
        for side, totals, slack in ((kind, kinds, left_out), (class_, classes, 0)):
            lows = np.bincount(side, low, len(totals)).astype(np.int64)[side] - low
            highs = np.bincount(side, high, len(totals)).astype(np.int64)[side] - high
            low, high = np.maximum(low, totals[side] - slack - highs), np.minimum(high, totals[side] - lows)
        if np.array_equal(low, before[0]) and np.array_equal(high, before[1]):
            break
    return Bounds(low, high)
