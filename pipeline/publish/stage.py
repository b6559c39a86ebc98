"""The sixth stage: the release appears whole under its name, or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow.parquet as pq

from pipeline.core.durable import settle, settle_all
from pipeline.core.errors import UsageError
from pipeline.core.store import Location
from pipeline.publish import manifest, signature
from pipeline.publish.output import every, outputs_of
from pipeline.publish.tables import tables, write

RECORD_LEVEL = ("records.parquet", "records.key.age", "persons.parquet")
"""Files that a `newsroom` or a `research` release has besides."""


def check_target(target: Path, force: bool) -> None:
    """Refuse an output folder that exists, or that cannot be written, before any work is done.

    Raises
    ------
    UsageError
        For a link, for a file, for an existing folder without ``force``, and for one that holds no release.
    """
    if target.is_symlink():
        raise UsageError(f"{target}: is a link; estompe writes through none", "name a real folder with --out")
    if target.exists():
        found = sorted(path for path in target.rglob("*") if path.is_symlink() or not path.is_dir())
        check_found(target, [path.relative_to(target).as_posix() for path in found], target.is_dir(), force)
    parent = target.absolute().parent
    if not parent.is_dir():
        raise UsageError(f"{parent}: is no folder", "make it first, or name another with --out")
    if not os.access(parent, os.W_OK | os.X_OK):
        raise UsageError(f"{parent}: cannot be written", "name another folder with --out")


def check_found(target: Location, names: list[str], is_folder: bool, force: bool) -> None:
    """Refuse to replace what stands at ``target``: the files ``names``, in a folder unless it is one itself.

    Raises
    ------
    UsageError
        As `check_target`.
    """
    if not is_folder:
        raise UsageError(f"{target}: is a file", "name a folder with --out")
    if not force:
        raise UsageError(f"{target}: exists already", "take --force to replace it, or name another with --out")
    if names and manifest.NAME not in names:
        raise UsageError(f"{target}: holds something that is no release", "name another folder with --out")
    if own := _not_of_the_release(names):
        raise UsageError(f"{target}: holds {own}, which is not of the release", "move it away, or name another folder")


def _not_of_the_release(names: list[str]) -> str:
    """A file that somebody put beside the release; empty when there is none."""
    known = {manifest.NAME, signature.NAME, "report.html", *(output.path for output in every()), *RECORD_LEVEL}
    return next((n for n in names if n not in known and not PurePosixPath(n).match("cubes/*.parquet")), "")


@contextmanager
def staging(target: Path) -> Iterator[Path]:
    """A temporary sibling of ``target`` that takes its name when the block ends well, and vanishes otherwise."""
    target = target.absolute()
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise UsageError(f"{target.parent}: cannot be written ({error.strerror})", "name another with --out") from None
    try:
        yield folder
        _appear(folder, target)
    except OSError as error:
        raise UsageError(
            f"{target}: cannot be written ({error.strerror}); nothing was published",
            "free space, or name another",
        ) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _appear(folder: Path, target: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    settle_all(folder)
    if not target.exists():
        folder.rename(target)
        settle(target.parent)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    target.rename(old / "release")
    try:
        folder.rename(target)
    except BaseException:
        (old / "release").rename(target)
        old.rmdir()
        raise
    settle(target.parent)
    shutil.rmtree(old)


def release_id(tables_: Path, policy_digest: str) -> str:
    """The name of a release: a digest of the policy and of what is published, so that equal releases are one.

    Of the rows and not of the files, so that `verify` can work it out again from the release.
    """
    state = hashlib.sha256(policy_digest.encode())
    for path in sorted(tables_.glob("*.parquet")):
        table = pq.read_table(path)
        rows = sorted(zip(*table.to_pydict().values(), strict=True))
        state.update(json.dumps([path.stem, table.column_names, rows]).encode())
    return state.hexdigest()[:16]


def run(counted: Path, folder: Path, facts: dict[str, Any]) -> None:
    """Write the release's data files into ``folder`` from the tables that ``facts`` name and the gate has passed."""
    for table in tables(facts):
        (folder / table.path).parent.mkdir(exist_ok=True)
        write(counted / f"{table.name}.parquet", folder, table)
    for output in outputs_of(facts):
        output.write(folder, facts)
