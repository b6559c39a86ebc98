"""The `public` tier: counts that anyone may analyse, few enough to be audited together; no record, no pseudonym."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import polars as pl

from pipeline import __version__, ledgered
from pipeline.anonymise import stage as anonymise
from pipeline.anonymise.parts import Room, Stored
from pipeline.anonymise.protection import protections
from pipeline.anonymise.standing import standing
from pipeline.assess import gate
from pipeline.assess import stage as assess
from pipeline.assess.counted import readable
from pipeline.assess.measure import Check
from pipeline.assess.presence import betrayed
from pipeline.core import keyfile
from pipeline.core.errors import PolicyError, UsageError
from pipeline.core.keys import RunKey
from pipeline.core.policy import Policy
from pipeline.core.profile import Profile
from pipeline.detect import stage as detect
from pipeline.job import Job, Request
from pipeline.publish import integrity, manifest
from pipeline.publish import stage as publish
from pipeline.report import stage as report
from pipeline.tiers.unlinked import Unlinked
from pipeline.transform import attributes, samples
from pipeline.transform import stage as transform
from pipeline.transform.transform import Context
from pipeline.twin import plan


class Public(Unlinked):
    """Cubes of persons, protected as the policy says."""

    name: ClassVar[str] = "public"

    def problems(self, policy: Policy) -> Iterator[PolicyError]:
        """Treatments that need records, cubes that cannot be counted."""
        yield from anonymise.problems(policy)
        yield from attributes.problems(policy)

    def check(self, request: Request) -> None:
        """Refuse a request that cannot be followed, before anything is read."""
        protection = protections()[request.policy.protection]
        protection.check()
        super().check(request)
        if protection.needs_key and request.key is None:
            said = (
                f"protection: {protection.name} needs a key that lasts, so that a cell has one number in every release"
            )
            raise UsageError(said, "make one with estompe keys new FILE, then take --key FILE")

    def count(self, job: Job) -> None:
        """Count, protect, let the judge look, take out more where an absent cell is bounded too narrowly."""
        job.progress.begin("anonymise", 0)
        filled = frozenset(job.work.read_summary("transform")["attributes"])
        key = keyfile.load(job.request.key).run if job.request.key else None
        folder = job.work.folder("anonymise")
        stored, room = Stored(*transform.stored(job.work)), Room(folder, job.request.memory)
        with anonymise.count_stored(stored, filled, job.policy, _engine(job), room, key) as counted:
            job.progress.begin("assess", 0)
            left_out = [*_thinned(counted, job.policy)]
            while _loosened(job, counted, left_out) and (gone := [*_thinned(counted, job.policy)]):
                left_out += gone

    def judge(self, job: Job) -> None:
        """Assess: the gate's verdict for good."""
        assess.run(job.work.folder("anonymise"), _counted(job), job.policy, job.work)
        if job.request.ledger:
            ledgered.audit(job, _counted(job), job.request.ledger)

    def release(self, job: Job, folder: Path) -> None:
        """Publish: the data files of the release."""
        job.progress.begin("publish", 0)
        publish.run(job.work.folder("anonymise") / "cubes", folder, self.facts(job))
        job.work.write_summary("publish", {"files": sorted(manifest.files(folder))})

    def describe(self, job: Job, folder: Path) -> None:
        """Report, and the manifest last."""
        job.progress.begin("report", 0)
        report.run(folder, self.facts(job))
        manifest.write(folder, self.facts(job), keyfile.signer(job.request.key) if job.request.key else None)
        job.work.write_summary("report", {"files": sorted(manifest.files(folder))})

    def facts(self, job: Job) -> dict[str, Any]:
        """What the manifest tells; no input is named, no number is there that was not audited."""
        found, verdict = _counted(job), job.work.read_summary("assess")
        absent = verdict.pop("absent")
        cubes = [{**cube, "absent": absent[cube["name"]]} for cube in found["cubes"]]
        key = keyfile.load(job.request.key) if job.request.key else None
        return {
            **found,
            "cubes": cubes,
            "twin": plan.plan(found),
            "published": manifest.published(cubes, found["columns"]),
            "versions": manifest.versions(),
            "key_fingerprint": key.run.fingerprint() if key else None,
            "gate": verdict,
        }

    def claims(self, release: Path, facts: dict[str, Any], key: Path | None) -> list[str]:
        """Digests, agreement of the files, every claim of the gate."""
        del key
        found = integrity.problems(release, facts)
        if found:
            return found
        if facts["version"] == __version__ and self.page(release, facts, "fr") != _text(release / report.NAME):
            found.append(f"{report.NAME}: shows something else than cubes and manifest")
        if facts["release_id"] != publish.release_id(release / "cubes", facts["policy_digest"]):
            found.append(f"{manifest.NAME}: its release id is another release's")
        policy = Policy.model_validate(facts["policy"])
        if facts["k"] != protections()[policy.protection].least(policy):
            found.append(f"{manifest.NAME}: k is not the threshold of the policy")
        return [*found, *_judged(gate.judge(assess.written(release, facts), policy.thresholds), facts)]

    def page(self, release: Path, facts: dict[str, Any], lang: str) -> str:
        """The report, from the files of the release."""
        return report.html(release, facts, lang)

    def kept(self, policy: Policy, profile: Profile, rows: pl.DataFrame) -> list[tuple[str, ...]]:
        """What is counted of each cell."""
        return samples.counted(profile, Context(policy, RunKey()), rows)


