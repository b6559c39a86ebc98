"""A walk through an SQL dump: its statements one by one, the tuples of each, however large the file is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.ingest.sqltext import (
    COPY,
    CREATE,
    INSERT,
    SPACE,
    Flavour,
    defined_columns,
    flavour_of,
    name_of,
    names_of,
    part_pattern,
    tuple_pattern,
)
from pipeline.ingest.text import Text

TUPLE_CAP = 64 << 20
"""Bytes of one tuple or statement head."""

_AHEAD = 1 << 16
_COMPACT = 4 << 20
_BEGINS = re.compile(rb"(?:^|\n)[ \t]*(?=(?:INSERT|REPLACE|COPY|CREATE\s+TABLE)\b)", re.IGNORECASE)
_AFTER_BROKEN = re.compile(
    rb"\)\s*(?:,\s*(?=\()|;|(?=\r?\n\s*(?:GO\b|INSERT\b|REPLACE\b|COPY\b|CREATE\b|$)))", re.IGNORECASE
)
_OTHER = re.compile(
    rb"'(?:[^'\\]|\\.|'')*'|`[^`]*`|\"[^\"]*\"|\$(\w*)\$.*?\$\1\$|--[^\n]*\n|/\*.*?\*/|;|\n[ \t]*GO[ \t]*\r?(?=\n)"
    rb"|\n(?=[ \t]*(?:INSERT|REPLACE|COPY|CREATE\s+TABLE)\b)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class Definition:
    """A CREATE TABLE: the table's name and its columns."""

    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Tuple:
    """One record: its raw values, or the reason why it has none; the columns are those that its statement names.

    ``copied`` values come from COPY, whose escapes are its own.
    """

    table: str
    columns: tuple[str, ...] | None
    values: tuple[bytes, ...] | str
    offset: int
    length: int
    line: int
    copied: bool = False


