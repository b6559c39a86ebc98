"""Combolists: ``email:password`` a line, in the billions. A password may hold the delimiter, so the first one cuts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.core.errors import InputError
from pipeline.ingest import apart
from pipeline.ingest.block import Block
from pipeline.ingest.dialect import Dialect
from pipeline.ingest.firstlines import FirstLines, first_lines
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.reader import Reader, Table
from pipeline.ingest.records import read
from pipeline.ingest.sniff import after
from pipeline.ingest.source import Bytes
from pipeline.ingest.unread import is_text

NAMES = ("login", "mot_de_passe")
"""What the two columns are called: the format says so, the file need not."""

SHARE = 0.8
"""Of the first lines that must read so."""

_ACCOUNT = re.compile(r"[^\s:;,|\"'@]+@[^\s:;,|\"'@]+\.[A-Za-z]{2,}([:;|,\t])(.*)")
_LOGIN = re.compile(r"(?!https?:|ftp:|android:)(?=[^:]*[A-Za-z])[\w.+-]{3,64}(:)(\S+)")


class Combolist(Reader):
    """Accounts: an e-mail address or a login, one of ``: ; | ,`` or a tab, and the password."""

    NAME = "combolist"
    DESCRIPTION = "accounts, email:password or login:password a line, also with ; | , or tab"
    YIELDS = True

    def recognise(self, head: bytes, name: str) -> float:
        """Sure when most first lines are an account, and the rest of the line is not cut evenly, as a table is."""
        if not is_text(head):
            return 0.0
        try:
            return 0.6 if _delimiter(first_lines(head, name, Overrides())) else 0.0
        except InputError:
            return 0.0

    def tables(self, source: Bytes, overrides: Overrides) -> tuple[Table, ...]:
        """The one table; its columns have the names that the format gives them."""
        lines = first_lines(source.head(), source.name, overrides)
        delimiter = _delimiter(lines) or ":"
        headed = overrides.has_header is not False and _is_named(lines.texts[0], delimiter)
        start, first_line = after(lines, 0) if headed else (lines.begin[0], lines.numbers[0])
        dialect = Dialect(
            form=lines.form,
            delimiter=delimiter,
            newline=lines.newline,
            start=start,
            first_line=first_line,
            has_header=headed,
            header=tuple(lines.texts[0].split(delimiter, 1)) if headed else NAMES,
            quote=None,
            first_only=True,
        )
        header_line = first_line - 1 if headed else None
        return (Table(dialect.header, True, dialect.encoding, delimiter, header_line, details=dialect),)

    def read(self, source: Bytes, tables: Sequence[Table]) -> Iterator[tuple[int, Block]]:
        """All accounts, block by block."""
        return ((0, block) for block in read(source, tables[0].details))


def _delimiter(lines: FirstLines) -> str | None:
    """The delimiter of the accounts that the first lines are, None where they are none."""
    for form in (_ACCOUNT, _LOGIN):
        found = [match for text in lines.texts if (match := form.fullmatch(text))]
        if len(found) < SHARE * len(lines):
            continue
        delimiter, count = Counter(match[1] for match in found).most_common(1)[0]
        if count < SHARE * len(lines):
            continue
        more = Counter(match[2].count(delimiter) for match in found if match[1] == delimiter)
        cells, evenly = more.most_common(1)[0]
        table = cells and evenly > SHARE * count and (form is _LOGIN or delimiter != ":")
        return None if table else delimiter
    return None


def _is_named(line: str, delimiter: str) -> bool:
    """Whether a line names the columns: words in both cells, and no account."""
    cells = line.split(delimiter, 1)
    words = all(re.fullmatch(r"[^\W\d_](?:[^\W\d]|[ .'-]){2,30}", cell.strip()) for cell in cells)
    return len(cells) == 2 and words and not apart.is_statement(cells) and _names_a_column(cells)


def _names_a_column(cells: list[str]) -> bool:
    known = re.compile(r"e?-?mail|courriel|login|user|utilisateur|identifiant|compte|account|pass|mot ?de|mdp|pwd|hash")
    return any(known.search(apart.fold(cell).replace("_", " ")) for cell in cells)
