"""How a value is shown to somebody who must not read it: by its kind, or by a shape that many values share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

LONGEST = 24
"""Signs of a shape; what follows is left out."""
MOST = 3
"""Shapes that are shown of a column."""
PLAIN = frozenset(" -./:@,")
"""Signs that a shape shows; every other one is ``?``."""


def kind(entity: str | None, unknown: str = "unknown") -> str:
    """A value by its kind alone: nothing of it, not even a length.

    >>> kind("fr.nir"), kind(None)
    ('‹fr.nir›', '‹unknown›')
    """
    return f"‹{entity or unknown}›"


def shape(value: str) -> str:
    """The shape of a value: letters are ``a``, digits ``9``, and a run is as long as the power of two below it.

    Which letters, whether they are capitals or have accents, and how many there are exactly cannot be told from it.

    >>> shape("Lefèvre-Martin"), shape("06 39 98 12 34"), shape("1 85 02 56 123 456 12")
    ('aaaa-aaaa', '99 99 99 99 99', '9 99 99 99 99 99 99')
    >>> shape("x" * 900)
    'aaaaaaaaaaaaaaaa'
    """
    drawn = "".join(
        sign * (1 if sign == "?" else min(16, 1 << (len(list(run)).bit_length() - 1)))
        for sign, run in groupby(_sign(letter) for letter in value.strip())
    )
    return drawn if len(drawn) <= LONGEST else drawn[: LONGEST - 1] + "…"


def _sign(letter: str) -> str:
    if letter.isalpha():
        return "a"
    if letter.isdigit():
        return "9"
    return " " if letter.isspace() else letter if letter in PLAIN else "?"


def shared(texts: Iterable[str], least: int, most: int = MOST) -> tuple[tuple[str, ...], int]:
    """The most frequent of some texts that ``least`` records or more share, and how many records have another.

    >>> shared(["a"] * 12 + ["9"] * 11, 12)
    (('a',), 11)
    """
    counts = Counter(texts)
    told = sorted(((n, text) for text, n in counts.items() if n >= least), key=lambda pair: (-pair[0], pair[1]))[:most]
    return tuple(text for _, text in told), counts.total() - sum(n for n, _ in told)


def shapes(cells: Sequence[str | None], least: int) -> tuple[tuple[str, ...], int]:
    """The shapes of a column's cells that many records share, and how many records have another one."""
    return shared((re.sub(" +", " ", shape(cell)) for cell in cells if cell is not None), least)
