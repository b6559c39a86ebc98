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

_WAITING = 1_000_000
"""Rows of all parts together that wait to be written."""


class Spill:
    """Parts of a table, each in a file of its own; they are gone when the block ends.

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
        try:
            self._open.close()
        finally:
            for path in self._paths:
                path.unlink(missing_ok=True)

    def add(self, frame: pl.DataFrame, by: pl.Series) -> None:
        """Put every row into the part that the number ``by`` (UInt64, no nulls) of the row says.

        Raises
        ------
        OSError
            When the disk is full.
        """
        number = by % len(self._paths)
        for (part,), rows in frame.with_columns(number.alias("_part")).partition_by("_part", as_dict=True).items():
            place = int(str(part))
            self._waiting[place].append(rows.drop("_part"))
            self._rows[place] += rows.height
            if self._rows[place] >= _WAITING // len(self._paths):
                self._write(place)

    def finish(self) -> None:
        """Everything is added: write what waits, close the files."""
        for place in range(len(self._paths)):
            self._write(place)
        self._open.close()

    def read(self) -> Iterator[pl.DataFrame]:
        """One part after the other, those without rows left out."""
        for place in sorted(self._writers):
            frame = pl.from_arrow(self._vault.read(self._paths[place]))
            assert isinstance(frame, pl.DataFrame)
            yield frame

    def _write(self, place: int) -> None:
        if not self._rows[place]:
            return
        table: pa.Table = pl.concat(self._waiting[place]).to_arrow(compat_level=pl.CompatLevel.oldest())
        self._waiting[place], self._rows[place] = [], 0
        if place not in self._writers:
            self._writers[place] = self._open.enter_context(self._vault.writer(self._paths[place], table.schema))
        self._writers[place].write_table(table)
