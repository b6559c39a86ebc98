"""xz, with as many streams one after the other as there are."""

from __future__ import annotations

from typing import Any

from pipeline.ingest.compressed import Compressed, Decompress

MEMORY = 1 << 30
"""Bytes that a dictionary may take; the largest preset (``xz -9``) takes 65 MiB."""


class Xz(Compressed):
    """One file, compressed by xz."""

    NAME = "xz"
    DESCRIPTION = "xz, also several streams in one file"
    MAGIC = b"\xfd7zXZ\x00"


class Task(Decompress):
    """The child's part."""

    def __init__(self) -> None:
        import lzma

        self._make, self._format = lzma.LZMADecompressor, lzma.FORMAT_XZ

    def decompressor(self) -> Any:
        """A fresh decompressor, that checks sums."""
        return self._make(self._format, memlimit=MEMORY)
