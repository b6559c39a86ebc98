"""SQL dumps: the tuples of INSERT statements and the lines of PostgreSQL's COPY, each a record of its table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.core.errors import InputError
from pipeline.ingest.block import Block
from pipeline.ingest.gather import COLUMNS_CAP, Gather
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.reader import Reader, Table
from pipeline.ingest.source import Bytes
from pipeline.ingest.sqldump import Definition, Dump, Tuple
from pipeline.ingest.sqltext import cell_of
from pipeline.ingest.text import Text, head_text

_STATEMENT = re.compile(
    r"^\s*(?:(?:INSERT|REPLACE)\s+(?:\w+\s+)*INTO\s+\S+|INSERT\s+\[\w+\]|CREATE\s+(?:\w+\s+)*TABLE\s+\S+"
    r"|COPY\s+\S+\s*\(.*FROM\s+stdin)",
    re.IGNORECASE | re.MULTILINE,
)
_OPENING = re.compile(
    r"\s*(?:--|/\*|#|SET\b|USE\b|INSERT\b|REPLACE\b|CREATE\b|DROP\b|BEGIN\b|START\b|PRAGMA\b|COPY\b|LOCK\b|GO\b|IF\b|DELETE\b"
    r"|SELECT\b|ALTER\b|TRUNCATE\b)",
    re.IGNORECASE,
)
_COPY_ESCAPE = re.compile(r"\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)", re.DOTALL)
_COPY_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class Sql(Reader):
    """Dumps of MySQL, PostgreSQL, SQL Server and SQLite."""

    NAME = "sql"
    DESCRIPTION = "SQL dumps, INSERT and COPY, of MySQL, PostgreSQL, SQL Server and SQLite"

    def recognise(self, head: bytes, name: str) -> float:
        """It begins as dumps do, and has a statement that makes or fills a table."""
        del name
        text = head_text(head) if b"\x00" not in head or head[:2] in (b"\xff\xfe", b"\xfe\xff") else None
        return 0.9 if text is not None and _OPENING.match(text) and _STATEMENT.search(text) else 0.0

    def tables(self, source: Bytes, overrides: Overrides) -> tuple[Table, ...]:
        """Every table that has a record; columns by its definition, else by its INSERT, else by number."""
        text = Text(source, overrides)
        defined: dict[str, tuple[str, ...]] = {}
        columns: dict[str, dict[str, None]] = {}
        for item in Dump(text, source.head()).items():
            if isinstance(item, Definition):
                defined.setdefault(item.table, item.columns)
                continue
            own = columns.setdefault(item.table, dict.fromkeys(defined.get(item.table, ())))
            if item.columns and not own.keys() >= set(item.columns):
                own.update(dict.fromkeys(item.columns))
            elif not own and not isinstance(item.values, str):
                own.update(dict.fromkeys(f"\x00{i}" for i in range(len(item.values))))
        if not columns:
            raise InputError(f"{source.name}: holds no record", "its tables are empty")
        if any(len(own) > COLUMNS_CAP for own in columns.values()):
            raise InputError(f"{source.name}: has too many columns")
        return tuple(_table(text, title, tuple(own) or ("\x00",)) for title, own in columns.items())

    def read(self, source: Bytes, tables: Sequence[Table]) -> Iterator[tuple[int, Block]]:
        """All records of all tables, in one pass."""
        text: Text = tables[0].details[0]
        numbers = {table.title: number for number, table in enumerate(tables)}
        names: list[tuple[str, ...]] = [table.details[1] for table in tables]
        gather = Gather([len(own) for own in names])
        dump = Dump(text, source.head())
        for item in dump.items():
            if isinstance(item, Definition):
                continue
            table = numbers[item.table]
            cells = _cells(item, text, names[table], dump.flavour.backslash)
            gather.done = item.offset + item.length
            if isinstance(cells, str):
                yield from gather.reject(table, cells, item.offset, item.length, item.line)
            else:
                yield from gather.row(table, cells, item.offset, item.length, item.line)
        yield from gather.rest()


def _table(text: Text, title: str, names: tuple[str, ...]) -> Table:
    named = not names[0].startswith("\x00")
    return Table(names if named else ("",) * len(names), named, text.form.label, title=title, details=(text, names))


def _cells(item: Tuple, text: Text, names: tuple[str, ...], backslash: bool) -> list[str | None] | str:
    """The cells of a record in the order of its table's columns, or the reason why it has none."""
    if isinstance(item.values, str):
        return item.values
    if len(item.values) != len(item.columns or names):
        return "ragged"
    letters = text.decode(b"\x00".join(item.values))
    if letters is None:
        return "bad_bytes"
    raw = letters.split("\x00")
    if len(raw) != len(item.values):
        return "nul"
    cells = [_copied(value) for value in raw] if item.copied else [cell_of(value, backslash) for value in raw]
    if item.columns is None or item.columns == names:
        return cells
    own = dict(zip(item.columns, cells, strict=True))
    return [own.get(name) for name in names]


def _copied(value: str) -> str | None:
    """A value of COPY's text format (PostgreSQL documentation, COPY, "Text Format")."""
    if "\\" not in value:
        return value
    return None if value == "\\N" else _COPY_ESCAPE.sub(_copy_letter, value)


def _copy_letter(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] in "01234567":
        return chr(int(code, 8))
    return chr(int(code[1:], 16)) if code[0] == "x" and len(code) > 1 else _COPY_ESCAPES.get(code, code)