class Dump:
    """Reads forward; `items` gives what is found."""

    def __init__(self, text: Text, head: bytes) -> None:
        self._pieces = text.pieces()
        self._text = text
        self.flavour: Flavour = flavour_of(head)
        self._buffer, self._at = b"", 0
        self._ended = False
        self._offset, self._line = text.form.mark, 1

    def items(self) -> Iterator[Definition | Tuple]:
        """Every definition and every record, in order; other statements are passed over."""
        while self._space():
            statement = self._statement()
            if statement is None:
                self._pass_over()
                continue
            kind, found = statement
            if kind is CREATE:
                yield from self._definition(found)
            elif kind is COPY:
                yield from self._copied(found)
            else:
                yield from self._inserted(found)

    def _statement(self) -> tuple[re.Pattern[bytes], re.Match[bytes]] | None:
        self._fill(_AHEAD)
        if self._buffer[self._at : self._at + 1].upper() not in (b"I", b"R", b"C"):
            return None
        for kind in (INSERT, COPY, CREATE):
            found = kind.match(self._buffer, self._at)
            if found:
                return kind, found
        return None

    def _definition(self, found: re.Match[bytes]) -> Iterator[Definition]:
        begin = found.end()
        end = self._closing(begin)
        if end is None:
            self._advance(begin)
            return
        yield Definition(name_of(found[1]), defined_columns(self._buffer[begin : end - 1]))
        self._advance(end)
        self._pass_over()

    def _closing(self, begin: int) -> int | None:
        """Where the parenthesis that was opened before ``begin`` is closed."""
        depth = 1
        for found in re.finditer(rb"'(?:[^'\\]|\\.|'')*'|`[^`]*`|\"[^\"]*\"|--[^\n]*|[()]", self._buffer[begin:]):
            depth += (found[0] == b"(") - (found[0] == b")")
            if depth == 0:
                return begin + found.end()
        return None

    def _inserted(self, found: re.Match[bytes]) -> Iterator[Tuple]:
        table, columns = name_of(found[1]), names_of(found[2])
        self._advance(found.end())
        while self._buffer[self._at : self._at + 1] == b"(":
            offset, line = self._offset, self._line
            values = self._tuple(len(columns) if columns else 0)
            yield Tuple(table, columns, values, offset, self._offset - offset, line)
            self._space()
            if self._buffer[self._at : self._at + 1] != b",":
                break
            self._advance(self._at + 1)
            self._space()
        if not _BEGINS.match(b"\n" + self._buffer[self._at : self._at + 40]):
            self._pass_over()

    def _tuple(self, columns: int) -> tuple[bytes, ...] | str:
        """The raw values of the tuple at hand, which is passed; a broken one is passed as far as it seems to go."""
        if columns:
            found = tuple_pattern(self.flavour, columns).match(self._buffer, self._at)
            if found:
                self._advance(found.end())
                return found.groups()
        wanted = _AHEAD
        while True:
            values, end = self._careful()
            if values is not None or len(self._buffer) - self._at > TUPLE_CAP or not self._fill(wanted):
                break
            wanted *= 2
        if values is None or not self._plausible_end(end):
            self._step_over()
            return "malformed"
        self._advance(end)
        return values

    def _careful(self) -> tuple[tuple[bytes, ...] | None, int]:
        """The values of a tuple with expressions in it; None where it does not end within what is at hand."""
        part = part_pattern(self.flavour)
        at, depth, begin = self._at + 1, 1, self._at + 1
        values: list[bytes] = []
        while at < len(self._buffer):
            letter = self._buffer[at : at + 1]
            if letter == b"(":
                depth += 1
            elif letter == b")":
                depth -= 1
                if depth == 0:
                    return (*values, self._buffer[begin:at].strip()), at + 1
            elif letter == b"," and depth == 1:
                values.append(self._buffer[begin:at].strip())
                begin = at + 1
            elif letter == b";" and depth == 1:
                return None, at
            else:
                found = part.match(self._buffer, at)
                if not found:
                    return None, at
                at = found.end()
                continue
            at += 1
        return None, at

    def _plausible_end(self, end: int) -> bool:
        """A tuple is followed by another, by the end of its statement or by the next one; else a mark is astray."""
        if len(self._buffer) - end < 200:
            self._fill(_AHEAD)
        return bool(
            re.compile(rb"\s*(?:,\s*\(|;|$|ON\b|RETURNING\b|GO\b|INSERT\b|[A-Z]+\b|--|/\*)", re.IGNORECASE).match(
                self._buffer, end, end + 200
            )
        )

    def _step_over(self) -> None:
        """Go to the end of a broken tuple: before what looks like the next one, or the next statement."""
        while True:
            found = _AFTER_BROKEN.search(self._buffer, self._at + 1)
            if found or len(self._buffer) - self._at > TUPLE_CAP or not self._fill(2 * (len(self._buffer) - self._at)):
                break
        if not found:
            self._advance(len(self._buffer))
            return
        self._advance(self._buffer.index(b")", found.start()) + 1)

    def _copied(self, found: re.Match[bytes]) -> Iterator[Tuple]:
        table, columns = name_of(found[1]), names_of(found[2])
        self._advance(found.end())
        while True:
            end = self._buffer.find(b"\n", self._at)
            if end < 0:
                if self._more():
                    continue
                end = len(self._buffer)
                if end == self._at:
                    return
            offset, line = self._offset, self._line
            row = self._buffer[self._at : end].rstrip(b"\r")
            self._advance(min(end + 1, len(self._buffer)))
            if row == b"\\.":
                return
            length = self._offset - offset - (1 if end < len(self._buffer) else 0)
            yield Tuple(table, columns, tuple(row.split(b"\t")), offset, length, line, copied=True)

    def _space(self) -> bool:
        """Pass white space and comments; False at the end."""
        while True:
            self._fill(_AHEAD)
            found = SPACE.match(self._buffer, self._at)
            end = found.end() if found else self._at
            if end == self._at:
                return self._at < len(self._buffer)
            self._advance(end)

    def _pass_over(self) -> None:
        """Pass a statement that is none of ours."""
        while True:
            self._fill(_AHEAD)
            found = next((hit for hit in _OTHER.finditer(self._buffer, self._at) if hit[0][:1] in (b";", b"\n")), None)
            if found:
                self._advance(found.end())
                return
            if len(self._buffer) - self._at > TUPLE_CAP or not self._more():
                self._advance(len(self._buffer))
                return

    def _fill(self, wanted: int) -> bool:
        """Have ``wanted`` bytes at hand if there are as many; tells whether any were added."""
        before = len(self._buffer) - self._at
        while len(self._buffer) - self._at < wanted and self._more():
            continue
        return len(self._buffer) - self._at > before

    def _more(self) -> bool:
        piece = None if self._ended else next(self._pieces, None)
        self._ended = piece is None
        self._buffer += piece or b""
        return piece is not None

    def _advance(self, end: int) -> None:
        passed = self._buffer[self._at : end]
        self._offset += self._text.raw(passed)
        self._line += passed.count(b"\n")
        self._at = end
        if self._at > _COMPACT:
            self._buffer, self._at = self._buffer[self._at :], 0
