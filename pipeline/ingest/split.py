"""Splitting one record into cells, as RFC 4180 has it, with the liberties of a dialect."""

from __future__ import annotations

from pipeline.ingest.dialect import Dialect


def plain(text: str, dialect: Dialect) -> list[str]:
    """Cells where quotation marks are letters like others."""
    if dialect.widths:
        return [text[start:stop].strip() for start, stop in dialect.widths]
    if dialect.columns == 1:
        return [text]
    return text.split(dialect.delimiter, 1 if dialect.first_only else -1)


def split(text: str, delimiter: str, quote: str = '"', escape: str | None = None) -> tuple[list[str] | None, bool]:
    r"""Split one record; returns its cells (None when malformed) and whether a quotation mark stays open.

    >>> split('a;"b;c";d', ";")
    (['a', 'b;c', 'd'], False)
    >>> split('a;"b', ";")
    (None, True)
    >>> split('a;"b"c;d', ";")
    (None, False)
    >>> split(r'"say \"b\"";c', ";", escape="\\")
    (['say "b"', 'c'], False)
    """
    if escape is None:
        return _split_plainly(text, delimiter, quote)
    cells: list[str] = []
    position = 0
    while True:
        if not text.startswith(quote, position):
            end = _delimiter(text, delimiter, position, escape)
            cell = text[position:] if end < 0 else text[position:end]
            if quote in _escaped_away(cell, escape):
                return None, False
            cells.append(_unescape(cell, delimiter, quote, escape))
        else:
            closing = _closing(text, position + 1, quote, escape)
            if closing < 0:
                return None, True
            cell = text[position + 1 : closing].replace(quote + quote, quote)
            cells.append(_unescape(cell, delimiter, quote, escape))
            end = closing + 1 if closing + 1 < len(text) else -1
            if end >= 0 and not text.startswith(delimiter, end):
                return None, False
        if end < 0:
            return cells, False
        position = end + len(delimiter)


def _split_plainly(text: str, delimiter: str, quote: str) -> tuple[list[str] | None, bool]:
    """The same where nothing escapes: the cells between quoted ones are cut all at once."""
    cells: list[str] = []
    position = 0
    while True:
        mark = text.find(quote, position)
        if mark < 0:
            return cells + text[position:].split(delimiter), False
        before = text[position:mark].split(delimiter)
        if before.pop():
            return None, False
        cells += before
        closing = _closing(text, mark + 1, quote, None)
        if closing < 0:
            return None, True
        cells.append(text[mark + 1 : closing].replace(quote + quote, quote))
        position = closing + len(quote)
        if position == len(text):
            return cells, False
        if not text.startswith(delimiter, position):
            return None, False
        position += len(delimiter)


def _delimiter(text: str, delimiter: str, position: int, escape: str) -> int:
    """Index of the next delimiter that is not escaped, or -1."""
    while True:
        found = text.find(delimiter, position)
        if found < 0 or not _is_escaped(text, found, escape):
            return found
        position = found + len(delimiter)


def _closing(text: str, position: int, quote: str, escape: str | None) -> int:
    """Index of the quotation mark that closes the cell whose content begins at ``position``, or -1."""
    while True:
        found = text.find(quote, position)
        if found < 0:
            return found
        if escape is not None and _is_escaped(text, found, escape):
            position = found + 1
        elif text.startswith(quote, found + 1):
            position = found + 2
        else:
            return found


def _is_escaped(text: str, place: int, escape: str) -> bool:
    """Whether an odd number of escapes stands before a place."""
    before = place
    while before and text[before - 1] == escape:
        before -= 1
    return (place - before) % 2 == 1


def _escaped_away(cell: str, escape: str) -> str:
    """The cell without its escaped pairs."""
    if escape not in cell:
        return cell
    kept, at = [], 0
    while at < len(cell):
        if cell[at] == escape:
            at += 2
        else:
            kept.append(cell[at])
            at += 1
    return "".join(kept)


def _unescape(cell: str, delimiter: str, quote: str, escape: str) -> str:
    """Take an escape off a quotation mark, a delimiter, an escape, a newline; elsewhere it is a letter."""
    if escape not in cell:
        return cell
    out, at = [], 0
    special = (quote, delimiter, escape, "\n")
    while at < len(cell):
        if cell[at] == escape and at + 1 < len(cell) and cell.startswith(special, at + 1):
            at += 1
        out.append(cell[at])
        at += 1
    return "".join(out)
