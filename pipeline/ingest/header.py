"""Is the first line a header? Decided from how it differs from the lines below it, never from a list alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

VALUE_LIKE = re.compile(r"\d{3}|\d[/.:-]\d|@|^\W*\d+[.,]?\d*\W*$")
"""Three digits in a row, a date, an e-mail or a bare number: a cell like that is a value, not a name."""

HEADER_WORDS = frozenset(
    {
        "nom",
        "prenom",
        "name",
        "firstname",
        "lastname",
        "surname",
        "id",
        "code",
        "date",
        "sexe",
        "sex",
        "age",
        "nir",
        "adresse",
        "address",
        "ville",
        "city",
        "email",
        "mail",
        "telephone",
        "phone",
        "portable",
        "mobile",
        "login",
        "password",
        "labo",
        "laboratoire",
        "medecin",
        "commentaire",
        "comment",
        "cp",
        "zip",
        "postcode",
    }
)
"""Words that headers use, in lower case."""


def is_header(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Tell whether ``first`` names the columns of ``body`` (rows of the same width).

    A header has no cell that looks like a value. Against it: a cell that comes again in its own column. For it:
    a column that is numeric below and not above, values that come again below but never the name above, or words
    that headers use.
    """
    cells = [cell.strip() for cell in first]
    if not any(cells) or any(VALUE_LIKE.search(cell) for cell in cells):
        return False
    columns = list(zip(*body, strict=True)) if body else []
    if not columns:
        return _words(cells) > 0 or len(cells) > 1
    again = sum(cell != "" and cell in column for cell, column in zip(cells, columns, strict=True))
    if again:
        return False
    numeric = sum(_mostly_values(column) for column in columns)
    recurring = sum(_recurs(column) for column in columns)
    return numeric > 0 or recurring > 0 or _words(cells) > 0


def _words(cells: Sequence[str]) -> int:
    return sum(bool(HEADER_WORDS.intersection(re.split(r"[^a-z]+", cell.lower()))) for cell in cells)


def _mostly_values(column: Sequence[str]) -> bool:
    filled = [cell for cell in column if cell.strip()]
    return bool(filled) and sum(bool(VALUE_LIKE.search(cell)) for cell in filled) > 0.5 * len(filled)


def _recurs(column: Sequence[str]) -> bool:
    filled = [cell for cell in column if cell.strip()]
    return len(filled) >= 10 and len(set(filled)) <= len(filled) / 3
