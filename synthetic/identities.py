"""Makes people of a leak distinct, in memory that does not grow with their number.

An exact link of records on names and birth date must give back the exact persons, so no two people may
agree on them; and no two may be given one NIR, though its reserved order number leaves few.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from synthetic.streams import Bools, Ints

_BITS = 27
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


class Seen:
    """A Bloom filter of identities, 16 MiB: misses none that was added, rarely takes a new one for old."""

    def __init__(self) -> None:
        self._bytes: npt.NDArray[np.uint8] = np.zeros(1 << (_BITS - 3), dtype=np.uint8)

    def has(self, keys: npt.NDArray[np.uint64]) -> Bools:
        """Tell which keys may have been added before."""
        found: Bools = np.ones(len(keys), dtype=np.bool_)
        for byte, bit in self._positions(keys):
            found &= (self._bytes[byte] & bit) != 0
        return found

    def add(self, keys: npt.NDArray[np.uint64]) -> None:
        """Remember ``keys``."""
        for byte, bit in self._positions(keys):
            np.bitwise_or.at(self._bytes, byte, bit)

    @staticmethod
    def _positions(keys: npt.NDArray[np.uint64]) -> list[tuple[Ints, npt.NDArray[np.uint8]]]:
        halves = (keys >> np.uint64(64 - _BITS), keys & np.uint64((1 << _BITS) - 1))
        return [
            (
                (half >> np.uint64(3)).astype(np.int64),
                np.left_shift(1, (half & np.uint64(7))).astype(np.uint8),
            )
            for half in halves
        ]


def distinct_births(seen: Seen, surnames: tuple[Ints, ...], first: Ints, birth: Ints) -> Ints:
    """Birth days, moved back where names and day would equal those of somebody else.

    Parameters
    ----------
    seen:
        Everybody so far; these people are added to it.
    surnames:
        Codes of each surname that a person may be listed under.
    first, birth:
        Number of the folded first name; birth in days.
    """
    birth = birth.copy()
    clash = np.ones(len(birth), dtype=np.bool_)
    while clash.any():
        keys = [_key(code, first, birth) for code in surnames]
        clash = np.zeros(len(birth), dtype=np.bool_)
        for key in keys:
            clash |= seen.has(key) | _repeated(key)
        birth[clash] -= 1
    for key in keys:
        seen.add(key)
    return birth


def _repeated(keys: npt.NDArray[np.uint64]) -> Bools:
    _, first = np.unique(keys, return_index=True)
    again: Bools = np.ones(len(keys), dtype=np.bool_)
    again[first] = False
    return again


def _key(surname: Ints, first: Ints, birth: Ints) -> npt.NDArray[np.uint64]:
    mixed = np.zeros(len(birth), dtype=np.uint64)
    for part, factor in zip((surname, first, birth), _MIX, strict=True):
        mixed = (mixed ^ (part.astype(np.uint64) + factor)) * factor
        mixed ^= mixed >> np.uint64(29)
    return mixed * _MIX[0]
