"""A table read whole into memory, column by column, for what needs all records at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.core.errors import InputError
from pipeline.core.headers import display_name
from pipeline.core.progress import Progress
from pipeline.ingest.open import Input, Opened, understand
from pipeline.ingest.overrides import Overrides


@dataclass(frozen=True)
class Whole:
    """One table: wanted columns as dictionary-encoded text, and what became of the records by reason.

    ``names`` are all its columns, ``shown`` the same as messages may show them.
    """

    name: str
    names: tuple[str, ...] = field(repr=False)
    shown: tuple[str, ...]
    delimiter: str | None
    table: pa.Table = field(repr=False)
    reasons: Counter[str]


def only_table(opened: Opened, overrides: Overrides) -> Input:
    """The one table that the inputs hold; its first line names the columns unless the user says otherwise.

    Raises
    ------
    InputError
        When there are several tables.
    """
    inputs = opened.inputs
    if len(inputs) != 1 or len(inputs[0].tables) != 1:
        tables = sum(len(item.tables) for item in inputs)
        raise InputError(f"{inputs[0].name}: holds {tables} tables", "give one table at a time")
    if inputs[0].tables[0].has_header or overrides.has_header is not None:
        return inputs[0]
    return understand(inputs[0].source, replace(overrides, has_header=True))


def names(item: Input) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of a table's columns, and the same as they may be shown; ``column N`` where there is none."""
    header = [cell.strip() for cell in item.tables[0].header]
    called = tuple(cell or f"column {place + 1}" for place, cell in enumerate(header))
    return called, tuple(display_name(cell, place) for place, cell in enumerate(called))


def read(item: Input, wanted: Sequence[str], progress: Progress) -> Whole:
    """Read the columns ``wanted`` of a table (each named once in it); unreadable records are left out and counted.

    Raises
    ------
    InputError
        When the source cannot be read.
    """
    called, shown = names(item)
    places = [called.index(name) for name in wanted]
    pieces: list[list[pa.Array]] = [[] for _ in places]
    reasons: Counter[str] = Counter()
    progress.begin("ingest", item.bytes)
    done = 0
    for _, block in item.reader.read(item.source, item.tables):
        progress.advance(block.done - done, block.records, len(block.rejects))
        done = block.done
        reasons.update(reject.reason for reject in block.rejects)
        for piece, place in zip(pieces, places, strict=True):
            piece.append(pc.dictionary_encode(block.batch.column(place)))
    kind = pa.dictionary(pa.int32(), pa.string())
    columns = [pa.chunked_array(piece, kind) for piece in pieces]
    return Whole(item.name, called, shown, item.tables[0].delimiter, pa.table(columns, list(wanted)), reasons)
