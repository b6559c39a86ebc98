"""JSON documents: a list of objects, an object that holds such lists, or objects one after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.core.errors import InputError
from pipeline.ingest.block import Block
from pipeline.ingest.flatten import flatten
from pipeline.ingest.gather import COLUMNS_CAP, Gather
from pipeline.ingest.jsoncursor import Broken, Cursor
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.reader import Reader, Table
from pipeline.ingest.source import Bytes
from pipeline.ingest.text import Text, head_text

LEVELS = 4
"""Objects around a list of records that are looked into."""

_START = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[\{\]])")


@dataclass(frozen=True)
class Element:
    """One record, or one broken one: the list it is in, its cells or the reason, its place."""

    path: str
    cells: dict[str, str | None] | str
    offset: int
    length: int
    line: int


class Json(Reader):
    """Records in lists of objects."""

    NAME = "json"
    DESCRIPTION = "JSON, lists of objects, also several by name in one object; nested keys become columns with dots"

    def recognise(self, head: bytes, name: str) -> float:
        """A list of objects or lists, or an object."""
        del name
        text = head_text(head) if head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] in (b"{", b"[") else None
        return 0.8 if text is not None and _START.match(text) else 0.0

    def tables(self, source: Bytes, overrides: Overrides) -> tuple[Table, ...]:
        """One table for each list of records, with every key in it."""
        text = Text(source, overrides)
        found = _keys(elements(text, inside=True))
        inside = bool(found) and _alone(text)
        found = found if inside else _keys(elements(text, inside=False))
        if not found:
            raise InputError(f"{source.name}: holds no list of records")
        return tuple(
            Table(tuple(keys), True, text.form.label, title=path, details=(text, inside, path))
            for path, keys in found.items()
        )

    def read(self, source: Bytes, tables: Sequence[Table]) -> Iterator[tuple[int, Block]]:
        """All records of all lists, in one pass."""
        del source
        text, inside, _ = tables[0].details
        numbers = {table.details[2]: number for number, table in enumerate(tables)}
        headers = [table.header for table in tables]
        known = [frozenset(header) for header in headers]
        gather = Gather([len(header) for header in headers])
        for element in elements(text, inside):
            table = numbers.get(element.path, 0)
            cells = element.cells
            place = (element.offset, element.length, element.line)
            gather.done = element.offset + element.length
            if isinstance(cells, dict) and not known[table].issuperset(cells):
                cells = "wide"
            if isinstance(cells, str):
                yield from gather.reject(table, cells, *place)
            else:
                yield from gather.row(table, [cells.get(key) for key in headers[table]], *place)
        yield from gather.rest()


def _keys(found: Iterator[Element]) -> dict[str, dict[str, None]]:
    """The keys of every list, in order of first appearance, as far as the cap goes."""
    keys: dict[str, dict[str, None]] = {}
    for element in found:
        if isinstance(element.cells, dict):
            own = keys.setdefault(element.path, {})
            if not own.keys() >= element.cells.keys():
                fresh = [key for key in element.cells if key not in own]
                if len(own) + len(fresh) <= COLUMNS_CAP:
                    own.update(dict.fromkeys(fresh))
    return {path: own for path, own in keys.items() if own}


def _alone(text: Text) -> bool:
    """Whether the document is one value and nothing more; else its objects are the records."""
    cursor = Cursor(text)
    if cursor.peek() == "[":
        return True
    for _ in _object(cursor, "", 0):
        pass
    return cursor.peek() == ""


def elements(text: Text, inside: bool) -> Iterator[Element]:
    """Every record; ``inside`` looks for lists in the objects at the top, else these are records themselves."""
    cursor = Cursor(text)
    known: frozenset[str] = frozenset()
    while letter := cursor.peek():
        if letter == "[":
            yield from _list(cursor, "")
        elif letter == "{" and inside:
            yield from _object(cursor, "", 0)
        elif letter in ",]}":
            cursor.skip()
        else:
            element, known = _element(cursor, "", known)
            yield element


def _object(cursor: Cursor, path: str, level: int) -> Iterator[Element]:
    """The lists of records that an object holds, however deep; its other values are no records."""
    cursor.skip()
    while letter := cursor.peek():
        if letter == "}":
            cursor.skip()
            return
        if letter == ",":
            cursor.skip()
            continue
        try:
            key = cursor.value()
            if cursor.peek() != ":":
                return
            cursor.skip()
            inner = f"{path}.{key}" if path else str(key)
            letter = cursor.peek()
            if letter == "[":
                yield from _list(cursor, inner)
            elif letter == "{" and level < LEVELS:
                yield from _object(cursor, inner, level + 1)
            else:
                cursor.value()
        except Broken:
            cursor.step_over(frozenset())


def _list(cursor: Cursor, path: str) -> Iterator[Element]:
    """The records of one list; what is neither object nor list in it is no record."""
    cursor.skip()
    known: frozenset[str] = frozenset()
    while letter := cursor.peek():
        if letter == "]":
            cursor.skip()
            return
        if letter == ",":
            cursor.skip()
        elif letter in "{[":
            element, known = _element(cursor, path, known)
            yield element
        else:
            element, known = _element(cursor, path, known)
            if element.cells == "malformed":
                yield element


def _element(cursor: Cursor, path: str, known: frozenset[str]) -> tuple[Element, frozenset[str]]:
    """The element at hand, and the keys to know the next one by."""
    offset, line = cursor.offset, cursor.line
    cells: dict[str, str | None] | str
    try:
        value: Any = cursor.value()
        try:
            cells = flatten(value) if isinstance(value, dict | list) else {"": str(value)}
        except RecursionError:
            cells = "nested"
        known = frozenset(value) if isinstance(value, dict) else known
    except Broken as broken:
        cells = broken.reason
        cursor.step_over(known)
    return Element(path, cells, offset, cursor.offset - offset, line), known
