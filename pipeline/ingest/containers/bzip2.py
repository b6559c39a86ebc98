"""bzip2, with as many streams one after the other as there are."""

from __future__ import annotations

from typing import Any

from pipeline.ingest.compressed import Compressed, Decompress


class Bzip2(Compressed):
    """One file, compressed by bzip2, pbzip2 and the like."""

    NAME = "bzip2"
    DESCRIPTION = "bzip2, also several streams in one file"
    MAGIC = b"BZh"

    def recognise(self, head: bytes) -> bool:
        """The letters, a block size, and the first six digits of pi or of its root (an empty stream)."""
        return head[:3] == self.MAGIC and head[4:10] in (b"\x31\x41\x59\x26\x53\x59", b"\x17\x72\x45\x38\x50\x90")


class Task(Decompress):
    """The child's part."""

    def __init__(self) -> None:
        import bz2

        self._make = bz2.BZ2Decompressor

    def decompressor(self) -> Any:
        """A fresh decompressor, that checks sums."""
        return self._make()
