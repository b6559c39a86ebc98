"""zip archives (APPNOTE 6.3): stored, deflate, bzip2, LZMA, Zstandard. Office documents are zip files, no archives."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from pipeline.ingest.archive import Archive, Entry, Unpack
from pipeline.ingest.confined import DATA, Frame, RefusedError

OFFICE = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/", b"word/", b"ppt/", b"customXml/", b"mimetype")
"""How the first name in an office document begins (ECMA-376 part 2; OpenDocument 1.3 part 2, section 3.3)."""

_PIECE = 1 << 20
_ENCRYPTED = 0x1 | 0x40 | 0x2000
"""Flags: encrypted, strongly encrypted, encrypted directory."""


class Zip(Archive):
    """Files, each compressed for itself."""

    NAME = "zip"
    DESCRIPTION = "zip archives"

    def recognise(self, head: bytes) -> bool:
        """A first file that is not that of an office document, no file at all, or the mark of a split archive."""
        if head.startswith(b"PK\x03\x04"):
            return not is_office(head)
        return head.startswith((b"PK\x05\x06", b"PK\x07\x08"))


def is_office(head: bytes) -> bool:
    """Whether a zip file begins as office documents do."""
    return head.startswith(b"PK\x03\x04") and head[30:60].startswith(OFFICE)


class Task(Unpack):
    """The child's part."""

    def __init__(self) -> None:
        if sys.version_info >= (3, 14):
            import zipfile
        else:
            from backports.zstd import zipfile
        import bz2  # noqa: F401
        import lzma  # noqa: F401

        self._zipfile: Any = zipfile

    def open(self, source: BinaryIO) -> None:
        """Read the directory at the end of the archive."""
        self._archive = self._zipfile.ZipFile(source)
        self._files = [info for info in self._archive.infolist() if not info.is_dir()]

    def entries(self) -> Iterator[Entry]:
        """The files of the directory; a link or an encrypted member refuses the whole."""
        for info in self._archive.infolist():
            kind = (info.external_attr >> 16) & 0o170000
            if kind not in (0, 0o100000, 0o040000):
                raise RefusedError("link")
            if info.flag_bits & _ENCRYPTED or info.compress_type == 99:
                raise RefusedError("encrypted")
            if ".." in info.orig_filename.replace("\\", "/").split("/") or "\x00" in info.orig_filename:
                raise RefusedError("climbing")
            if not info.is_dir() and info.compress_type not in (0, 8, 12, 14, 93):
                raise RefusedError("method")
        yield from (Entry(number, info.filename, info.file_size) for number, info in enumerate(self._files))

    def content(self, number: int) -> Iterator[Frame]:
        """One file; its sum is checked at its end."""
        info = self._files[number]
        consumed = max(info.compress_size, 1)
        with self._archive.open(info) as member:
            while piece := member.read(_PIECE):
                yield Frame(DATA, piece, consumed)
            if member.tell() != info.file_size:
                raise RefusedError("damaged")
