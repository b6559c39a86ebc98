"""The ledger of a project: what its releases published, so that the next one can be audited together with them.

A folder: ``ledger.key`` (random, for the digests that tell leaks apart), ``ledger.json``, and the published cells of
each release. No value of a leak is in it; who holds it learns what is public, and which releases are of one leak.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.core.errors import InputError, UsageError
from pipeline.core.keyfile import write_private
from pipeline.core.keys import ROOT_BYTES

KEY, LIST, FACTS = "ledger.key", "ledger.json", "facts.json"


@dataclass(frozen=True)
class Release:
    """One release of the ledger: its id, the project, the tier, and a keyed digest of the leak."""

    release_id: str
    project: str
    tier: str
    leak: str


def read(folder: Path) -> tuple[Release, ...]:
    """The releases of a ledger; none where the folder is new.

    Raises
    ------
    InputError
        When the ledger is damaged.
    """
    try:
        return tuple(Release(**one) for one in json.loads((folder / LIST).read_text(encoding="utf-8"))["releases"])
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{folder / LIST}: is damaged", "take your copy of the ledger") from None


def digest(folder: Path, said: str) -> str:
    """What the ledger calls a leak: a digest of ``said`` under its own key, which is made at the first call.

    Raises
    ------
    UsageError
        When the folder cannot be written, or its key is no key.
    """
    path = folder / KEY
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            write_private(path, secrets.token_bytes(ROOT_BYTES))
        key = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{folder}: the ledger cannot be written ({error.strerror})", "name another --ledger"
        ) from None
    if len(key) != ROOT_BYTES:
        raise UsageError(f"{path}: is no key of a ledger", "take your copy of the ledger")
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()[:32]


def facts(folder: Path, release: Release) -> dict[str, Any]:
    """What the manifest of a remembered release said of its counts and cubes.

    Raises
    ------
    InputError
        When they are missing or damaged: an audit without them would prove nothing.
    """
    try:
        found: dict[str, Any] = json.loads((folder / release.release_id / FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise InputError(f"{folder / release.release_id}: is damaged", "take your copy of the ledger") from None
    return found


def note(folder: Path, release: Release, told: dict[str, Any], published: Path | None) -> None:
    """Remember a release: first its ``published`` cells (a folder) or rows (a file), then its line; once only."""
    known = read(folder)
    if any(one.release_id == release.release_id for one in known):
        return
    try:
        fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
        if published is not None:
            (shutil.copytree if published.is_dir() else shutil.copyfile)(published, fresh / published.name)
        (fresh / FACTS).write_text(json.dumps(told, ensure_ascii=False) + "\n", encoding="utf-8")
        target = folder / release.release_id
        shutil.rmtree(target, ignore_errors=True)
        fresh.rename(target)
        text = json.dumps({"releases": [asdict(one) for one in (*known, release)]}, indent=1) + "\n"
        beside = folder / f".{LIST}-{os.getpid()}"
        write_private(beside, text.encode())
        beside.replace(folder / LIST)
    except OSError as error:
        raise UsageError(f"{folder}: the ledger cannot be written ({error.strerror})", "see who owns it") from None
