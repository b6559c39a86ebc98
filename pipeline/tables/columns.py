"""Which columns of a table a user means."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Sequence

from pipeline.core.errors import UsageError
from pipeline.core.nearest import suggestion


def listed(given: Sequence[str], names: Sequence[str], shown: Sequence[str], flag: str) -> list[str]:
    """The columns that a list like ``a,b,"c, d"`` names, as the table writes them, each once.

    A text that is itself a column is taken whole.

    Raises
    ------
    UsageError
        For one that the table does not have (close names are told), has twice, or that is listed twice.
    """
    known = {_plain(name): name for name in names}
    found: list[str] = []
    for text in given:
        parts = [text] if _plain(text) in known else _split(text)
        found += [_one(part, known, names, shown, flag) for part in parts if part.strip()]
    if len(set(found)) < len(found):
        raise UsageError(f"{flag}: names a column twice")
    return found


def refuse_both(first: Sequence[str], second: Sequence[str], flags: str) -> None:
    """Refuse a column in two lists that exclude each other."""
    if both := sorted(set(first) & set(second)):
        raise UsageError(f"{flags}: the column {both[0]} cannot be both")


def _one(part: str, known: dict[str, str], names: Sequence[str], shown: Sequence[str], flag: str) -> str:
    if _plain(part) not in known:
        hint = suggestion(part.strip(), shown, f"one of {', '.join(shown[:30])}")
        raise UsageError(f"{flag} {part.strip()}: the table has no such column", hint)
    name = known[_plain(part)]
    if list(names).count(name) > 1:
        raise UsageError(f"{flag} {name}: the table has several columns of that name", "rename one of them")
    return name


def _split(text: str) -> list[str]:
    return next(csv.reader([text], skipinitialspace=True), [])


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip())
