"""The order of the stages. Read it beside the picture in the README.

leak -> ingest -> detect -> transform -> anonymise -> assess -> publish -> report -> release
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import __version__, ledgered, newsroom
from pipeline.anonymise import stage as anonymise
from pipeline.assess import gate, verdict
from pipeline.assess import stage as assess
from pipeline.core import keyfile, policy_problems
from pipeline.core.errors import PolicyError, UsageError
from pipeline.core.keys import RunKey
from pipeline.core.profile import Profile
from pipeline.core.progress import Progress
from pipeline.core.work import Work
from pipeline.detect import draft
from pipeline.detect import stage as detect
from pipeline.detect.catalogue import recognisers
from pipeline.detect.titles import safe_name
from pipeline.engines import local
from pipeline.ingest import stage as ingest
from pipeline.ingest.examine import look
from pipeline.ingest.overrides import Overrides
from pipeline.job import Job, Request
from pipeline.publish import manifest
from pipeline.publish import stage as publish
from pipeline.publish.output import outputs
from pipeline.report import stage as report
from pipeline.transform import attributes, plan, samples
from pipeline.transform import stage as transform
from pipeline.transform.transform import Context, kinds

ENGINE = anonymise.Engine(local.link, local.count_by)
NEWSROOM = "newsroom"


@dataclass(frozen=True)
class Preview:
    """Some records of one table before and after: cells (None where empty), and what is kept of each, in words."""

    profile: Profile
    before: list[tuple[str | None, ...]]
    after: list[tuple[str, ...]]


def run(request: Request, out: Path, work: Work, progress: Progress, force: bool = False) -> dict[str, Any]:
    """Make a release from a leak; returns the facts that its manifest holds.

    Raises
    ------
    InputError, PolicyError, UsageError, GateError
        Nothing is published then, and an existing release stays as it was.
    """
    job = Job(request, work, progress)
    publish.check_target(out, force)
    check(request)
    know(job)
    change(job)
    count(job)
    judge(job)
    with publish.staging(out) as folder:
        release(job, folder)
        describe(job, folder)
    if job.policy.tier == NEWSROOM:
        newsroom.note(job)
    if request.ledger:
        ledgered.note(job, facts(job), request.ledger)
    return facts(job)


def check(request: Request) -> None:
    """Refuse a request that cannot be followed, before anything is read."""
    policy = request.policy
    if policy.tier == "research":
        plan.check(policy)
        raise PolicyError(
            "tier: research needs a generalisation of all records at once, which this version cannot do",
            "take tier: public, or tier: newsroom for those who may see records",
        )
    if policy.tier == NEWSROOM:
        newsroom.check(policy, request.key)
        return
    if request.link_to:
        raise UsageError("--link-to: the public tier has no pseudonyms", "leave it out")
    if request.key:
        keyfile.load(request.key)
    anonymise.check(policy)
    attributes.check(policy)


def examine(policy: Path, paths: Sequence[Path], overrides: Overrides | None, work: Work, told: Progress) -> list[str]:
    """Everything that is wrong in a policy file, one line each; with files, what it says of their columns too.

    Raises
    ------
    PolicyError, InputError
        When the policy is no policy, when a file cannot be read.
    """
    usable, problems = policy_problems.examine(policy)
    of_tier = (*attributes.problems(usable), *anonymise.problems(usable))
    problems += [*detect.problems(usable), *(of_tier if usable.tier == "public" else plan.problems(usable))]
    if paths:
        plain = usable.model_copy(update={"columns": {}, "unlisted": "detect"})
        problems += detect.strangers(know(Job(Request(paths, plain, overrides), work, told), checked=False), usable)
    return [f"{problem.message}{f' ({problem.hint})' if problem.hint else ''}" for problem in problems]


def propose(job: Job) -> str:
    """A policy to edit, in YAML: every column of the files, as it would be treated."""
    return draft.write(know(job))


def preview(job: Job, size: int) -> list[Preview]:
    """What the public tier keeps of ``size`` records of each table of a file, drawn over the whole of it."""
    seen, context = _observe(job), Context(job.policy, RunKey())
    profiles = detect.run(seen.states(), job.policy, job.work)
    samples_ = [(profile, state.rows.rows[:size]) for profile, state in zip(profiles, seen.states(), strict=True)]
    return [Preview(profile, rows.rows(), samples.kept(profile, context, rows)) for profile, rows in samples_]


def read(job: Job) -> dict[str, Any]:
    """Ingest alone: read everything, write quarantine and summary."""
    return ingest.run(job.opened, job.work, job.progress, custodian=job.request.custodian)


def know(job: Job, checked: bool = True) -> tuple[Profile, ...]:
    """Ingest and detect in one reading: counts and quarantine, and what the columns of every table are.

    Without ``checked``, an entity that nobody recognises is passed over and not refused.
    """
    profiles = detect.run(_observe(job).states(), job.policy, job.work, checked)
    if job.request.strict:
        plan.refuse_unlisted(profiles, job.policy)
    return profiles


def _observe(job: Job) -> detect.Observation:
    """The first reading."""
    seen = detect.Observation([(table.header, table.has_header) for table in ingest.tables(job.opened)])
    counts = ingest.run(job.opened, job.work, job.progress, seen, job.request.custodian)
    ingest.require_records(counts)
    job.progress.begin("detect", 0)
    return seen


def change(job: Job) -> None:
    """Transform: the second reading; what it leaves behind is encrypted."""
    if job.policy.tier == NEWSROOM:
        newsroom.change(job)
        return
    job.progress.begin("transform", sum(item.bytes for item in job.opened.inputs))
    again = ingest.batches(job.opened, job.progress)
    key = keyfile.load(job.request.key).run if job.request.key else RunKey()
    transform.run(detect.profiles(job.work), again, job.policy, key, job.work, local.map_batches)


def count(job: Job) -> None:
    """Anonymise: count, suppress, let the judge look, take out more where an absent cell is bounded too narrowly."""
    if job.policy.tier == NEWSROOM:
        newsroom.count(job)
        return
    job.progress.begin("anonymise", 0)
    filled = frozenset(job.work.read_summary("transform")["attributes"])
    counted = anonymise.count(transform.records(job.work), filled, job.policy, ENGINE)
    folder = job.work.folder("anonymise")
    job.progress.begin("assess", 0)
    while True:
        counted.write(job.work)
        checks = assess.judge_written(folder, facts(job, "anonymise"), job.policy)
        weak = {cell for check in checks for cell in check.weak}
        if not weak or not counted.suppression.loosen(weak):
            return


def judge(job: Job) -> None:
    """Assess: the gate's verdict for good."""
    if job.policy.tier == NEWSROOM:
        newsroom.judge(job)
        return
    assess.run(job.work.folder("anonymise"), facts(job, "anonymise"), job.policy, job.work)
    if job.request.ledger:
        ledgered.audit(job, facts(job, "anonymise"), job.request.ledger)


