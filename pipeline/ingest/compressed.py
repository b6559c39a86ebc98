"""A compressed file holds one file: what its formats share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, ClassVar, Protocol

from pipeline.ingest.confine import Confined
from pipeline.ingest.confined import DATA, Frame, RefusedError
from pipeline.ingest.container import Container
from pipeline.ingest.refusals import ConfinedError
from pipeline.ingest.source import Bytes
from pipeline.ingest.unpacked import ContainerError, FrameStream, Unpacked, buffered, origin

PIECE = 1 << 20
_READ = 1 << 16


class Decompressor(Protocol):
    """What bz2, lzma and zstd of the standard library have in common."""

    @property
    def eof(self) -> bool:
        """Whether the end of one compressed stream was met."""

    @property
    def needs_input(self) -> bool:
        """Whether it can give more only when fed."""

    @property
    def unused_data(self) -> bytes:
        """What followed the end."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """At most ``max_length`` bytes."""


class Compressed(Container):
    """A container of exactly one file, which keeps its name; ``MAGIC`` are the first bytes.

    The module of a subclass has a class ``Task`` (see `Decompress`), which the child loads.
    """

    MAGIC: ClassVar[bytes]

    def recognise(self, head: bytes) -> bool:
        """Whether the first bytes are those of this kind."""
        return head.startswith(self.MAGIC)

    def members(self, source: Bytes) -> Iterator[Bytes]:
        """The one file inside."""
        yield _Inside(source, f"{type(self).__module__}:Task", self.NAME)


class _Inside(Unpacked):
    """The file in a compressed file."""

    def __init__(self, source: Bytes, task: str, kind: str) -> None:
        key, self.budget = origin(source)
        self.key = f"{key}/{kind}"
        self.name = source.name
        self._source, self._task = source, task

    @property
    def size(self) -> int | None:
        """Only reading to the end would tell."""
        return None

    def open(self) -> BinaryIO:
        """A fresh stream, out of a fresh child."""
        try:
            child = Confined(self._task, self._source)
        except ConfinedError as error:
            raise ContainerError(self.name, error.reason) from None
        return buffered(FrameStream(self.name, self.key, self.budget, child.run(), child.close))


class Decompress:
    """The child's part: streams one after the other, as ``cat a.gz b.gz`` makes them, until the input ends.

    Zero bytes after the last stream are padding (tapes and some tools write them); anything else there is damage.
    """

    def decompressor(self) -> Any:
        """A fresh `Decompressor`."""
        raise NotImplementedError

    def open(self, source: BinaryIO) -> None:
        """Take the input."""
        self._source = source

    def run(self) -> Iterator[Frame]:
        """Everything that comes out, in pieces."""
        consumed, waiting = 0, b""
        current: Decompressor | None = None
        first = True
        while True:
            if not waiting:
                waiting = self._source.read(_READ)
                consumed += len(waiting)
                if not waiting:
                    break
            if current is None:
                waiting = waiting if first else waiting.lstrip(b"\x00")
                if not waiting:
                    continue
                current, first = self.decompressor(), False
            for piece in _pieces(current, waiting):
                yield Frame(DATA, piece, consumed)
            waiting = current.unused_data if current.eof else b""
            current = None if current.eof else current
        if current is not None or first:
            raise RefusedError("damaged")


def _pieces(current: Decompressor, fed: bytes) -> Iterator[bytes]:
    """What comes out for ``fed``, at most `PIECE` bytes at a time."""
    while True:
        piece = current.decompress(fed, PIECE)
        fed = b""
        if piece:
            yield piece
        if current.eof or current.needs_input:
            return
