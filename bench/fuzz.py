"""Coverage-guided fuzzing of what reads hostile text: ``python -m bench.fuzz TARGET [libFuzzer options]``.

Needs the extra ``fuzz`` (atheris). Targets: `TARGETS`, or ``all`` where the first byte of the input chooses. A run is
good when it ends by itself (``-max_total_time=SECONDS``) with nothing but `InputError` raised and all records
accounted for.
"""

from __future__ import annotations

import io
import sys
from typing import BinaryIO

import atheris

with atheris.instrument_imports(include=["pipeline.ingest"]):
    from pipeline.core.errors import InputError
    from pipeline.ingest import container, encoding
    from pipeline.ingest.overrides import Overrides
    from pipeline.ingest.reader import Reader, readers
    from pipeline.ingest.source import Bytes

    READERS: dict[str, Reader] = {reader.NAME: reader for reader in readers()}

CONFINED = ("parquet", "sqlite", "workbook")

OVERRIDES = (Overrides(), Overrides(has_header=False), Overrides(encoding="utf-8"), Overrides(delimiter=";"))


class Held(Bytes):
    """Bytes in memory."""

    def __init__(self, content: bytes) -> None:
        self.name = "fuzz"
        self._content = content

    @property
    def size(self) -> int | None:
        """Length in bytes."""
        return len(self._content)

    def open(self) -> BinaryIO:
        """A fresh stream."""
        return io.BytesIO(self._content)


TARGETS: dict[str, Reader] = {name: reader for name, reader in READERS.items() if name not in CONFINED}
"""The readers that work in this process; the others work in the confined child."""


def read(reader: Reader, content: bytes, overrides: Overrides) -> None:
    """Read everything there is; what does not add up is found here."""
    source = Held(content)
    end = len(content) + 3  # a wide letter that is cut off at the end of a file counts as a whole one
    container.recognise(source.head())
    try:
        encoding.find(content, overrides.encoding, "fuzz")
        if reader.recognise(content, "fuzz") <= 0:
            return
        tables = reader.tables(source, overrides)
        for number, block in reader.read(source, tables):
            if block.batch.num_rows + len(block.rejects) != block.records:
                raise AssertionError("records do not add up")
            block.batch.validate(full=True)
            if block.batch.num_columns != tables[number].columns:
                raise AssertionError("another number of columns than the table has")
            if any(reject.offset < 0 or reject.offset + reject.length > end for reject in block.rejects):
                raise AssertionError("a reject lies outside of the source")
    except InputError:
        return


def one(content: bytes) -> None:
    """One input: the first byte chooses the overrides, and the target where all are asked for."""
    if not content:
        return
    names = sorted(TARGETS) if CHOSEN == "all" else [CHOSEN]
    read(TARGETS[names[content[0] % len(names)]], content[1:], OVERRIDES[content[0] // 16 % len(OVERRIDES)])


CHOSEN = sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else "all"

if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
