"""One file of a leak, written chunk by chunk: its head, its records, the lines between them, its foot."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import IO
from zlib import crc32

from synthetic import dirt, soil_lines
from synthetic.leak import Chunk, Parameters
from synthetic.shape import Shape
from synthetic.streams import stream


class Output:
    """Writes one file in a shape."""

    def __init__(self, shape: Shape, folder: Path, wanted: Parameters) -> None:
        self._shape = shape
        self._path = folder / shape.file
        self._wanted = wanted
        self._config = dirt.load(wanted.dirt_config)
        self._records = 0
        self._between: Counter[str] = Counter()
        self._file: IO[bytes]

    def __enter__(self) -> Output:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("wb")
        self._file.write(self._shape.head())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def write(self, chunk: Chunk, number: int) -> None:
        """Write the records of chunk ``number``."""
        if not chunk.cells.height:
            return
        body = self._shape.body(chunk.cells, self._records)
        self._records += chunk.cells.height
        self._file.write(self._damaged(body, chunk, number) if self._wanted.dirt else body)

    def _damaged(self, body: bytes, chunk: Chunk, number: int) -> bytes:
        end = self._shape.form.end
        lines = body.removesuffix(end).split(end)
        soil_lines.soil(lines, chunk.dirt, self._shape.form)
        if self._shape.delimiter:
            rng = stream(self._wanted.seed, "between", number * 1000 + crc32(self._shape.file.encode()) % 1000)
            for row, kind in reversed(soil_lines.between(rng, len(lines), self._wanted.dirt, self._config)):
                self._between[kind] += 1
                lines[row] = self._shape.between(kind) + lines[row]
        return end.join(lines) + end

    def finish(self) -> Counter[str]:
        """Write the foot; how many lines that are no records stand in the file, by kind."""
        dirty = self._wanted.dirt > 0 and self._config.footer
        foot = self._shape.foot(self._records, dirty)
        self._file.write(foot)
        if dirty and foot and self._shape.delimiter:
            self._between["footer"] += foot.count(self._shape.form.end)
        return self._between
