"""The careful second reading of a line that the fast check refused.

Each outcome costs one record only: a stray quotation mark never swallows the records that follow it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pipeline.ingest import doubled
from pipeline.ingest.dialect import CELL_CAP, Dialect
from pipeline.ingest.split import plain, split

JOIN_LINES = 100
JOIN_BYTES = 64 * 1024
"""How far an opened quotation mark is followed over newlines: lines, and bytes."""


@dataclass(frozen=True)
class Mended:
    """What a careful reading made of a line: its cells, or a reason; and how many physical lines it took.

    ``notes`` are what was odd about it (`pipeline.ingest.notes.NOTES`).
    """

    cells: list[str] | None
    reason: str | None
    lines: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Window:
    """A line, without its newline, and how to get those that follow it: ``ahead(1)`` to ``ahead(following)``."""

    line: bytes
    following: int
    ahead: Callable[[int], bytes]


def mend(lines: Window, dialect: Dialect, more: bool = False) -> Mended:
    """Read the record that begins with a line; the lines after it serve an open quotation mark only.

    The result has ``cells`` of the dialect's width, or a ``reason`` of
    `pipeline.ingest.quarantine.REASONS`. Where ``more`` lines of the file follow those given, a quotation mark
    that is still open after them gives neither, and takes no line: ask again with more lines.
    """
    first = lines.line.rstrip(b"\r")
    if b"\x00" in first:
        return Mended(None, "nul", 1)
    text, other = decode(first, dialect)
    if text is None:
        return Mended(None, "bad_bytes", 1)
    if dialect.quote is None or (dialect.quote not in text and not (dialect.escape and dialect.escape in text)):
        return _finish(_literal(text, dialect), 1, other)
    return _mend_quoted(text, lines, dialect, more, other)


def _literal(text: str, dialect: Dialect) -> list[str] | None:
    """The cells of a line without quotation marks, None where it has not as many as it ought to."""
    if dialect.widths and not _fits(text, dialect):
        return None
    cells = plain(text, dialect)
    return cells if len(cells) == dialect.columns else None


def _fits(text: str, dialect: Dialect) -> bool:
    """Whether a line of fixed width ends where it may and is blank between its cells."""
    end = dialect.widths[-1][1]
    if (len(text) != end) if dialect.even else (len(text) <= dialect.widths[-1][0] or len(text.rstrip()) > end):
        return False
    gaps = zip(dialect.widths, dialect.widths[1:], strict=False)
    return all(not text[before[1] : after[0]].strip() for before, after in gaps)


def _mend_quoted(text: str, lines: Window, dialect: Dialect, more: bool, other: bool) -> Mended:
    quote = dialect.quote or ""
    cells, is_open = split(text, dialect.delimiter, quote, dialect.escape)
    if cells is not None and len(cells) == dialect.columns:
        return _finish(cells, 1, other)
    if is_open:
        joined = _join(text, lines, dialect, more, other)
        if joined is not None:
            return joined
    literal = [_without_stray(cell, quote) for cell in plain(text, dialect)]
    if len(literal) == dialect.columns:
        found = _finish(literal, 1, other)
        return replace(found, notes=(*found.notes, "stray_quote"))
    return Mended(None, "ragged" if cells is not None else "stray_quote", 1)


def _join(text: str, lines: Window, dialect: Dialect, more: bool, other: bool) -> Mended | None:
    """Follow an open quotation mark over newlines, unless that would swallow a record that is whole by itself."""
    delimiter = dialect.delimiter.encode()
    quote = (dialect.quote or "").encode()
    for ahead in range(1, lines.following + 1):
        line, taken = lines.ahead(ahead).rstrip(b"\r"), ahead + 1
        if quote not in line and line.count(delimiter) == dialect.columns - 1 and dialect.columns > 1:
            return None
        following, differs = decode(line, dialect)
        if following is None or b"\x00" in line or len(text) + len(following) > JOIN_BYTES:
            return None
        text, other = f"{text}\n{following}", other or differs
        if quote not in line:
            continue
        cells, is_open = split(text, dialect.delimiter, dialect.quote or "", dialect.escape)
        if not is_open:
            if not cells or len(cells) != dialect.columns:
                return None
            found = _finish(cells, taken, other)
            return replace(found, notes=(*found.notes, "joined_lines"))
    return Mended(None, None, 0) if more else None


def decode(line: bytes, dialect: Dialect) -> tuple[str | None, bool]:
    """Decode a line; UTF-8 and an encoding of one byte a letter may take turns (files get concatenated).

    Returns the text, None where it is none, and whether the line is in another encoding than the file.
    """
    if line.isascii():
        return line.decode("ascii"), False
    if dialect.codec != "utf-8" and (text := _utf8_by_no_accident(line, dialect.codec)) is not None:
        return text, True
    for codec in (dialect.codec, dialect.form.fallback):
        try:
            if codec is not None:
                return line.decode(codec).removeprefix("\ufeff"), codec != dialect.codec
        except UnicodeDecodeError:
            continue
    return None, False


def _utf8_by_no_accident(line: bytes, codec: str) -> str | None:
    """The line as UTF-8 where it says nothing that ``codec``, or cp1252, could not have said."""
    try:
        text = line.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None
    for one in (codec, "cp1252"):
        try:
            text.encode(one)
        except UnicodeError:
            continue
        return text
    return None


def _without_stray(cell: str, quote: str) -> str:
    """Take a single quotation mark off the beginning or the end of a cell: it opens or closes nothing."""
    return cell.strip(quote) if cell.count(quote) == 1 else cell


def _finish(cells: list[str] | None, lines: int, other: bool) -> Mended:
    """Cells, unless one is over the cap; doubly encoded letters are put right."""
    if cells is None:
        return Mended(None, "ragged", lines)
    if any(4 * len(cell) > CELL_CAP and len(cell.encode()) > CELL_CAP for cell in cells):
        return Mended(None, "too_long", lines)
    notes = ("other_encoding",) if other else ()
    repaired = [cell if cell.isascii() else doubled.repair(cell) for cell in cells]
    if repaired != cells:
        notes = (*notes, "double_encoded")
    return Mended(repaired, None, lines, notes)
