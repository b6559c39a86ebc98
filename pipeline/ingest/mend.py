"""The careful second reading of a line that the fast check refused.

Each outcome costs one record only: a stray quotation mark never swallows the records that follow it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.ingest.dialect import CELL_CAP, Dialect

JOIN_LINES = 100
JOIN_BYTES = 64 * 1024
"""How far an opened quotation mark is followed over newlines: lines, and bytes."""


@dataclass(frozen=True)
class Mended:
    """What a careful reading made of a line: its cells, or a reason; and how many physical lines it took."""

    cells: list[str] | None
    reason: str | None
    lines: int


def mend(lines: Sequence[bytes], dialect: Dialect, more: bool = False) -> Mended:
    """Read the record that begins with ``lines[0]``; the lines after it serve an open quotation mark only.

    Lines come without their newline. The result has ``cells`` of the dialect's width, or a ``reason`` of
    `pipeline.ingest.quarantine.REASONS`. Where ``more`` lines of the file follow those given, a quotation mark
    that is still open after them gives neither, and takes no line: ask again with more lines.
    """
    first = lines[0].rstrip(b"\r")
    if b"\x00" in first:
        return Mended(None, "nul", 1)
    text = _decode(first, dialect)
    if text is None:
        return Mended(None, "bad_bytes", 1)
    if '"' not in text:
        cells = text.split(dialect.delimiter)
        return _within_cap(cells, 1) if len(cells) == dialect.columns else Mended(None, "ragged", 1)
    return _mend_quoted(text, lines, dialect, more)


def _mend_quoted(text: str, lines: Sequence[bytes], dialect: Dialect, more: bool) -> Mended:
    cells, is_open = split(text, dialect.delimiter)
    if cells is not None and len(cells) == dialect.columns:
        return _within_cap(cells, 1)
    if is_open:
        joined = _join(text, lines, dialect, more)
        if joined is not None:
            return joined
    literal = [_without_stray(cell) for cell in text.split(dialect.delimiter)]
    if len(literal) == dialect.columns:
        return _within_cap(literal, 1)
    return Mended(None, "ragged" if cells is not None else "stray_quote", 1)


def _join(text: str, lines: Sequence[bytes], dialect: Dialect, more: bool) -> Mended | None:
    """Follow an open quotation mark over newlines, unless that would swallow a record that is whole by itself."""
    delimiter = dialect.delimiter.encode()
    for taken, raw in enumerate(lines[1:JOIN_LINES], start=2):
        line = raw.rstrip(b"\r")
        if b'"' not in line and line.count(delimiter) == dialect.columns - 1 and dialect.columns > 1:
            return None
        following = _decode(line, dialect)
        if following is None or b"\x00" in line or len(text) + len(following) > JOIN_BYTES:
            return None
        text = f"{text}\n{following}"
        cells, is_open = split(text, dialect.delimiter) if b'"' in line else (None, True)
        if not is_open:
            return _within_cap(cells, taken) if cells and len(cells) == dialect.columns else None
    return Mended(None, None, 0) if more else None


def split(text: str, delimiter: str) -> tuple[list[str] | None, bool]:
    """Split one record by RFC 4180; returns its cells (None when malformed) and whether a quote stays open.

    >>> split('a;"b;c";d', ";")
    (['a', 'b;c', 'd'], False)
    >>> split('a;"b', ";")
    (None, True)
    >>> split('a;"b"c;d', ";")
    (None, False)
    """
    cells: list[str] = []
    position = 0
    while True:
        if not text.startswith('"', position):
            end = text.find(delimiter, position)
            cells.append(text[position:] if end < 0 else text[position:end])
            if '"' in cells[-1]:
                return None, False
        else:
            closing = _closing(text, position + 1)
            if closing < 0:
                return None, True
            cells.append(text[position + 1 : closing].replace('""', '"'))
            end = closing + 1 if closing + 1 < len(text) else -1
            if end >= 0 and not text.startswith(delimiter, end):
                return None, False
        if end < 0:
            return cells, False
        position = end + len(delimiter)


def _closing(text: str, position: int) -> int:
    """Index of the quotation mark that closes the cell whose content begins at ``position``, or -1."""
    while True:
        found = text.find('"', position)
        if found < 0 or not text.startswith('""', found):
            return found
        position = found + 2


def _decode(line: bytes, dialect: Dialect) -> str | None:
    """Decode a line; UTF-8 and cp1252 may take turns from line to line (files get concatenated)."""
    for codec in (dialect.codec, "cp1252"):
        if codec == "cp1252" and (text := _utf8_of_cp1252(line)) is not None:
            return text
        try:
            return line.decode(codec).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    return None


def _utf8_of_cp1252(line: bytes) -> str | None:
    """The line as UTF-8 where it is that by no accident: it says nothing that cp1252 could not have said."""
    try:
        text = line.decode("utf-8").removeprefix("\ufeff")
        text.encode("cp1252")
    except UnicodeError:
        return None
    return text


def _without_stray(cell: str) -> str:
    """Take a single quotation mark off the beginning or the end of a cell: it opens or closes nothing."""
    return cell.strip('"') if cell.count('"') == 1 else cell


def _within_cap(cells: list[str], lines: int) -> Mended:
    if any(4 * len(cell) > CELL_CAP and len(cell.encode()) > CELL_CAP for cell in cells):
        return Mended(None, "too_long", lines)
    return Mended(cells, None, lines)
