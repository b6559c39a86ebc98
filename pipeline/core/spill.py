"""Rows that do not fit into memory together, cut into parts that do: encrypted files under the key of the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.core.work import Vault

_WAITING = 8_000_000
"""Cells of all parts together that wait to be written: of a record with 25 columns, 320,000."""


class Spill:
    """A table in parts, each in a file of its own until `close`; a single part stays in memory.

    Parameters
    ----------
    vault:
        What encrypts the files.
    place:
        Their path without the ending; it gets ``-<number>.vault``.
    parts:
        How many.
    """

    def __init__(self, vault: Vault, place: Path, parts: int) -> None:
        self.parts = parts
        self._vault = vault
        self._paths = [place.with_name(f"{place.name}-{number}.vault") for number in range(parts)]
        self._waiting: list[list[pl.DataFrame]] = [[] for _ in range(parts)]
        self._rows = [0] * parts
        self._writers: dict[int, pq.ParquetWriter] = {}
        self._open = ExitStack()

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
        """Everything is added: write what waits, close the files."""
        if self.parts == 1:
            self._waiting[0] = [pl.concat(self._waiting[0], rechunk=True)] if self._waiting[0] else []
            return
        for place in range(self.parts):
            self._write(place)
        self._open.close()
        _give_back()

    def part(self, place: int) -> pl.DataFrame | None:
        """One part; None where it has no row."""
        return self._frame(place) if self.has(place) else None

    def has(self, place: int) -> bool:
        """Whether a part has a row."""
        return bool(self._waiting[0]) if self.parts == 1 else place in self._writers

    def _frame(self, place: int) -> pl.DataFrame:
        if self.parts == 1:
            return self._waiting[0][0]
        frame = pl.from_arrow(self._vault.read(self._paths[place]))
        assert isinstance(frame, pl.DataFrame)
        return frame

    def read(self) -> Iterator[pl.DataFrame]:
        """One part after the other, those without rows left out; as often as it is called.

        No part is held here once it is handed on: whoever lets go of it has its room for the next.
        """
        return map(self._frame, filter(self.has, range(self.parts)))

    def close(self) -> None:
        """Remove everything."""
        self._waiting = [[] for _ in self._paths]
        try:
            self._open.close()
        finally:
            for path in self._paths:
                path.unlink(missing_ok=True)
            _give_back()

    def _write(self, place: int) -> None:
        if not self._rows[place]:
            return
        table: pa.Table = pl.concat(self._waiting[place]).to_arrow(compat_level=pl.CompatLevel.oldest())
        self._waiting[place], self._rows[place] = [], 0
        if place not in self._writers:
            self._writers[place] = self._open.enter_context(self._vault.writer(self._paths[place], table.schema))
        self._writers[place].write_table(table)


def _give_back() -> None:
    """Return to the system what Arrow's pool keeps of tables that are gone: with many parts, hundreds of megabytes."""
    pa.default_memory_pool().release_unused()
