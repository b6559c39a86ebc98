"""The ledger of a key: which releases were made with it, so that each gets pseudonyms of its own (threat T15).

It stands beside the key, for its holder alone. It tells leaks apart by a digest under the key, of the records
whatever their order, encoding or files: the same leak under the same policy is the same release again.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.core.errors import InputError, UsageError
from pipeline.core.keyfile import write_private


@dataclass(frozen=True)
class Entry:
    """One release: its number and id, the policy's digest, the leak's, and whose pseudonyms it uses."""

    number: int
    release_id: str
    policy: str
    leak: str
    pseudonyms: str


def read(path: Path) -> tuple[Entry, ...]:
    """The releases noted in ``path``; none where it does not exist.

    Raises
    ------
    InputError
        When the file is damaged.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{path}: cannot be read", "the ledger stands beside the key") from None
    try:
        return tuple(Entry(**entry) for entry in json.loads(text)["releases"])
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{path}: is damaged", "take your copy of it") from None


def number(entries: tuple[Entry, ...], policy: str, leak: str, pseudonyms: str) -> int:
    """The number of this leak under this policy: the one that it had, else the next.

    ``pseudonyms`` is the earlier release whose pseudonyms are asked for, empty where they are to be its own.
    """
    for entry in entries:
        linked = entry.pseudonyms if entry.pseudonyms != entry.release_id else ""
        if (entry.policy, entry.leak, linked) == (policy, leak, pseudonyms):
            return entry.number
    return max((entry.number for entry in entries), default=0) + 1


def known(entries: tuple[Entry, ...], release_id: str) -> Entry:
    """The entry of a release that was made with this key.

    Raises
    ------
    UsageError
        When there is none.
    """
    for entry in entries:
        if entry.release_id == release_id:
            return entry
    raise UsageError(
        f"--link-to {release_id}: this key made no such release", "the id stands in the release's manifest.json"
    )


def note(path: Path, entry: Entry) -> None:
    """Write ``entry`` down, unless it is there; the file changes whole or not at all.

    Raises
    ------
    UsageError
        When another run noted another release under the same number meanwhile, or when nothing can be written.
    """
    try:
        with _alone(path.parent):
            entries = read(path)
            if entry in entries:
                return
            if any(entry.number == other.number for other in entries):
                raise UsageError(f"{path}: another run took number {entry.number} meanwhile", "run this one again")
            _write(path, (*entries, entry))
    except OSError as error:
        raise UsageError(
            f"{path}: the ledger cannot be written ({error.strerror})", "it stands beside the key"
        ) from None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes from the ledger of a folder for a moment."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write(path: Path, entries: tuple[Entry, ...]) -> None:
    text = json.dumps({"releases": [asdict(one) for one in entries]}, indent=1) + "\n"
    fresh = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        write_private(fresh, text.encode())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
