"""Rows that do not fit into memory together, cut into parts that do: files encrypted under a key that dies with them.

A file is pieces one after the other, each in Arrow's stream format and sealed by AES-256-GCM: Parquet's writer would
keep some 840 bytes for every column of every piece until its end, hundreds of megabytes where many parts are written.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import polars as pl
import pyarrow as pa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pipeline.core.work import KEY_BYTES

_LENGTH = 8
"""Bytes that say how long a piece is."""

_PACKED = pa.ipc.IpcWriteOptions(compression="zstd")

_WAITING = 8_000_000
"""Cells of all parts together that wait to be written: of a record with 25 columns, 320,000."""


class Spill:
    """A table in parts, each in a file of its own until `close`; a single part stays in memory.

    Parameters
    ----------
    place:
        Their path without the ending; it gets ``-<number>.vault``.
    parts:
        How many.
    """

    def __init__(self, place: Path, parts: int) -> None:
        self.parts = parts
        self._cipher = AESGCM(secrets.token_bytes(KEY_BYTES))
        self._pieces = [0] * parts
        self._paths = [place.with_name(f"{place.name}-{number}.vault") for number in range(parts)]
        self._waiting: list[list[pl.DataFrame]] = [[] for _ in range(parts)]
        self._rows = [0] * parts

    def __enter__(self) -> Spill:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def add(self, frame: pl.DataFrame, by: str) -> None:
        """Put every row into the part that its number in the column ``by`` (UInt64, no nulls) says.

        Raises
        ------
        OSError
            When the disk is full.
        """
        if self.parts == 1:
            self._waiting[0].append(frame)
            return
        cut = frame.with_columns((pl.col(by) % self.parts).alias("_part")).partition_by("_part", as_dict=True)
        for (part,), rows in cut.items():
            place = int(str(part))
            self._waiting[place].append(rows.drop("_part"))
            self._rows[place] += rows.height
            if self._rows[place] * rows.width >= _WAITING // self.parts:
                self._write(place)

    def finish(self) -> None:
        """Everything is added: write what waits."""
        if self.parts == 1:
            self._waiting[0] = [pl.concat(self._waiting[0], rechunk=True)] if self._waiting[0] else []
            return
        for place in range(self.parts):
            self._write(place)
        _give_back()

    def part(self, place: int) -> pl.DataFrame | None:
        """One part; None where it has no row."""
        return self._frame(place) if self.has(place) else None

    def has(self, place: int) -> bool:
        """Whether a part has a row."""
        return bool(self._waiting[0]) if self.parts == 1 else self._pieces[place] > 0

    def _frame(self, place: int) -> pl.DataFrame:
        if self.parts == 1:
            return self._waiting[0][0]
        with self._paths[place].open("rb") as file:
            pieces = [self._opened(file, place, number) for number in range(self._pieces[place])]
        frame = pl.from_arrow(pa.concat_tables(pieces))
        assert isinstance(frame, pl.DataFrame)
        return frame

    def _opened(self, file: BinaryIO, place: int, number: int) -> pa.Table:
        size = int.from_bytes(file.read(_LENGTH), "big")
        clear = self._cipher.decrypt(_nonce(place, number), file.read(size), None)
        with pa.ipc.open_stream(clear) as stream:
            return stream.read_all()

    def read(self) -> Iterator[pl.DataFrame]:
        """One part after the other, those without rows left out; as often as it is called.

        No part is held here once it is handed on: whoever lets go of it has its room for the next.
        """
        return map(self._frame, filter(self.has, range(self.parts)))

    def close(self) -> None:
        """Remove everything."""
        self._waiting = [[] for _ in self._paths]
        for path in self._paths:
            path.unlink(missing_ok=True)
        _give_back()

    def _write(self, place: int) -> None:
        if not self._rows[place]:
            return
        table: pa.Table = pl.concat(self._waiting[place]).to_arrow(compat_level=pl.CompatLevel.oldest())
        self._waiting[place], self._rows[place] = [], 0
        sealed = self._cipher.encrypt(_nonce(place, self._pieces[place]), _stream(table), None)
        how = os.O_APPEND if self._pieces[place] else os.O_CREAT | os.O_EXCL
        descriptor = os.open(self._paths[place], os.O_WRONLY | os.O_NOFOLLOW | how, 0o600)
        with os.fdopen(descriptor, "wb") as file:  # not kept open: of thousands of parts the system would refuse some
            file.write(len(sealed).to_bytes(_LENGTH, "big") + sealed)
        self._pieces[place] += 1


def _nonce(place: int, number: int) -> bytes:
    """No two pieces under one key have the same."""
    return place.to_bytes(4, "big") + number.to_bytes(8, "big")


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=_PACKED) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def _give_back() -> None:
    """Return to the system what Arrow's pool keeps of tables that are gone: with many parts, hundreds of megabytes."""
    pa.default_memory_pool().release_unused()
