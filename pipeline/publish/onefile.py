"""One file that appears whole under its name, or not at all: Parquet or CSV, by its suffix."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.core.errors import UsageError

SUFFIXES = (".parquet", ".csv")


def check_target(target: Path, force: bool) -> None:
    """Refuse an output file that exists, is a link, or cannot be written, before any work is done.

    Raises
    ------
    UsageError
        As said; ``force`` allows to replace a file.
    """
    if target.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{target}: is neither .parquet nor .csv", "name such a file with --out")
    if target.is_symlink():
        raise UsageError(f"{target}: is a link; estompe writes through none", "name a real file with --out")
    if target.is_dir():
        raise UsageError(f"{target}: is a folder", "name a file with --out")
    if target.exists() and not force:
        raise UsageError(f"{target}: exists already", "take --force to replace it, or name another with --out")
    parent = target.absolute().parent
    if not parent.is_dir():
        raise UsageError(f"{parent}: is no folder", "make it first, or name another with --out")
    if not os.access(parent, os.W_OK | os.X_OK):
        raise UsageError(f"{parent}: cannot be written", "name another file with --out")


@contextmanager
def staged(target: Path, table: pa.Table, delimiter: str) -> Iterator[Path]:
    """Write ``table`` to a new sibling of ``target``, which takes its name when the block ends well, else vanishes.

    Raises
    ------
    UsageError
        When it cannot be written.
    """
    target = target.absolute()
    place = target.with_name(f".{secrets.token_hex(8)}-{target.name}")
    try:
        try:
            _write(place, table, delimiter)
            yield place
            place.replace(target)
        except OSError as error:
            why = os.strerror(error.errno) if error.errno else "the disk may be full"
            raise UsageError(f"{target}: cannot be written ({why}); nothing was published", "free space") from None
    finally:
        place.unlink(missing_ok=True)


def _write(place: Path, table: pa.Table, delimiter: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(place, flags, 0o600), "wb") as stream:
        if place.suffix.lower() == ".parquet":
            pq.write_table(table, stream, compression="zstd")
        else:
            frame = pl.DataFrame(pl.from_arrow(table))
            frame.write_csv(stream, separator=delimiter, quote_style="necessary")
        stream.flush()
        os.fsync(stream.fileno())
