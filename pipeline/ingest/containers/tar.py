"""tar archives (POSIX ustar and pax, GNU, v7), read from front to back; mostly found inside gzip, bzip2, xz or zstd."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from pipeline.ingest.archive import Archive, Entry, Unpack, safe
from pipeline.ingest.confined import DATA, Frame, RefusedError

_PIECE = 1 << 20
_BLOCK = 512


class Tar(Archive):
    """Files one after the other, without compression."""

    NAME = "tar"
    DESCRIPTION = "tar archives, also compressed (.tar.gz and the like)"
    SEEKABLE = False

    def recognise(self, head: bytes) -> bool:
        """A first header block whose checksum is right (POSIX.1-2017, pax, ustar interchange format)."""
        block = head[:_BLOCK]
        if len(block) < _BLOCK or not block[0]:
            return False
        said = block[148:156].strip(b" \x00")
        if not said or said.strip(b"01234567"):
            return False
        return int(said, 8) == sum(block) - sum(block[148:156]) + 8 * 32


class _Strict(tarfile.TarInfo):
    """A header that must be one: tarfile takes a broken one for the end, and what follows would be lost."""

    @classmethod
    def fromtarfile(cls, archive: Any) -> Any:
        """Read the next header; a block of zeros is the end, and the only one."""
        try:
            return super().fromtarfile(archive)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined]
            raise
        except tarfile.HeaderError:
            raise RefusedError("damaged") from None


class Task(Unpack):
    """The child's part. Members are given in order; one that was passed needs a fresh child."""

    def open(self, source: BinaryIO) -> None:
        """Take the input; nothing is read yet."""
        self._archive = tarfile.open(fileobj=source, mode="r|", tarinfo=_Strict)  # noqa: SIM115
        self._number = -1

    def entries(self) -> Iterator[Entry]:
        """Every file; a link, a device, or a file with holes refuses the whole."""
        while (info := self._next()) is not None:
            yield Entry(self._number, info.name, info.size)

    def _next(self) -> tarfile.TarInfo | None:
        """The next regular file."""
        while (info := self._archive.next()) is not None:
            self._archive.members.clear()  # type: ignore[attr-defined]  # tarfile remembers every header
            safe(info.name)
            if info.sparse is not None:
                raise RefusedError("method")
            if not info.isdir() and not info.isreg():
                raise RefusedError("link")
            if info.isreg():
                self._number += 1
                return info
        return None

    def content(self, number: int) -> Iterator[Frame]:
        """The bytes of a member that was not passed yet."""
        info = self._next()
        while info is not None and self._number < number:
            info = self._next()
        if info is None:
            raise RefusedError("damaged")
        member = self._archive.extractfile(info)
        left = info.size
        while member is not None and (piece := member.read(_PIECE)):
            left -= len(piece)
            yield Frame(DATA, piece)
        if left:
            raise RefusedError("damaged")
