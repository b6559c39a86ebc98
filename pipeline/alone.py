"""One stage alone, in a work folder that lasts: what `dvc.yaml` calls, and what a maintainer looks into.

The stages are those of the flow, and leave there what a run leaves in its own work folder; the release appears under
``report/release``. A stage whose predecessors are missing, or were made of other files, with another policy, key or
link, or by another version, computes those first.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from pipeline import __version__, flow
from pipeline.core import keyfile
from pipeline.core.errors import UsageError
from pipeline.core.progress import Progress
from pipeline.core.store import Address, on_disk
from pipeline.core.work import KEY, Work
from pipeline.ingest.custody import recipient
from pipeline.job import Job, Request
from pipeline.publish import private
from pipeline.publish import stage as publish
from pipeline.transform.stage import TABLE

DATA, RELEASE = Path("publish", "data"), Path("report", "release")
"""Where, in a work folder, the data files stand before the report, and where the whole release does."""

STAMP = "stamp.json"
_READING = ("ingest", "detect", "transform")


def _publish(job: Job) -> None:
    folder = job.work.folder("publish") / DATA.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    flow.release(job, folder)


def _report(job: Job) -> None:
    target = job.work.folder("report") / RELEASE.name
    with private.drafted(target) as draft, publish.staging(target) as folder:
        shutil.copytree(job.work.path / DATA, folder, dirs_exist_ok=True)
        flow.describe(job, folder)
        flow.entrust(job, folder, draft)
        flow.note(job)


STEPS: dict[str, Callable[[Job], object]] = {
    "ingest": flow.read,
    "detect": flow.know,
    "transform": flow.change,
    "anonymise": flow.count,
    "assess": flow.judge,
    "publish": _publish,
    "report": _report,
}
"""The stages in the order of the flow; `detect` reads for both itself and `ingest`."""


def run(name: str, request: Request, work: Work, progress: Progress) -> tuple[str, ...]:
    """Run the stage ``name``, after those of its predecessors that are not up to date; the stages that ran.

    Raises
    ------
    UsageError
        When there is no such stage, or when a stage that reads the leak has no files to read.
    InputError, PolicyError, GateError
        As in a run.
    """
    if name not in STEPS:
        raise UsageError(f"{name}: is no stage", f"one of {', '.join(STEPS)}")
    flow.check(request)
    job, stages = Job(request, work, progress), list(STEPS)
    given = _given(request) if request.paths else _remembered(work)
    before = stages[: stages.index(name)]
    stale = next((stage for stage in before if _stamp(work, stage) != _expected(stage, given, request)), name)
    if stale == "anonymise" and not has_records(work.path):
        stale = "transform"
    wanted = stages[stages.index(stale) : stages.index(name) + 1]
    if not request.paths and (reader := next((stage for stage in wanted if stage in _READING), None)):
        raise UsageError(f"stage {reader}: reads the leak", "name its files after the name of the stage")
    for stage in wanted:
        (work.path / stage / STAMP).unlink(missing_ok=True)
    with closing(job.engine):
        for stage in wanted:
            if stage != "ingest" or "detect" not in wanted:
                STEPS[stage](job)
            _mark(work, stage, _expected(stage, given, request))
    return tuple(wanted)


def has_records(work: Path) -> bool:
    """Whether record-level results, and so their key, are in the work folder."""
    return (work / "transform" / TABLE).exists()


def forget(work: Work) -> None:
    """Remove the record-level results and their key: what remains is value-free."""
    for name in (TABLE, KEY):
        (work.path / "transform" / name).unlink(missing_ok=True)


def _given(request: Request) -> str:
    """Which files these are, for as long as nobody writes to them; names and contents stay out of the work folder.

    Nobody can tell whether standard input, or a file of a store, is what it was before: it is always another leak.
    """
    if any(isinstance(path, Address) or str(path) == "-" for path in request.paths):
        return secrets.token_hex(8)
    stats = [(path, path.stat()) for path in on_disk(request.paths) if path.exists()]
    files = [(str(path.absolute()), stat.st_size, stat.st_mtime_ns) for path, stat in stats]
    return hashlib.sha256(repr((files, request.overrides)).encode()).hexdigest()[:16]


def _remembered(work: Work) -> str | None:
    found = _stamp(work, "ingest")
    return found["leak"] if found else None


def _expected(stage: str, leak: str | None, request: Request) -> dict[str, Any]:
    """What the stamp of a stage says when its results belong to this request."""
    stamp = {"version": __version__, "leak": leak, "custodian": _custodian(request)}
    if stage == "ingest":
        return stamp
    key = keyfile.load(request.key).run.fingerprint() if request.key else None
    asked = {"key": key, "link_to": request.link_to, "strict": request.strict}
    return {**stamp, "policy": request.policy.digest(), **asked}


def _custodian(request: Request) -> str | None:
    """Which public key the quarantine is kept for."""
    if request.custodian is None:
        return None
    recipient(request.custodian)
    return hashlib.sha256(request.custodian.read_bytes()).hexdigest()[:16]


def _stamp(work: Work, stage: str) -> dict[str, Any] | None:
    try:
        found = json.loads((work.path / stage / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "leak" in found else None


def _mark(work: Work, stage: str, stamp: dict[str, Any]) -> None:
    (work.folder(stage) / STAMP).write_text(json.dumps(stamp) + "\n", encoding="utf-8")
