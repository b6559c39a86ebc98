"""Random numbers: one independent stream for each seed, purpose and chunk, and weighted draws from them."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def stream(seed: int, purpose: str, chunk: int = 0) -> np.random.Generator:
    """Stream of one purpose: the same for the same arguments, unrelated to every other one."""
    key = np.random.SeedSequence([seed, crc32(purpose.encode()), chunk])
    return np.random.Generator(np.random.Philox(key))


class Weighted:
    """Draws positions 0..n-1 in proportion to ``weights``."""

    def __init__(self, weights: npt.ArrayLike) -> None:
        total = np.cumsum(np.asarray(weights, dtype=np.float64))
        self._ends = total / total[-1]

    def draw(self, rng: np.random.Generator, size: int) -> Ints:
        """``size`` independent positions."""
        found = np.searchsorted(self._ends, rng.random(size), side="right")
        return np.minimum(found, len(self._ends) - 1).astype(np.int64)


class Grouped:
    """Draws members of given groups, in proportion to their weights within the group.

    ``groups`` is the group of each member, ascending, every group from 0 on having one member at least.
    """

    def __init__(self, groups: npt.ArrayLike, weights: npt.ArrayLike) -> None:
        of = np.asarray(groups, dtype=np.int64)
        share = np.asarray(weights, dtype=np.float64)
        sums = np.bincount(of, share)
        ends = np.cumsum(share / sums[of])
        self._last = np.searchsorted(of, np.arange(len(sums)), side="right") - 1
        self._first = np.searchsorted(of, np.arange(len(sums)), side="left")
        self._ends = ends

    def draw(self, rng: np.random.Generator, groups: Ints) -> Ints:
        """One member of each of ``groups``."""
        found = np.searchsorted(self._ends, groups + rng.random(len(groups)), side="right")
        return np.clip(found, self._first[groups], self._last[groups]).astype(np.int64)


def choose(rng: np.random.Generator, shares: Sequence[float], size: int) -> Ints:
    """``size`` positions of ``shares``, each in proportion to its share."""
    return Weighted(shares).draw(rng, size)
