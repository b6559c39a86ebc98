"""A run that can be gone on with: which one works in a folder, and what of it is done.

Nothing is followed that another leak, policy, key, option or version has left. What tells them apart is kept as one
digest under the key of the folder: nobody who finds the folder without its key can try files against it.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.core import keyfile
from pipeline.core.durable import settle
from pipeline.core.errors import UsageError
from pipeline.core.store import on_disk
from pipeline.core.work import STATE, Work
from pipeline.ingest.custody import recipient
from pipeline.job import Request

_EDGE = 1 << 16
"""Bytes at both ends of a file that go into its digest, besides its length and the time of its last change."""


class Stages:
    """The stages of the run in a folder that are done; of none where the run cannot be gone on with."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._done: list[str] = list((_state(work) or {}).get("done", [])) if work.mark else []

    def done(self, stage: str) -> bool:
        """Whether the results of ``stage`` are there."""
        return stage in self._done

    def note(self, stage: str) -> None:
        """It is done now: noted once its results are on the disk, so that a loss of power cannot take them back."""
        if self._work.mark:
            self._work.settle()
            self._done.append(stage)
            _write(self._work, self._done)


@contextmanager
def followed(request: Request, work: Work, resume: bool) -> Iterator[None]:
    """Keep the folder for one run: go on with the one that was broken off in it if ``resume``, else begin anew.

    Raises
    ------
    UsageError
        When another process works in the folder, when the run that was broken off was another one, or when its input
        cannot be read again.
    """
    descriptor = os.open(work.path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if any(str(path) == "-" for path in request.paths):
            if resume:
                raise UsageError("--resume: standard input cannot be read again", "name the file, or run without it")
            work.forget()
        else:
            _enter(request, work, resume)
        yield
    except BlockingIOError:
        raise UsageError("--work: another run is under way in this folder", "take another") from None
    finally:
        os.close(descriptor)


def _enter(request: Request, work: Work, resume: bool) -> None:
    found = _state(work)
    if not resume or found is None:
        work.forget()
        work.mark = _mark(request, work)
        work.settle()
        _write(work, [])
        return
    mark = _mark(request, work)
    if not hmac.compare_digest(str(found["mark"]), mark):
        said = "--resume: the files, the policy or the options are not those of the run that was broken off"
        raise UsageError(said, "give the same ones, or begin anew without --resume")
    work.mark = mark


def _mark(request: Request, work: Work) -> str:
    """Everything that the results depend on, as one keyed digest."""
    custodian = request.custodian
    if custodian is not None:
        recipient(custodian)
    said = repr(
        (
            __version__,
            [_file(path) for path in on_disk(request.paths) if path.is_file()],
            request.overrides,
            None if custodian is None else hashlib.sha256(custodian.read_bytes()).hexdigest(),
            request.policy.digest(),
            sorted(request.policy.recipients),
            keyfile.load(request.key).run.fingerprint() if request.key else None,
            (request.link_to, request.strict, str(request.ledger and request.ledger.absolute())),
        )
    )
    return hmac.new(work.secret("which run"), said.encode(), hashlib.sha256).hexdigest()


def _file(path: Path) -> tuple[str, int, int, str]:
    facts = path.stat()
    with path.open("rb") as file:
        ends = file.read(_EDGE)
        file.seek(max(0, facts.st_size - _EDGE))
        ends += file.read(_EDGE)
    return str(path.absolute()), facts.st_size, facts.st_mtime_ns, hashlib.sha256(ends).hexdigest()


def _state(work: Work) -> dict[str, Any] | None:
    try:
        found = json.loads((work.path / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "mark" in found else None


def _write(work: Work, done: list[str]) -> None:
    rough = work.path / f"{STATE}.part"
    with rough.open("w", encoding="utf-8") as file:
        file.write(json.dumps({"mark": work.mark, "done": done}) + "\n")
        file.flush()
        os.fsync(file.fileno())
    rough.rename(work.path / STATE)
    settle(work.path)
