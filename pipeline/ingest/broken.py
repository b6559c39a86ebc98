"""Records cut in pieces by newlines that no quotation marks hold: one record lost each, not one a piece."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.ingest.apart import is_statement
from pipeline.ingest.dialect import Dialect

MOST = 10
"""Lines that one record is followed over."""


def shape(cell: str) -> str:
    """What a cell looks like: runs of digits, of letters, of blanks; other signs as they are.

    >>> shape("06 39 98"), shape("LE GOFF"), shape("a@b.org")
    ('9 9 9', 'A A', 'A@A.A')
    """
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d+", "9", re.sub(r"\s+", " ", cell.strip())))


def pieces(first: str, following: int, ahead: Callable[[int], str | None], dialect: Dialect) -> int | None:
    """How many lines a record takes that begins with ``first``, a line with too few cells; 1 where it is no such.

    The cells of its pieces add up to one record, and no piece after the first begins as records do (by the shapes of
    first cells that the head of the file shows). ``ahead(1)`` to ``ahead(following)`` are the lines after it. None
    when the lines ran out before it was decided.
    """
    if dialect.first_only or dialect.widths or dialect.columns < 3 or not dialect.leads:
        return 1
    cells = first.count(dialect.delimiter) + 1
    for taken in range(1, MOST):
        if taken > following:
            return None
        line = ahead(taken)
        if line is None or not line.strip() or (dialect.quote and dialect.quote in line):
            return 1
        more = line.split(dialect.delimiter)
        cells += len(more) - 1
        if cells > dialect.columns or is_statement(more) or shape(more[0]) in dialect.leads:
            return 1
        if cells == dialect.columns:
            return taken + 1
    return 1


def leads(rows: Sequence[Sequence[str]]) -> frozenset[str]:
    """The shapes of the first cells of records; none where they are too many to say what a record begins like."""
    shapes = frozenset(shape(row[0]) for row in rows)
    return shapes if len(shapes) <= max(3, len(rows) // 10) else frozenset()
