"""Halves of the vocabulary: what is developed on, and what is measured on, never meet.

A stable hash puts each surname, first name and sentence skeleton into one half for good. A leak of one half
holds nothing of the other, so that a detector tuned on ``train`` can be measured on words it never saw.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from hashlib import blake2b

import numpy as np

from pipeline.locales.fr.names import PARTICLES
from synthetic.streams import Bools


class Split(StrEnum):
    """Which half of the vocabulary a leak may use."""

    ALL = "all"
    TRAIN = "train"
    HELD_OUT = "held_out"


def side(text: str) -> Split:
    """Half that ``text`` belongs to, for good.

    >>> side("MARTIN") is side("MARTIN")
    True
    """
    digest = blake2b(text.encode(), digest_size=1, person=b"estompe.split").digest()
    return Split.HELD_OUT if digest[0] & 1 else Split.TRAIN


def name_sides(folded: str) -> set[Split]:
    """Halves of the words of a folded name, particles apart: a compound must not straddle them."""
    words = folded.split()
    return {side(word) for word in words if word not in PARTICLES} or {side(word) for word in words}


def names_of(split: Split, folded: Iterable[str]) -> Bools:
    """Tell which folded names a leak of ``split`` may use."""
    if split is Split.ALL:
        return np.ones(sum(1 for _ in folded), dtype=np.bool_)
    return np.array([name_sides(name) == {split} for name in folded], dtype=np.bool_)
