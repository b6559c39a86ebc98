"""Bytes that come out of a container: read through a confined child, counted against the caps, never written."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, ClassVar, cast

from pipeline.core.errors import InputError
from pipeline.ingest.caps import Budget
from pipeline.ingest.confined import DATA, Frame
from pipeline.ingest.refusals import HINTS, REFUSALS, ConfinedError
from pipeline.ingest.source import HEAD_BYTES, Bytes

_BUFFER = 1 << 20
_HEADS = 4


class ContainerError(InputError):
    """A container is broken or breaks a limit: everything that was named is refused, not only a part of it."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {REFUSALS[reason]}", HINTS.get(reason, ""))


class Unpacked(Bytes):
    """What is inside another source; ``key`` names it within the budget of the input that the user named."""

    key: str
    budget: Budget
    _heads: ClassVar[OrderedDict[tuple[int, int], tuple[Bytes, bytes]]] = OrderedDict()

    def head(self, size: int = HEAD_BYTES) -> bytes:
        """The first bytes; those of the last few sources are remembered, for they are looked at again and again."""
        asked = (id(self), size)
        found = self._heads.get(asked)
        if found is None or found[0] is not self:
            found = self._heads[asked] = (self, super().head(size))
            while len(self._heads) > _HEADS:
                self._heads.popitem(last=False)
        return found[1]


def origin(source: Bytes) -> tuple[str, Budget]:
    """The key and budget of a source: its own where it was unpacked itself, else new ones."""
    if isinstance(source, Unpacked):
        return source.key, source.budget
    return source.name, Budget(source.size)


class FrameStream(io.RawIOBase):
    """The frames of an answer as a stream of bytes.

    Parameters
    ----------
    name, key, budget:
        What messages call it, and where its bytes are counted.
    frames:
        The answer.
    let_go:
        Called once, when the stream is closed.
    """

    def __init__(
        self, name: str, key: str, budget: Budget, frames: Iterator[Frame], let_go: Callable[[], None]
    ) -> None:
        super().__init__()
        self._name, self._key, self._budget = name, key, budget
        self._frames = frames
        self._let_go = let_go
        self._rest = memoryview(b"")
        self._delivered = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` as far as the frame at hand goes; 0 at the end.

        Raises
        ------
        ContainerError
            When the container is broken or breaks a limit.
        """
        while not self._rest:
            frame = self._next()
            if frame is None:
                return 0
            self._rest = memoryview(frame.payload)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def _next(self) -> Frame | None:
        try:
            frame = next(self._frames, None)
            if frame is not None and frame.kind != DATA:
                raise ConfinedError("crash")
            if frame is not None:
                self._delivered += len(frame.payload)
                self._budget.grow(self._key, self._delivered, frame.consumed)
        except ConfinedError as error:
            raise ContainerError(self._name, error.reason) from None
        return frame

    def close(self) -> None:
        """Let the child go."""
        if not self.closed:
            cast("Any", self._frames).close()
            self._let_go()
        super().close()


def buffered(stream: FrameStream) -> BinaryIO:
    """The stream with the buffer that readers expect."""
    return io.BufferedReader(stream, _BUFFER)
