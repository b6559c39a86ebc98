"""Rows of encrypted tables in the order in which they were written, as many as are asked for at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from pipeline.core.work import Vault


def frames(vault: Vault, path: Path, columns: Sequence[str] | None = None, start: int = 0) -> Iterator[pl.DataFrame]:
    """Decrypt a table piece by piece, some of its columns (None: all), from row ``start`` on."""
    with vault.open(path) as file:
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            if start < rows:
                piece = file.read_row_group(group, columns=None if columns is None else list(columns))
                yield pl.DataFrame(pl.from_arrow(piece)).slice(start)
            start = max(start - rows, 0)


class InOrder:
    """Takes rows from the front of ``pieces`` (frames of the same columns), whatever the pieces' lengths."""

    def __init__(self, pieces: Iterator[pl.DataFrame]) -> None:
        self._pieces = pieces
        self._rest: pl.DataFrame | None = None

    def take(self, count: int) -> pl.DataFrame:
        """The next ``count`` rows.

        Raises
        ------
        EOFError
            When fewer are left.
        """
        found: list[pl.DataFrame] = []
        while self._rest is None or self._rest.height < count:
            if self._rest is not None:
                found.append(self._rest)
                count -= self._rest.height
            self._rest = next(self._pieces, None)
            if self._rest is None:
                raise EOFError("fewer rows than were asked for")
        taken, self._rest = self._rest.head(count), self._rest.slice(count)
        return pl.concat([*found, taken]) if found else taken
