"""What a format must offer to be read, and how the format of a source is found: by its bytes, never by its name."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar

from pipeline.core.registry import subclasses
from pipeline.ingest.block import Block
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.source import Bytes


@dataclass(frozen=True)
class Table:
    """One table of a source, as the first look sees it.

    ``header`` holds one cell a column (empty strings where there is none); it and ``title`` (the name of a sheet or
    of an SQL table) may be values of the leak and stay out of the representation. ``header_line`` counts from 1.
    ``details`` are the reader's own.
    """

    header: tuple[str, ...] = field(repr=False)
    has_header: bool
    encoding: str
    delimiter: str | None = None
    header_line: int | None = None
    title: str = field(repr=False, default="")
    details: Any = field(repr=False, compare=False, default=None)

    @property
    def columns(self) -> int:
        """Number of cells of a whole record."""
        return len(self.header)


class Reader(ABC):
    """One format. Has no state: what it learns of a source is in the tables that it returns.

    ``NAME`` is the format's name in the summary, ``DESCRIPTION`` one line for `estompe list formats`. One that
    ``YIELDS`` reads a special case of delimited text, and gives way where the user names a delimiter.
    """

    NAME: ClassVar[str]
    DESCRIPTION: ClassVar[str]
    YIELDS: ClassVar[bool] = False

    @abstractmethod
    def recognise(self, head: bytes, name: str) -> float:
        """How sure the first `HEAD_BYTES` bytes make one that they are of this format, in 0..1.

        ``name`` may tip the balance between formats that fit the bytes; it never makes a format by itself.
        """

    @abstractmethod
    def tables(self, source: Bytes, overrides: Overrides) -> tuple[Table, ...]:
        """The tables that are in a source, from a first look that need not read everything.

        Raises
        ------
        InputError
            When the source holds none, or cannot be read.
        """

    @abstractmethod
    def read(self, source: Bytes, tables: Sequence[Table]) -> Iterator[tuple[int, Block]]:
        """All records in one pass: blocks, each with the number of its table.

        Raises
        ------
        InputError
            When the source cannot be read to its end.
        """

    def read_from(self, source: Bytes, tables: Sequence[Table], offset: int) -> Iterator[tuple[int, Block]] | None:
        """All records from the end of the block whose ``done`` was ``offset``; None where only `read` can be had."""
        del source, tables, offset
        return None


@cache
def readers() -> tuple[Reader, ...]:
    """Every reader of the folder `readers`, by name."""
    found = [kind() for kind in subclasses("pipeline.ingest.readers", Reader)]  # type: ignore[type-abstract]
    return tuple(sorted(found, key=lambda reader: reader.NAME))


def recognise(head: bytes, name: str, overrides: Overrides) -> Reader | None:
    """The reader that is surest of the first bytes of a source, None where none is."""
    asked = [reader for reader in readers() if overrides.delimiter is None or not reader.YIELDS]
    sure, surest = max(((reader.recognise(head, name), i) for i, reader in enumerate(asked)), default=(0.0, 0))
    return asked[surest] if sure > 0 else None
