"""Delimited text: blocks of whole lines go to `pyarrow.csv`; lines that the check refuses are read with care."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.ingest.block import Block
from pipeline.ingest.dialect import Dialect
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.reader import Reader, Table
from pipeline.ingest.records import read, read_range
from pipeline.ingest.sniff import sniff
from pipeline.ingest.source import Bytes
from pipeline.ingest.unread import is_text


class Delimited(Reader):
    """Text with a delimiter between cells, one record a line or, in quotation marks, over several."""

    NAME = "delimited"
    DESCRIPTION = "text with ; , tab | or any other delimiter between cells, also of several characters"

    def recognise(self, head: bytes, name: str) -> float:
        """Whatever is text may be a table: the least sure of all formats."""
        del name
        return 0.1 if head.strip() and is_text(head) else 0.0

    def tables(self, source: Bytes, overrides: Overrides) -> tuple[Table, ...]:
        """The one table of the file."""
        return (table_of(sniff(source, overrides)),)

    def read(self, source: Bytes, tables: Sequence[Table]) -> Iterator[tuple[int, Block]]:
        """All records, block by block."""
        return ((0, block) for block in read(source, tables[0].details))

    def read_from(self, source: Bytes, tables: Sequence[Table], offset: int) -> Iterator[tuple[int, Block]] | None:
        """All records from the end of an earlier block on, where the source can be read from any place."""
        if not source.seekable or source.size is None:
            return None
        return ((0, block) for block in read_range(source, tables[0].details, offset, source.size))


def table_of(dialect: Dialect) -> Table:
    """The table that a text file of one dialect is."""
    return Table(
        header=dialect.header,
        has_header=dialect.has_header,
        encoding=dialect.encoding,
        delimiter=dialect.shown_delimiter,
        header_line=dialect.first_line - 1 if dialect.has_header else None,
        details=dialect,
    )
