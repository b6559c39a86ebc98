"""An input cut into ranges of bytes that any machine can read by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from pipeline.core.errors import UsageError
from pipeline.ingest.block import Block
from pipeline.ingest.dialect import Dialect
from pipeline.ingest.open import Input, Opened
from pipeline.ingest.records import read_range

SMALLEST, LARGEST = 256 << 10, 64 << 20
"""Bytes of a range: under the one, starting costs more than reading; over the other, what is done again is long."""


class Item(NamedTuple):
    """A block, the number of its input, the number of its table among all tables."""

    input: int
    table: int
    block: Block


@dataclass(frozen=True)
class Part:
    """The records of one input that begin at bytes ``begin`` to ``end`` (exclusive)."""

    input: int
    table: int
    item: Input
    begin: int
    end: int

    @property
    def bytes(self) -> int:
        """Length of the range."""
        return self.end - self.begin

    def __iter__(self) -> Iterator[Item]:
        """Block after block."""
        dialect = self.item.tables[0].details
        for block in read_range(self.item.source, dialect, self.begin, self.end):
            yield Item(self.input, self.table, block)


def split(opened: Opened, wanted: int) -> tuple[Part, ...]:
    """About ``wanted`` ranges that are together all inputs, in their order.

    Raises
    ------
    UsageError
        For an input that cannot be read from any place: no text of one record a line, or packed.
    """
    total = sum(item.bytes for item in opened.inputs)
    size = min(max(total // max(wanted, 1), SMALLEST), LARGEST)
    found, first = [], 0
    for number, item in enumerate(opened.inputs):
        if not item.source.seekable or not isinstance(item.tables[0].details, Dialect):
            said = f"{item.name}: cannot be read in ranges, as it is packed or no delimited text"
            raise UsageError(said, "unpack it, or leave --engine out")
        bounds = [*range(0, item.bytes, size), item.bytes]
        found += [Part(number, first, item, a, b) for a, b in pairwise(bounds)]
        first += len(item.tables)
    return tuple(found)
