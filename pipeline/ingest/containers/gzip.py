"""gzip (RFC 1952), with as many members one after the other as there are."""

from __future__ import annotations

from typing import Any

from pipeline.ingest.compressed import Compressed, Decompress


class Gzip(Compressed):
    """One file, compressed by gzip, pigz, bgzip and the like."""

    NAME = "gzip"
    DESCRIPTION = "gzip, also several streams in one file"
    MAGIC = b"\x1f\x8b"


class Task(Decompress):
    """The child's part."""

    def __init__(self) -> None:
        import zlib

        self._make = zlib.decompressobj

    def decompressor(self) -> Any:
        """A fresh decompressor, that checks length and sum."""
        return _Stream(self._make(31))


class _Stream:
    """zlib's object, in the manner of the other decompressors of the standard library."""

    def __init__(self, inflate: Any) -> None:
        self._inflate = inflate
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return bool(self._inflate.eof)

    @property
    def unused_data(self) -> bytes:
        return bytes(self._inflate.unused_data)

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece: bytes = self._inflate.decompress(self._inflate.unconsumed_tail + data, max_length)
        self.needs_input = not self._inflate.unconsumed_tail and len(piece) < max_length
        return piece