def _thinned(counted: anonymise.Counted, policy: Policy) -> Iterator[str]:
    """Take out the finest tables of a small leak until the others do not tell who is in it; their names."""
    least = protections()[policy.protection].least(policy)
    read = {cube.name for cube in counted.truth.cubes if readable(cube.dimensions, cube.where)}
    while (seen := standing(counted.truth, counted.protected)) and betrayed(*seen, policy.thresholds, least, read):
        if (gone := counted.protected.thin()) is None:
            return
        yield gone


def _loosened(job: Job, counted: anonymise.Counted, left_out: Sequence[str]) -> bool:
    """Write, and take out more until the judge finds no absent cell bounded too narrowly; whether any cell went."""
    moved = False
    while True:
        counted.write(job.work, left_out)
        checks = assess.judge_written(job.work.folder("anonymise"), _counted(job), job.policy)
        weak = {cell for check in checks for cell in check.weak}
        if not weak or not counted.protected.loosen(weak):
            return moved
        moved = True


def _engine(job: Job) -> anonymise.Engine:
    return anonymise.Engine(job.engine.link, job.engine.count_by)


def _counted(job: Job) -> dict[str, Any]:
    """What is known of a release once it is counted, before the verdict."""
    counts, counted = job.work.read_summary("ingest"), job.work.read_summary("anonymise")
    reasons: Counter[str] = Counter()
    for file in counts["files"]:
        reasons.update(file["reasons"])
    policy = job.policy
    protection = protections()[policy.protection]
    lines, told = protection.lines(reasons)
    totals = {"records": counted["records"] + (lines or 0), "accepted": counted["records"], "quarantined": lines}
    people = {key: counted[key] for key in ("persons", "persons_upper", "unlinked")}
    return {
        "release_id": publish.release_id(job.work.folder("anonymise") / "cubes", policy.digest()),
        "tier": policy.tier,
        "version": __version__,
        "k": protection.least(policy),
        "min_prescribers": policy.thresholds.prescribers,
        "protection": counted["protection"],
        "protection_record": counted["protection_record"],
        "policy": policy.model_dump(mode="json", exclude={"columns"}),
        "policy_digest": policy.digest(),
        "reference_year": counted["reference_year"],
        "counts": {**totals, **people, "reasons": dict(sorted(told.items()))},
        "columns": _columns(detect.profiles(job.work)),
        "cubes": counted["cubes"],
    }


def _judged(checks: tuple[Check, ...], facts: dict[str, Any]) -> list[str]:
    """What fails when the gate is asked again, and figures of the manifest that come out otherwise."""
    told = {figure["id"]: (figure["value"], figure["limit"], figure["passed"]) for figure in facts["gate"]["checks"]}
    again = {check.id: (check.value, check.limit, check.passed) for check in checks}
    found = gate.complaints(checks)
    if facts["version"] == __version__ and (again != told or not facts["gate"]["passed"]):
        found.append(f"{manifest.NAME}: tells other figures of the gate than those that come out")
    return found


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def _columns(profiles: Sequence[Profile]) -> list[dict[str, Any]]:
    """Each column once, without counts: a share of empty cells is a number of persons in disguise."""
    shown = ("name", "entity", "category", "treatment", "confidence")
    columns = {(c.name, c.entity): {key: getattr(c, key) for key in shown} for known in profiles for c in known.columns}
    return list(columns.values())
