"""A run beside the ledger of its project: audited together with earlier releases, and remembered.

Which releases are of one leak is told by a keyed digest of its records, whatever their order, encoding or files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.anonymise.rows import NAME as ROWS
from pipeline.assess import gate, generalised
from pipeline.assess import stage as assess
from pipeline.assess.beside import alike, beside
from pipeline.assess.measure import Check
from pipeline.assess.together import together
from pipeline.core import releases
from pipeline.core.cells import blank_to_null
from pipeline.core.errors import GateError
from pipeline.core.progress import Silent
from pipeline.ingest import stage as ingest
from pipeline.job import Job
from pipeline.transform.persons import content

PUBLIC = "public"
_AUDITED = {PUBLIC: "cubes", "research": ROWS}
"""Tier -> what of its release is remembered, to be audited together with later ones."""
_MODULUS = 1 << 64
_TOLD = (
    *("release_id", "tier", "counts", "cubes", "reference_year", "policy_digest"),
    *("protection", "protection_record", "policy"),
)


def audit(job: Job, facts: Mapping[str, Any], ledger: Path) -> None:
    """Judge what stands in the work folder together with every earlier release of the project that has no pseudonyms.

    Raises
    ------
    GateError
        When together they betray a cell; which release, by how much, and what would change it.
    """
    leak = leak_digest(job, ledger)
    for entry in releases.read(ledger):
        same_release = entry.release_id == facts["release_id"] and entry.leak == leak
        if entry.project != job.policy.project or entry.tier not in _AUDITED or same_release:
            continue
        told = releases.facts(ledger, entry)
        failed = [check for check in _together(job, facts, ledger, entry, told, entry.leak == leak) if not check.passed]
        if failed:
            said = gate.over([(c.id, c.threat, c.value, c.limit, c.key) for c in failed])
            hint = (
                "take the policy of that release, or give the other file a project of its own where they share nobody"
            )
            raise GateError(f"together with release {entry.release_id} of the ledger, {said.message}", hint)


def _together(
    job: Job, facts: Mapping[str, Any], ledger: Path, entry: releases.Release, told: dict[str, Any], same_leak: bool
) -> tuple[Check, ...]:
    """The checks of this release and an earlier one, of whichever tiers they are."""
    here, there, limits = job.work.folder("anonymise"), ledger / entry.release_id, job.policy.thresholds
    if job.policy.tier == entry.tier == PUBLIC:
        if same_leak and told["protection"] != facts["protection"]:
            other = f"release {entry.release_id} of the ledger protects this leak by {told['protection']}"
            raise GateError(f"{other}; two protections of one leak side by side betray both", "policy key: protection")
        return together(assess.written(here, dict(facts)), assess.written(there, told), same_leak, limits)
    if job.policy.tier == entry.tier:
        if same_leak:
            theirs = entry.release_id
            said = f"rows of this leak stand in release {theirs} of the ledger: each betrays what the other drops"
            raise GateError(said, "take the policy of that release")
        return (alike(generalised.read(here / ROWS), generalised.read(there / ROWS), limits.persons),)
    if not same_leak:
        return ()
    cubes, of_cubes, of_rows = (here, dict(facts), there) if job.policy.tier == PUBLIC else (there, told, here)
    written = assess.written(cubes, of_cubes)
    return (beside(written, generalised.read(of_rows / ROWS), of_cubes["reference_year"], limits),)


def note(job: Job, facts: Mapping[str, Any], ledger: Path) -> None:
    """Remember the release, once it is there."""
    audited = job.policy.tier in _AUDITED
    leak = _kept(job).read_text(encoding="ascii") if audited else leak_digest(job, ledger)
    entry = releases.Release(facts["release_id"], job.policy.project, job.policy.tier, leak)
    published = job.work.folder("anonymise") / _AUDITED[job.policy.tier] if audited else None
    releases.note(ledger, entry, {key: facts[key] for key in _TOLD if key in facts}, published)


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