def release(job: Job, folder: Path) -> None:
    """Publish: the data files of the release."""
    if job.policy.tier == NEWSROOM:
        newsroom.release(job, folder)
        return
    job.progress.begin("publish", 0)
    publish.run(job.work.folder("anonymise") / "cubes", folder, facts(job))
    job.work.write_summary("publish", {"files": sorted(manifest.files(folder))})


def describe(job: Job, folder: Path) -> None:
    """Report, and the manifest last."""
    if job.policy.tier == NEWSROOM:
        newsroom.describe(job, folder)
        return
    job.progress.begin("report", 0)
    report.run(folder, facts(job))
    manifest.write(folder, facts(job))
    job.work.write_summary("report", {"files": sorted(manifest.files(folder))})


def facts(job: Job, after: str = "assess") -> dict[str, Any]:
    """What the manifest tells of a release, from what the stages left behind, up to the stage ``after``.

    No input is named; no number is there that was not audited.
    """
    if job.policy.tier == NEWSROOM:
        return newsroom.facts(job)
    counts, counted = job.work.read_summary("ingest"), job.work.read_summary("anonymise")
    reasons: Counter[str] = Counter()
    for file in counts["files"]:
        reasons.update(file["reasons"])
    totals = {key: counts[key] for key in ("records", "accepted", "quarantined")}
    people = {key: counted[key] for key in ("persons", "persons_upper", "unlinked")}
    policy = job.policy
    found = {
        "release_id": publish.release_id(job.work.folder("anonymise") / "cubes", policy.digest()),
        "tier": policy.tier,
        "version": __version__,
        "k": policy.thresholds.persons,
        "min_prescribers": policy.thresholds.prescribers,
        "protection": "suppression",
        "policy": policy.model_dump(mode="json", exclude={"columns"}),
        "policy_digest": policy.digest(),
        "reference_year": counted["reference_year"],
        "counts": {**totals, **people, "reasons": dict(sorted(reasons.items()))},
        "columns": _columns(detect.profiles(job.work)),
        "cubes": counted["cubes"],
    }
    if after == "anonymise":
        return found
    verdict = job.work.read_summary("assess")
    absent = verdict.pop("absent")
    return {**found, "cubes": [{**cube, "absent": absent[cube["name"]]} for cube in found["cubes"]], "gate": verdict}


def _columns(profiles: Sequence[Profile]) -> list[dict[str, Any]]:
    """Each column once, without counts: a share of empty cells is a number of persons in disguise."""
    shown = ("name", "entity", "category", "treatment", "confidence")
    columns = {(c.name, c.entity): {key: getattr(c, key) for key in shown} for known in profiles for c in known.columns}
    return list(columns.values())


def sniff(request: Request, work: Work) -> list[dict[str, Any]]:
    """What every file is and what looks wrong in it: form, columns, counts, the first suspicious lines."""
    opened = ingest.sources(request.paths, request.overrides, work)
    return [look(item, safe_name) for item in opened.inputs]


def catalogue() -> dict[str, Callable[[], list[tuple[str, str]]]]:
    """What there is of each kind: list name -> function that gives (name, what it is) rows."""
    return {
        "recognisers": lambda: [(r.ENTITY, _first_line(type(r))) for r in recognisers()],
        "transforms": lambda: [(name, _first_line(kind)) for name, kind in sorted(kinds().items())],
        "formats": ingest.formats,
        "outputs": lambda: [("cubes/*.parquet", "the counts"), *((o.path, o.description) for o in outputs())],
        "attacks": lambda: [(f"{a.id} ({a.threat})", _first_line(type(a))) for a in verdict.attacks()],
        "measures": lambda: [(f"{m.id} ({m.threat})", _first_line(type(m))) for m in gate.measures()],
    }


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]
