"""An encrypted table that is written in pieces, so that what is done survives the end of the process.

A piece appears under its name when it is whole and on the disk; then the place is noted up to which the pieces go. What
was being written when the process ended counts for nothing and is written again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.core.durable import settle
from pipeline.core.work import NOTE, Vault


@dataclass
class Noted:
    """What is done: so many pieces; ``state`` is what the next ones go on from, value-free."""

    pieces: int = 0
    state: dict[str, Any] = field(default_factory=dict)


class Segments:
    """The pieces of one table in a folder.

    Parameters
    ----------
    vault:
        What encrypts them.
    folder, name:
        ``folder/name.vault``, then ``folder/name-<number>.vault``.
    mark:
        Which job this is; notes of another are not followed.
    """

    def __init__(self, vault: Vault, folder: Path, name: str, mark: str) -> None:
        self._vault, self._folder, self._name, self._mark = vault, folder, name, mark
        self.noted = self._read()

    def paths(self) -> list[Path]:
        """The pieces that are whole, in their order."""
        return [self._path(number) for number in range(self.noted.pieces)]

    def write(self, batches: Iterator[pa.RecordBatch], schema: pa.Schema, most: int, state: Callable[[], Any]) -> None:
        """Write ``batches`` after the pieces that are there, a piece for every ``most`` of them.

        ``state`` is asked when a piece is whole: what it gives is noted with it.

        Raises
        ------
        OSError
            When the disk is full; the pieces before stay good.
        """
        count = most
        while count == most:
            count, place = 0, self._path(self.noted.pieces)
            rough = place.with_suffix(".vault.part")
            with self._vault.writer(rough, schema) as writer:
                for batch in islice(batches, most):
                    writer.write_batch(batch)
                    count += 1
            if count:
                settle(rough)
                rough.rename(place)
                self._note(Noted(self.noted.pieces + 1, state()))
            else:
                rough.unlink()

    def read(self) -> Iterator[pa.RecordBatch]:
        """Every batch of the pieces, as it was written."""
        for path in self.paths():
            with self._vault.open(path) as file:
                for group in range(file.num_row_groups):
                    yield from file.read_row_group(group).combine_chunks().to_batches()

    def _path(self, number: int) -> Path:
        return self._folder / (f"{self._name}-{number:05}.vault" if number else f"{self._name}.vault")

    def _read(self) -> Noted:
        try:
            found = json.loads((self._folder / NOTE).read_text(encoding="utf-8"))
            if found["mark"] == self._mark and all(self._path(n).is_file() for n in range(found["pieces"])):
                return Noted(int(found["pieces"]), dict(found["state"]))
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return Noted()

    def _note(self, noted: Noted) -> None:
        rough = self._folder / f"{NOTE}.part"
        rough.write_text(json.dumps({"mark": self._mark, **vars(noted)}) + "\n", encoding="utf-8")
        settle(rough)
        rough.rename(self._folder / NOTE)
        settle(self._folder)
        self.noted = noted
