"""The private manifest: which leak a release was made from, for the custodian alone (threat T26).

An age file beside the release folder, never in it: what is copied to the web is the folder. It holds digests of the
inputs and the places of the quarantine; the public manifest holds neither.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import pyarrow.parquet as pq
import pyrage

from pipeline.core.errors import UsageError
from pipeline.core.keyfile import write_private
from pipeline.publish import manifest

SUFFIX = ".private.age"
_CHUNK = 1 << 20


class Source(Protocol):
    """Where the bytes of one input come from."""

    @property
    def name(self) -> str:
        """How it is called."""

    def open(self) -> BinaryIO:
        """Open it from its beginning."""


def beside(target: Path) -> Path:
    """Where the private manifest of the release ``target`` stands."""
    target = target.absolute()
    return target.with_name(target.name + SUFFIX)


def check(target: Path, force: bool) -> None:
    """Refuse to replace a private manifest unasked, before any work is done.

    Raises
    ------
    UsageError
        When there is one, or a link, or a folder of that name.
    """
    place = beside(target)
    if place.is_symlink() or place.is_dir():
        raise UsageError(f"{place}: is no file; the private manifest goes there", "move it away")
    if place.exists() and not force:
        raise UsageError(f"{place}: exists already", "take --force to replace it, or name another release with --out")


@contextmanager
def drafted(target: Path) -> Iterator[Path]:
    """A place for the private manifest, which takes its name once the block has ended well."""
    draft = target.absolute().with_name(f".{target.name}-{os.getpid()}{SUFFIX}")
    try:
        yield draft
        if draft.exists():
            draft.replace(beside(target))
    finally:
        draft.unlink(missing_ok=True)


def contents(
    release: Path, facts: dict[str, Any], sources: Sequence[Source], files: Sequence[Path], places: Path
) -> bytes:
    """What the private manifest says of a release that is ready under ``release``, as JSON.

    ``sources`` are the inputs as they were read, in the order of their numbers; ``files`` those that were named (the
    same, or the archives that hold them); ``places`` is the quarantine's Parquet file.
    """
    quarantine = pq.read_table(places)
    said = {
        "release_id": facts["release_id"],
        "manifest": manifest.digest(release / manifest.NAME),
        "files": [{"name": path.name, **_digest(path.open("rb"))} for path in files],
        "inputs": [{"name": source.name, **_digest(source.open())} for source in sources],
        "quarantine": {
            "columns": quarantine.column_names,
            "rows": [list(row.values()) for row in quarantine.to_pylist()],
        },
    }
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "backslashreplace")


def write(draft: Path, said: bytes, custodian: pyrage.x25519.Recipient | pyrage.ssh.Recipient) -> None:
    """Encrypt it to the custodian; nobody else can read it afterwards, this program neither."""
    write_private(draft, pyrage.encrypt(said, [custodian]))


def _digest(stream: BinaryIO) -> dict[str, Any]:
    state, size = hashlib.sha256(), 0
    with stream:
        while chunk := stream.read(_CHUNK):
            state.update(chunk)
            size += len(chunk)
    return {"bytes": size, "sha256": state.hexdigest()}
