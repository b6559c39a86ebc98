"""A text cut into folded words once, with their places: everything else reads this."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

LOWER, TITLE, UPPER = 0, 1, 2
"""How a word is written."""

_WORD = re.compile(r"[A-ZÆŒ]+")


class _Folding(dict[int, int]):
    """Every letter to its capital without accent, one for one, so that places stay."""

    def __missing__(self, code: int) -> int:
        letter = chr(code)
        if letter in "œæŒÆ":
            found = letter.upper()
        elif letter in "’‘ʼ`´":
            found = "'"
        elif letter == "_":
            found = " "
        elif letter in "‐‑‒–—−":
            found = "-"
        elif letter.isspace():
            found = "\n" if letter in "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029" else " "
        else:
            found = unicodedata.normalize("NFKD", letter)[:1].upper() or letter
            found = found if len(found) == 1 else letter
        self[code] = ord(found)
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Fold to capitals without accents, character for character.

    >>> fold("né(e) à Œil-d’Or")
    "NE(E) A ŒIL-D'OR"
    """
    if text.isascii():
        return text.upper().replace("_", " ")
    return text.translate(_FOLDING)


class Tokens:
    """The words of one text.

    ``plain`` is the folded text, as long as ``text``; ``words`` its words, ``starts`` and ``ends`` their
    places, ``bits`` what each may be. ``mixed`` tells that capitals mean something in this text.
    """

    __slots__ = ("bits", "ends", "mixed", "plain", "starts", "text", "words")

    def __init__(self, text: str, lookup: Callable[[str], int]) -> None:
        self.text = text
        self.plain = fold(text)
        self.words: list[str] = _WORD.findall(self.plain)
        if not text.isascii() and not self.plain.isascii():
            self.words = [word.replace("Œ", "OE").replace("Æ", "AE") for word in self.words]
        self.bits = list(map(lookup, self.words))
        self.mixed = not text.isupper() and not text.islower()
        self.starts: tuple[int, ...] = ()
        self.ends: tuple[int, ...] = ()

    def place(self) -> None:
        """Find the places of the words; before it there are none."""
        spans = [match.span() for match in _WORD.finditer(self.plain)]
        self.starts, self.ends = zip(*spans, strict=True) if spans else ((), ())

    def shape(self, place: int) -> int:
        """How the word at ``place`` is written: `LOWER`, `TITLE` (or mixed) or `UPPER` (two letters and more)."""
        raw = self.text[self.starts[place] : self.ends[place]]
        if raw.islower():
            return LOWER
        return UPPER if len(raw) > 1 and raw.isupper() else TITLE

    def gap(self, place: int) -> str:
        """What stands between the word at ``place`` and the one before it."""
        return self.plain[self.ends[place - 1] if place else 0 : self.starts[place]]

    def opens(self, place: int) -> bool:
        """Tell whether the word opens a sentence or a line, so that its capital says nothing."""
        if not place:
            return True
        gap = self.gap(place)
        return "\n" in gap or any(mark in gap for mark in ".!?:•*/+") or " - " in gap
