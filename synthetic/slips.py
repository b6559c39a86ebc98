"""Slips of the fingers: one letter dropped, doubled, swapped or replaced by its neighbour on the keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import polars as pl

from pipeline.locales.fr import names, reserved

_ROWS = ("AZERTYUIOP", "QSDFGHJKLM", "WXCVBN")
_TRIES = 40


@cache
def _neighbours() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _ROWS:
        for place, letter in enumerate(row):
            near = row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
            found[letter], found[letter.lower()] = near, near.lower()
    return found


@cache
def _rare() -> frozenset[str]:
    """Surnames of the table that are too rare to be written."""
    from synthetic.naming import MIN_SURNAME

    return frozenset(names.surname_counts().filter(pl.col("count") < MIN_SURNAME)["name"])


def slip(text: str, where: float) -> str:
    """Change ``text`` by one letter; ``where`` in 0..1 decides which and how. The result always differs.

    >>> slip("MARTIN", 0.1), slip("MARTIN", 0.4), slip("MARTIN", 0.95)
    ('MATIN', 'MARTTIN', 'MARTON')
    """
    action, rest = divmod(where * 4, 1)
    place = min(int(rest * len(text)), len(text) - 1)
    near = _neighbours().get(text[place], "")
    if action == 3 and near:
        return text[:place] + near[int(rest * 997) % len(near)] + text[place + 1 :]
    if action == 2 and place + 1 < len(text) and text[place] != text[place + 1]:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if action == 0 and len(text) > 2:
        return text[:place] + text[place + 1 :]
    return text[: place + 1] + text[place:]


def _tries(text: str, where: float) -> Iterator[str]:
    for number in range(_TRIES):
        yield slip(text, (where + number * 0.618034) % 1.0)


def mistyped(name: str, where: float, surname: bool = False) -> str:
    """A name with a slip; a surname's stays in the generator's half and is no rare name of the table.

    The name itself when no slip does (it is then no damage, and not counted as one).
    """
    if not surname:
        return slip(name, where) if name else name
    for typed in _tries(name, where):
        parts = {part for word in typed.split("-") for part in (names.fold(word), *names.fold(word).split())}
        if reserved.is_generated_surname(typed) and parts.isdisjoint(_rare()):
            return typed
    return name
