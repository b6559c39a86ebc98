"""An archive holds several files: what its formats share. Names are shown and never opened (threat T22)."""

from __future__ import annotations

import json
import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, ClassVar

from pipeline.core.errors import InputError
from pipeline.ingest.confine import Confined
from pipeline.ingest.confined import META, Frame, RefusedError, meta
from pipeline.ingest.container import Container
from pipeline.ingest.refusals import ConfinedError
from pipeline.ingest.source import Bytes
from pipeline.ingest.unpacked import ContainerError, FrameStream, Unpacked, buffered, origin

_LIST_AT_ONCE = 1000
_CLIMBS = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:|\x00")
"""A way up, a path from the root, a drive letter, a NUL: what no honest archive holds."""


@dataclass(frozen=True)
class Entry:
    """One file of an archive: its place in the archive's order, its name, its length in bytes."""

    number: int
    name: str
    size: int


def safe(name: str) -> str:
    """The name of a member, when it stays inside.

    Raises
    ------
    RefusedError
        With reason ``climbing``.
    """
    if _CLIMBS.search(name):
        raise RefusedError("climbing")
    return name


class Archive(Container):
    """A container of several files. The module of a subclass has a class ``Task`` (see `Unpack`)."""

    SEEKABLE: ClassVar[bool] = True

    def members(self, source: Bytes) -> Iterator[Bytes]:
        """Every file inside, folders apart; the whole archive is listed, and judged, before the first."""
        opened = _Opened(source, f"{type(self).__module__}:Task", self.SEEKABLE)
        entries = opened.list()
        if not entries:
            raise InputError(f"{source.name}: is an archive without any file")
        yield from (_Member(opened, entry) for entry in entries)


class _Opened:
    """One archive and the child that reads it. Only the archive read last keeps a child between two members."""

    _last: ClassVar[_Opened | None] = None
    _lock = threading.RLock()

    def __init__(self, source: Bytes, task: str, seekable: bool) -> None:
        self.key, self.budget = origin(source)
        self.name = source.name
        self._source, self._task, self._seekable = source, task, seekable
        self._idle: tuple[Confined, int] | None = None

    def list(self) -> list[Entry]:
        """What is inside; the child stays for the members."""
        child = self._child()
        entries: list[Entry] = []
        size = 0
        try:
            for frame in child.run():
                if frame.kind != META:
                    raise ConfinedError("crash")
                entries += [Entry(int(i), str(name), int(length)) for i, name, length in json.loads(frame.payload)]
                size = sum(entry.size for entry in entries)
                self.budget.hold(self.key, len(entries), size)
        except ConfinedError as error:
            child.close()
            raise ContainerError(self.name, error.reason) from None
        except BaseException:
            child.close()
            raise
        self._keep(child, -1 if self._seekable else len(entries))
        return entries

    def stream(self, number: int, name: str, key: str) -> BinaryIO:
        """A fresh stream of member ``number``; going on where the last one stopped, if that was before it."""
        child, passed = self._take()
        if not self._seekable and number <= passed:
            child.close()
            child = self._child()
        frames = child.run(member=number)
        return buffered(FrameStream(name, key, self.budget, frames, lambda: self._keep(child, number)))

    def _child(self) -> Confined:
        try:
            return Confined(self._task, self._source, seekable=self._seekable)
        except ConfinedError as error:
            raise ContainerError(self.name, error.reason) from None

    def _take(self) -> tuple[Confined, int]:
        with self._lock:
            idle, self._idle = self._idle, None
        return idle or (self._child(), -1)

    def _keep(self, child: Confined, passed: int) -> None:
        """Keep a child that is still well for the next member, and end the one of another archive."""
        with self._lock:
            last, _Opened._last = _Opened._last, self
            leftover = [self._idle] if self._idle else []
            if last is not None and last is not self and last._idle:
                leftover.append(last._idle)
                last._idle = None
            self._idle = (child, passed) if child.alive else None
        for other, _ in leftover:
            other.close()
        if not child.alive:
            child.close()


class _Member(Unpacked):
    """One file of an archive."""

    def __init__(self, opened: _Opened, entry: Entry) -> None:
        self.name = f"{opened.name}/{entry.name}"
        self.key = f"{opened.key}/{entry.number}"
        self.budget = opened.budget
        self._opened, self._entry = opened, entry

    @property
    def size(self) -> int | None:
        """What the archive says; the caps count what really comes."""
        return self._entry.size

    def open(self) -> BinaryIO:
        """A fresh stream."""
        return self._opened.stream(self._entry.number, self.name, self.key)


class Unpack(ABC):
    """The child's part: lists the members, or gives the bytes of one."""

    @abstractmethod
    def open(self, source: BinaryIO) -> None:
        """Take the input."""

    @abstractmethod
    def entries(self) -> Iterator[Entry]:
        """Every file inside; raises `RefusedError` for what makes the whole archive unsafe or unreadable."""

    @abstractmethod
    def content(self, number: int) -> Iterator[Frame]:
        """The bytes of one of them."""

    def run(self, member: int = -1) -> Iterator[Frame]:
        """The list, or one member."""
        if member >= 0:
            yield from self.content(member)
            return
        found: list[Sequence[Any]] = []
        for entry in self.entries():
            found.append((entry.number, safe(entry.name), entry.size))
            if len(found) == _LIST_AT_ONCE:
                yield meta(found)
                found = []
        yield meta(found)
