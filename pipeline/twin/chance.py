"""Numbers drawn from a name: the same name gives the same numbers, on every machine and with every library.

Only the raw 64 bits of PCG64 are used, whose stream numpy fixes; what is made of them is integer arithmetic.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Stream:
    """Numbers in the order in which they are asked for."""

    source: np.random.PCG64

    def raw(self, size: int) -> npt.NDArray[np.uint64]:
        """``size`` numbers below 2^64."""
        return np.asarray(self.source.random_raw(size), dtype=np.uint64)

    def below(self, limit: int | Ints, size: int) -> Ints:
        """Whole numbers from 0 up to, not including, ``limit`` (one, or one a number; at least 1)."""
        numbers = (self.raw(size) >> np.uint64(11)).astype(np.int64)
        found: Ints = numbers % np.maximum(limit, 1)
        return found


@dataclass(frozen=True)
class Chance:
    """A source of streams; ``seed`` is public (the id of the release)."""

    seed: str

    def raw(self, purpose: str, size: int) -> npt.NDArray[np.uint64]:
        """``size`` numbers below 2^64 that no other purpose shares."""
        return self.stream(purpose).raw(size)

    def below(self, purpose: str, limit: int | Ints, size: int) -> Ints:
        """Whole numbers from 0 up to, not including, ``limit`` (one, or one a number; at least 1)."""
        return self.stream(purpose).below(limit, size)

    def stream(self, purpose: str) -> Stream:
        """Numbers drawn one lot after the other, that no other purpose shares."""
        digest = hashlib.sha256(f"{self.seed}|{purpose}".encode()).digest()
        return Stream(np.random.PCG64(int.from_bytes(digest, "big")))

    def order(self, purpose: str, size: int) -> Ints:
        """A permutation of ``size`` places."""
        return np.argsort(self.raw(purpose, size), kind="stable").astype(np.int64)
