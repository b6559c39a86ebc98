"""Makes people of a leak distinct, in memory that does not grow with their number.

An exact link of records on names and birth date must give back the exact persons, so no two people may
agree on them; and no two may be given one NIR, though its reserved order number leaves few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthetic.streams import Bools, Ints

_BITS = 27
_FACTOR = 0x9E3779B97F4A7C15
_MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


Keys = npt.NDArray[np.uint64]


class Seen:
    """A Bloom filter of identities, 16 MiB: misses none that was added, rarely takes a new one for old."""

    def __init__(self) -> None:
        self._bytes: npt.NDArray[np.uint8] = np.zeros(1 << (_BITS - 3), dtype=np.uint8)

    def has(self, keys: Keys) -> Bools:
        """Tell which keys may have been added before."""
        found: Bools = np.ones(len(keys), dtype=np.bool_)
        for byte, bit in self._positions(keys):
            found &= (self._bytes[byte] & bit) != 0
        return found

    def add(self, keys: Keys) -> None:
        """Remember ``keys``."""
        for byte, bit in self._positions(keys):
            np.bitwise_or.at(self._bytes, byte, bit)

    @staticmethod
    def _positions(keys: Keys) -> list[tuple[Ints, npt.NDArray[np.uint8]]]:
        halves = (keys >> np.uint64(64 - _BITS), keys & np.uint64((1 << _BITS) - 1))
        return [
            (
                (half >> np.uint64(3)).astype(np.int64),
                np.left_shift(1, (half & np.uint64(7))).astype(np.uint8),
            )
            for half in halves
        ]


@dataclass(frozen=True)
class Worded:
    """Names by a key that two share when they fold to the same words, whatever stands between; and their words."""

    key: Keys
    words: Ints

    def joined(self, first: Ints, second: Ints) -> Keys:
        """Keys of the names at ``first`` followed by those at ``second``."""
        factor = np.array([pow(_FACTOR, power, 1 << 64) for power in range(9)], dtype=np.uint64)
        return self.key[first] * factor[self.words[second]] + self.key[second]

    def followed(self, first: Ints, letter: Ints) -> Keys:
        """Keys of the names at ``first`` followed by a single letter."""
        return self.key[first] * np.uint64(_FACTOR) + letter.astype(np.uint64)


def worded(folded: list[str]) -> Worded:
    """Number folded names by their words."""
    words = [name.split() for name in folded]
    codes = {word: code for code, word in enumerate(sorted({word for name in words for word in name}), 100)}
    keys = []
    for name in words:
        key = 0
        for word in name:
            key = (key * _FACTOR + codes[word]) % (1 << 64)
        keys.append(key)
    return Worded(np.array(keys, dtype=np.uint64), np.array([len(name) for name in words], dtype=np.int64))


def distinct_births(seen: Seen, surnames: tuple[Keys, Keys], first: Keys, birth: Ints) -> Ints:
    """Birth days, moved back where names and day would equal those of somebody else.

    Parameters
    ----------
    seen:
        Everybody so far; these people are added to it.
    surnames:
        Keys of the two surnames that a person may be listed under.
    first, birth:
        Key of the folded first names, equal where they are; birth in days.
    """
    birth = birth.copy()
    clash = np.ones(len(birth), dtype=np.bool_)
    while clash.any():
        used, own = (_key(surname, first, birth) for surname in surnames)
        clash = seen.has(used) | seen.has(own) | _repeated(used, own)
        birth[clash] -= 1
    seen.add(used)
    seen.add(own)
    return birth


def _repeated(used: Keys, own: Keys) -> Bools:
    """Tell who agrees with somebody before them in the same lists."""
    size = len(used)
    _, first, group = np.unique(np.concatenate([used, own]), return_index=True, return_inverse=True)
    earliest = first[group] % max(size, 1)
    again: Bools = (earliest[:size] != np.arange(size)) | (earliest[size:] != np.arange(size))
    return again


def _key(surname: Keys, first: Keys, birth: Ints) -> Keys:
    mixed = np.zeros(len(birth), dtype=np.uint64)
    for part, factor in zip((surname, first, birth), _MIX, strict=True):
        mixed = (mixed ^ (part.astype(np.uint64) + factor)) * factor
        mixed ^= mixed >> np.uint64(29)
    return mixed * _MIX[0]
