"""Zstandard (RFC 8878), with as many frames one after the other as there are."""

from __future__ import annotations

import sys
from typing import Any

from pipeline.ingest.compressed import Compressed, Decompress

WINDOW_LOG = 31
"""The largest window that ``zstd --long=31`` writes: 2 GiB; memory is taken as it fills, within the child's limit."""


class Zstd(Compressed):
    """One file, compressed by zstd."""

    NAME = "zstd"
    DESCRIPTION = "zstd, also several frames in one file"
    MAGIC = b"\x28\xb5\x2f\xfd"


class Task(Decompress):
    """The child's part."""

    def __init__(self) -> None:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd

        self._make = zstd.ZstdDecompressor
        self._options: dict[int, int] = {zstd.DecompressionParameter.window_log_max: WINDOW_LOG}

    def decompressor(self) -> Any:
        """A fresh decompressor, that checks sums where the frame has them."""
        return self._make(options=self._options)
