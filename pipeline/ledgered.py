"""A run beside the ledger of its project: audited together with earlier releases, and remembered.

Which releases are of one leak is told by a keyed digest of its records, whatever their order, encoding or files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.assess import gate
from pipeline.assess import stage as assess
from pipeline.assess.together import together
from pipeline.core import releases
from pipeline.core.cells import blank_to_null
from pipeline.core.errors import GateError
from pipeline.core.progress import Silent
from pipeline.ingest import stage as ingest
from pipeline.job import Job
from pipeline.transform.persons import content

PUBLIC = "public"
_MODULUS = 1 << 64
_TOLD = (
    *("release_id", "tier", "counts", "cubes", "reference_year", "policy_digest"),
    *("protection", "protection_record", "policy"),
)


def audit(job: Job, facts: Mapping[str, Any], ledger: Path) -> None:
    """Judge the cubes in the work folder together with those of every earlier release of the project.

    Raises
    ------
    GateError
        When together they betray a cell; which release, by how much, and what would change it.
    """
    if job.policy.tier != PUBLIC:
        return
    leak = leak_digest(job, ledger)
    now = assess.written(job.work.folder("anonymise"), dict(facts))
    for entry in releases.read(ledger):
        same_release = entry.release_id == facts["release_id"] and entry.leak == leak
        if entry.project != job.policy.project or entry.tier != PUBLIC or same_release:
            continue
        told = releases.facts(ledger, entry)
        if entry.leak == leak and told["protection"] != facts["protection"]:
            other = f"release {entry.release_id} of the ledger protects this leak by {told['protection']}"
            raise GateError(f"{other}; two protections of one leak side by side betray both", "policy key: protection")
        before = assess.written(ledger / entry.release_id, told)
        checks = together(now, before, entry.leak == leak, job.policy.thresholds)
        failed = [(c.id, c.threat, c.value, c.limit, c.key) for c in checks if not c.passed]
        if failed:
            said = gate.over(failed)
            hint = (
                "take the policy of that release, or give the other file a project of its own where they share nobody"
            )
            raise GateError(f"together with release {entry.release_id} of the ledger, {said.message}", hint)


def note(job: Job, facts: Mapping[str, Any], ledger: Path) -> None:
    """Remember the release, once it is there."""
    public = job.policy.tier == PUBLIC
    leak = _kept(job).read_text(encoding="ascii") if public else leak_digest(job, ledger)
    entry = releases.Release(facts["release_id"], job.policy.project, job.policy.tier, leak)
    cubes = job.work.folder("anonymise") / "cubes" if public else None
    releases.note(ledger, entry, {key: facts[key] for key in _TOLD if key in facts}, cubes)


def leak_digest(job: Job, ledger: Path) -> str:
    """What the ledger calls the leak of a run, which is read once more for it; kept in the work folder for `note`."""
    total = records = 0
    for _, batch in ingest.batches(job.opened, Silent()):
        total += content([blank_to_null(pl.Series(column)) for column in batch.columns])
        records += batch.num_rows
    found = releases.digest(ledger, f"{records}|{total % _MODULUS}")
    _kept(job).write_text(found, encoding="ascii")
    return found


def _kept(job: Job) -> Path:
    return job.work.folder("assess") / "leak"
