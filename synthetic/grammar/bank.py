"""The bank of skeletons: expanded once, the same in every leak, halved for good between development and evaluation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from random import Random

from pipeline.core.categories import CATEGORIES
from synthetic.grammar.conditions import ADULT_F, ADULT_M, AUDIENCES, CHILD_F, CHILD_M, WOMAN
from synthetic.grammar.expand import MAX_LENGTH, Expansion, start
from synthetic.splits import Split, side

SIZES = {CHILD_M: 3_000, CHILD_F: 3_000, WOMAN: 6_000, ADULT_F: 7_000, ADULT_M: 8_500}
"""Expansions of each audience; equal ones weigh more."""

_SLOT = re.compile(r"(\{[a-z_0-9]+\})")
_BITS = {category.id: 1 << place for place, category in enumerate(CATEGORIES)}


@dataclass(frozen=True)
class Skeleton:
    """A sentence: ``parts`` are literals and ``{slots}``; ``facts`` are bits in the order of the categories."""

    text: str
    parts: tuple[str, ...]
    facts: int
    audience: int
    weight: int

    @property
    def id(self) -> str:
        """Ten hexadecimal digits that stay the same as long as the skeleton does."""
        return blake2b(self.text.encode(), digest_size=5).hexdigest()


@cache
def skeletons(split: Split) -> tuple[Skeleton, ...]:
    """Skeletons that a leak of ``split`` may use, in a stable order."""
    if split is not Split.ALL:
        return tuple(one for one in skeletons(Split.ALL) if side(one.text) is split)
    found: dict[tuple[int, str], list[int]] = {}
    for audience in range(AUDIENCES):
        random = Random(f"estompe {audience}")  # noqa: S311 (sentences, no secrets)
        for _ in range(SIZES[audience]):
            expansion = Expansion(random, audience)
            text = expansion.text(start(audience))
            if len(text) <= MAX_LENGTH:
                facts = sum(_BITS[category] for category in expansion.facts)
                found.setdefault((audience, text), [facts, 0])[1] += 1
    return tuple(
        Skeleton(text, tuple(part for part in _SLOT.split(text) if part), facts, audience, weight)
        for (audience, text), (facts, weight) in found.items()
    )
