"""What a word that no list holds was meant to be: a French word, a cue, a first name, one letter away.

One edit is found by deletions: two words at one edit share what is left of each after one letter is dropped
(the symmetric deletion of W. Garbe's SymSpell), so that a handful of look-ups replaces hundreds.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

import polars as pl

from pipeline.detect.text import flags as f
from pipeline.detect.text.edits import one_edit
from pipeline.detect.text.lexicon import lexicon, wordlike, words

USUAL = 30
"""Commonness from which a long word counts: about one use in two millions."""
LONG = 7
"""Letters of such a word."""
CUES = f.KIN | f.CARE | f.CUE | f.DOCTOR | f.CIVIL | f.BORN | f.LOCAL
_SAID = f.COMMON | f.FUNCTION | f.MEDICAL | CUES


@lru_cache(maxsize=200_000)
def _near(word: str) -> tuple[bool, int, bool]:
    """Whether a French word, the bits of which cue, and whether a first name is one edit away."""
    if len(word) < 4:
        return False, 0, False
    known, index = lexicon(), _index()
    slip, cue, name, seen = False, 0, False, set()
    for key in (word, *_shorter(word)):
        for other in index.get(key, ()):
            if other in seen or not one_edit(word, other):
                continue
            seen.add(other)
            bits = known[other]
            if bits & _SAID or (bits & f.WORD and not bits & f.FIRST and len(other) >= LONG):
                slip = True
            name = name or bits & (f.FIRST | f.RARE | f.NOTE | f.FUNCTION) == f.FIRST
            if len(word) > 4:
                cue = cue or bits & CUES
    return slip, cue, name


def misspelt(word: str) -> bool:
    """Tell whether a word that no list holds is one letter away from a French word that notes use."""
    return _near(word)[0]


def meant(word: str) -> int:
    """Bits of the cue that a word which no list holds was meant to be; 0 where it is none."""
    return _near(word)[1]


def near_name(word: str, least: int = 5) -> bool:
    """Tell whether a word of ``least`` letters or more (never under four) is one letter from a frequent first name."""
    return len(word) >= least and _near(word)[2]


def _shorter(word: str) -> Iterator[str]:
    """The word without one of its letters, each once."""
    for place in range(len(word)):
        if not place or word[place] != word[place - 1]:
            yield word[:place] + word[place + 1 :]


@cache
def _index() -> dict[str, tuple[str, ...]]:
    """Words worth meaning, by themselves and by what is left of them without one letter."""
    usual = words().filter((pl.col("commonness") >= USUAL) & (pl.col("word").str.len_chars() >= LONG))
    chosen = set(usual["word"].to_list())
    for word, bits in lexicon().items():
        if len(word) > 3 and (bits & _SAID or bits & (f.FIRST | f.RARE) == f.FIRST):
            chosen.add(word)
    found: dict[str, tuple[str, ...]] = {}
    for word in chosen:
        for key in (word, *_shorter(word)):
            found[key] = (*found.get(key, ()), word)
    return found


def load() -> None:
    """Build the tables now, so that no text waits for them."""
    _index()
    wordlike("")
