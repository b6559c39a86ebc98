"""SQLite databases: every ordinary table, read without running anything that the file defines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.ingest.confined import Frame, RefusedError
from pipeline.ingest.gather import Row
from pipeline.ingest.tabular import Tabular, TabularTask, rows

_MAGIC = b"SQLite format 3\x00"
_LENGTH = 64 << 20
"""Bytes of one value."""


class Sqlite(Tabular):
    """Tables; views, triggers and virtual tables are code and stay alone. A write-ahead log beside it is not read."""

    NAME = "sqlite"
    DESCRIPTION = "SQLite databases, every ordinary table"

    def recognise(self, head: bytes, name: str) -> float:
        """The magic number."""
        del name
        return 1.0 if head.startswith(_MAGIC) else 0.0


class Task(TabularTask):
    """The child's part. The file is opened before the lock and first read behind it."""

    def __init__(self) -> None:
        import sqlite3

        self._sqlite: Any = sqlite3
        place = Path("/proc/self/fd/0")
        self._in_memory = not place.exists() or str(place.readlink()).startswith("/memfd:")
        address = ":memory:" if self._in_memory else f"file:{place}?mode=ro&immutable=1"
        self._database = sqlite3.connect(address, uri=not self._in_memory, isolation_level=None)

    def open(self, source: BinaryIO) -> None:
        """Distrust the file: no schema code, no other files, nothing but reading."""
        lite, base = self._sqlite, self._database
        if self._in_memory:
            base.deserialize(source.read())
        base.text_factory = lambda value: value.decode("utf-8", "surrogateescape")
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON", "temp_store=MEMORY", "mmap_size=0"):
            base.execute(f"PRAGMA {pragma}")
        base.setlimit(lite.SQLITE_LIMIT_ATTACHED, 0)
        base.setlimit(lite.SQLITE_LIMIT_LENGTH, _LENGTH)
        base.set_authorizer(self._allow)
        found = base.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
        self._names = [str(name) for name, sql in found if _is_ordinary(str(name), str(sql))]

    def _allow(self, action: int, *_: str | None) -> int:
        lite = self._sqlite
        return int(lite.SQLITE_OK if action in (lite.SQLITE_SELECT, lite.SQLITE_READ) else lite.SQLITE_DENY)

    def tables(self) -> list[dict[str, Any]]:
        """Every table that has a row."""
        return [{"title": clean(name), "header": self._header(name)} for name in self._names]

    def _header(self, name: str) -> list[str]:
        cursor = self._database.execute(f"SELECT * FROM {_quoted(name)} LIMIT 1")
        return [clean(column[0]) for column in cursor.description] if cursor.fetchone() else []

    def read(self) -> Iterator[Frame]:
        """All rows of all tables."""
        for number, name in enumerate(self._names):
            cursor = self._database.execute(f"SELECT * FROM {_quoted(name)}")
            yield from rows(number, len(cursor.description), _cells(cursor))


def _is_ordinary(name: str, sql: str) -> bool:
    return not name.startswith("sqlite_") and not re.match(r"\s*CREATE\s+VIRTUAL", sql, re.IGNORECASE)


def _quoted(name: str) -> str:
    if "\x00" in name:
        raise RefusedError("damaged")
    return '"' + name.replace('"', '""') + '"'


def clean(name: str) -> str:
    """A name that can be sent: half letters become question marks."""
    return name.encode("utf-8", "replace").decode()


def _cells(cursor: Any) -> Iterator[tuple[int, Row]]:
    for place, row in enumerate(cursor, start=1):
        yield place, [_text(value) for value in row]


def _text(value: Any) -> str | None:
    """A value as text; letters that are not in the file's encoding are taken for cp1252, or refused later."""
    if value is None:
        return None
    if isinstance(value, str):
        if value.isascii() or not any("\udc80" <= letter <= "\udcff" for letter in value):
            return value
        try:
            return value.encode("utf-8", "surrogateescape").decode("cp1252")
        except UnicodeDecodeError:
            return value
    return value.hex() if isinstance(value, bytes) else repr(value)
