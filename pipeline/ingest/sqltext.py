"""The grammar of SQL dumps as far as records are in it: names, values, tuples, of four database systems."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_STRING = {
    True: rb"'(?:[^'\\]++|\\.|'')*+'",  # MySQL: backslash escapes
    False: rb"'(?:[^']++|'')*+'",  # the standard: a doubled quotation mark only
}
_ESCAPED = rb"[Ee]'(?:[^'\\]++|\\.|'')*+'"
_PREFIX = rb"(?:[NnBbXx]|_[a-z0-9]{2,12}\s?)?"
_PLAIN = rb"[-+.\w]++"
_SPACE = rb"(?:\s++|--[^\n]*+\n|/\*.*?\*/)*+"

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "0": "\x00", "Z": "\x1a", "f": "\f", "v": "\v"}

IDENTIFIER = rb'(?:`(?:[^`]|``)+`|"(?:[^"]|"")+"|\[(?:[^\]]|\]\])+\]|[A-Za-z_\x80-\xff][\w$#@\x80-\xff]*+)'
NAME = rb"(" + IDENTIFIER + rb"(?:\s*\.\s*" + IDENTIFIER + rb"){0,3})"
COLUMNS = rb"\(\s*" + IDENTIFIER + rb"(?:\s*,\s*" + IDENTIFIER + rb")*+\s*\)"

INSERT = re.compile(
    rb"(?:INSERT(?:\s+(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|OR\s+\w+))*|REPLACE)(?:\s+INTO)?\s+"
    + NAME
    + rb"\s*("
    + COLUMNS
    + rb")?\s*(?:OVERRIDING\s+\w+\s+VALUE\s+)?VALUES?\s*(?=\()",
    re.IGNORECASE,
)
COPY = re.compile(rb"COPY\s+" + NAME + rb"\s*(" + COLUMNS + rb")?\s+FROM\s+stdin\b[^;\n]*;[ \t]*\r?\n", re.IGNORECASE)
CREATE = re.compile(
    rb"CREATE\s+(?:(?:GLOBAL|LOCAL|TEMPORARY|TEMP|UNLOGGED)\s+)*TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?" + NAME + rb"\s*\(",
    re.IGNORECASE,
)
SPACE = re.compile(_SPACE, re.DOTALL)
_EACH = re.compile(IDENTIFIER)
_CONSTRAINT = re.compile(
    rb"(?:PRIMARY|KEY|UNIQUE|CONSTRAINT|INDEX|FULLTEXT|SPATIAL|FOREIGN|CHECK|EXCLUDE|LIKE|PERIOD)\b(?!\s*[`\"\[]?\w*[`\"\]]?\s+(?:"
    rb"VARCHAR|TEXT|INT|CHAR)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Flavour:
    """How a dump writes strings."""

    backslash: bool

    @property
    def value(self) -> bytes:
        """A pattern of one simple value: string, number, word, or the call of a conversion around one."""
        simple = rb"(?:" + _PREFIX + _STRING[self.backslash] + rb"|" + _ESCAPED + rb"|" + _PLAIN + rb")"
        if self.backslash:
            simple = rb"(?:" + simple + rb'|"(?:[^"\\]++|\\.|"")*+")'
        size = rb"(?:\(\s*[\w\s,]++\))?"
        cast = rb"(?:CAST|CONVERT)\s*\(\s*" + simple + rb"\s+AS\s+\[?[\w ]++\]?" + size + rb"\s*\)"
        shown = rb"::[\w \"]++" + size
        return rb"(?:(?i:" + cast + rb")|" + simple + rb"(?:" + shown + rb")?)"


@cache
def tuple_pattern(flavour: Flavour, columns: int) -> re.Pattern[bytes]:
    """A tuple of exactly so many simple values, each a group."""
    cell = _SPACE + rb"(" + flavour.value + rb")" + _SPACE
    return re.compile(rb"\(" + rb",".join([cell] * columns) + rb"\)", re.DOTALL)


@cache
def part_pattern(flavour: Flavour) -> re.Pattern[bytes]:
    """A piece of a tuple that is no parenthesis, comma or loose quotation mark."""
    strings = _ESCAPED + rb"|" + _STRING[flavour.backslash]
    double = rb'|"(?:[^"\\]++|\\.|"")*+"' if flavour.backslash else rb'|"'
    return re.compile(rb"(?:" + strings + double + rb"|(?:(?![Ee]')[^'\"(),;])++)", re.DOTALL)


def flavour_of(head: bytes) -> Flavour:
    """MySQL's strings where the dump says that it is MySQL's, or escapes quotation marks as only MySQL does."""
    said = re.search(rb"MySQL dump|MariaDB dump|phpMyAdmin|ENGINE\s*=|`\s*\(|INTO `", head)
    others = re.search(
        rb"PostgreSQL database dump|SET standard_conforming_strings|\bN'|\[dbo\]|PRAGMA foreign_keys", head
    )
    return Flavour(bool(said) or (not others and head.count(b"\\'") > 2 * head.count(b"\\',")))


def name_of(identifier: bytes) -> str:
    """A name without its quotation marks; of several parts the last, which is the table's or the column's own."""
    last: str = _EACH.findall(identifier)[-1].decode("utf-8", "replace")
    mark = last[0]
    if mark in '`"':
        return last[1:-1].replace(mark * 2, mark)
    return last[1:-1].replace("]]", "]") if mark == "[" else last


def names_of(columns: bytes | None) -> tuple[str, ...] | None:
    """The names in a list of columns, None where there is no list."""
    return tuple(name_of(found) for found in _EACH.findall(columns)) if columns else None


def defined_columns(body: bytes) -> tuple[str, ...]:
    """The names that a definition gives to its columns; ``body`` is what stands between its parentheses."""
    names = []
    for part in _parts(body):
        begin = SPACE.match(part)
        text = part[begin.end() if begin else 0 :]
        found = _EACH.match(text)
        if found and not _CONSTRAINT.match(text):
            names.append(name_of(found[0]))
    return tuple(names)


def _parts(body: bytes) -> list[bytes]:
    """A list cut at the commas that no parenthesis or quotation mark holds."""
    parts, depth, begin = [], 0, 0
    for found in re.finditer(rb"'(?:[^'\\]|\\.|'')*'|`[^`]*`|\"[^\"]*\"|\[[^\]]*\]|--[^\n]*|[(),]", body):
        letter = found[0]
        depth += (letter == b"(") - (letter == b")")
        if letter == b"," and depth == 0:
            parts.append(body[begin : found.start()])
            begin = found.end()
    return [*parts, body[begin:]]


_CAST = re.compile(r"(?:CAST|CONVERT)\s*\(\s*(.*?)\s+AS\s+[^']*\)", re.IGNORECASE | re.DOTALL)
_SHOWN = re.compile(r"(.*')::[^']*", re.DOTALL)


def cell_of(value: str, backslash: bool) -> str | None:
    r"""What a value says: NULL is None, a string without marks and escapes, anything else as it is written.

    >>> cell_of("N'L''été'", False), cell_of(r"'a\'b'", True), cell_of("NULL", True), cell_of("007", True)
    ("L'été", "a'b", None, '007')
    """
    value = value.strip()
    if value[-1:] != "'" and (len(value) == 4 and value.upper() == "NULL"):
        return None
    if value[-1:] == ")" and (cast := _CAST.fullmatch(value)):
        return cell_of(cast[1], backslash)
    if value[-1:] != "'" and (shown := _SHOWN.fullmatch(value)):
        value = shown[1]
    if backslash and len(value) > 1 and value[0] == value[-1] == '"':
        inner: str = value[1:-1].replace('""', '"')
    elif value[-1:] == "'" and (begin := value.find("'")) < len(value) - 1:
        prefix, inner = value[:begin].strip(), value[begin + 1 : -1]
        inner = inner.replace("''", "'") if "''" in inner else inner
        backslash = backslash or prefix in ("E", "e")
    else:
        return value
    return _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[1]), inner) if backslash and "\\" in inner else inner
