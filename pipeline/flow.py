"""The order of the stages. Read it beside the picture in the README.

leak -> ingest -> detect -> transform -> anonymise -> assess -> publish -> report -> release
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import examined, ledgered, resumed
from pipeline.anonymise.protection import protections
from pipeline.assess import gate, judged, verdict
from pipeline.core import policy_problems
from pipeline.core.errors import PolicyError, UsageError
from pipeline.core.policy import Policy
from pipeline.core.profile import Profile
from pipeline.core.progress import Progress
from pipeline.core.store import Location, on_disk
from pipeline.core.work import Work
from pipeline.detect import draft
from pipeline.detect import stage as detect
from pipeline.detect.catalogue import recognisers
from pipeline.detect.titles import safe_name
from pipeline.engines.engine import engines
from pipeline.ingest import stage as ingest
from pipeline.ingest.custody import recipient
from pipeline.ingest.examine import look
from pipeline.ingest.overrides import Overrides
from pipeline.job import Job, Request
from pipeline.publish import private
from pipeline.publish.output import every
from pipeline.publish.target import Target
from pipeline.publish.target import target as destination
from pipeline.tiers.tier import Tier, tiers
from pipeline.transform import plan
from pipeline.transform.transform import kinds


@dataclass(frozen=True)
class Preview:
    """Some records of one table before and after: cells (None where empty), and what is kept of each, in words."""

    profile: Profile
    before: list[tuple[str | None, ...]]
    after: list[tuple[str, ...]]


def run(
    request: Request, out: Location, work: Work, progress: Progress, force: bool = False, resume: bool = False
) -> dict[str, Any]:
    """Make a release from a leak; returns the facts that its manifest holds.

    In a folder that is ``resumable`` every stage that ends is noted; with ``resume`` those that a run before this one
    noted are not gone through again.

    Raises
    ------
    InputError, PolicyError, UsageError, GateError
        Nothing is published then, and an existing release stays as it was.
    """
    check(request)
    job = Job(request, work, progress)
    with closing(job.engine), ExitStack() as stack:
        target = destination(out, job.engine.store, lambda: work.folder("publish"))
        target.check(force, bool(request.custodian))
        if work.resumable:
            stack.enter_context(resumed.followed(request, work, resume))
        stages = resumed.Stages(work)
        for name, step in STEPS.items():
            if not stages.done(name):
                step(job)
                stages.note(name)
        return _release(job, target)


def _release(job: Job, target: Target) -> dict[str, Any]:
    """Write the release, whole or not at all."""
    with target.opened() as (folder, draft):
        release(job, folder)
        describe(job, folder)
        if job.request.attack:
            examined.withstand(job, folder)
            describe(job, folder)
        entrust(job, folder, draft)
        note(job)
    return facts(job)


def check(request: Request) -> None:
    """Refuse a request that cannot be followed, before anything is read."""
    for problem in _unknown_tier(request.policy):
        raise problem
    tiers()[request.policy.tier].check(request)


def _unknown_tier(policy: Policy) -> list[PolicyError]:
    if policy.tier in tiers():
        return []
    said = f"tier: {policy.tier} needs a generalisation of all records at once, which this version cannot do"
    return [PolicyError(said, f"one of {', '.join(tiers())}")]


def examine(
    policy: Path, paths: Sequence[Location], overrides: Overrides | None, work: Work, told: Progress
) -> list[PolicyError]:
    """Everything that is wrong in a policy file; with files, what it says of their columns too.

    Raises
    ------
    PolicyError, InputError
        When the policy is no policy, when a file cannot be read.
    """
    usable, problems = policy_problems.examine(policy)
    unknown = _unknown_tier(usable)
    problems += [*detect.problems(usable), *(unknown or tiers()[usable.tier].problems(usable))]
    if paths:
        plain = usable.model_copy(update={"columns": {}, "unlisted": "detect"})
        problems += detect.strangers(know(Job(Request(paths, plain, overrides), work, told), checked=False), usable)
    return problems


def propose(job: Job, say: Callable[[str], str] = str) -> str:
    """A policy to edit, in YAML: every column of the files, as it would be treated; ``say`` translates its comments."""
    return draft.write(know(job), say)


def preview(job: Job, size: int) -> list[Preview]:
    """What comes out of ``size`` records of each table of a file, drawn over the whole of it."""
    seen = _observe(job)
    profiles = detect.run(seen.states(), job.policy, job.work)
    samples_ = [(profile, state.rows.rows[:size]) for profile, state in zip(profiles, seen.states(), strict=True)]
    return [Preview(profile, rows.rows(), _tier(job).kept(job.policy, profile, rows)) for profile, rows in samples_]


def read(job: Job) -> dict[str, Any]:
    """Ingest alone: read everything, write quarantine and summary."""
    return ingest.run(job.opened, job.work, job.progress, custodian=job.request.custodian, engine=job.engine)


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
    counts = ingest.run(job.opened, job.work, job.progress, seen, job.request.custodian, job.engine)
    ingest.require_records(counts)
    job.progress.begin("detect", 0)
    return seen


def change(job: Job) -> None:
    """Transform: the second reading; what it leaves behind is encrypted."""
    _tier(job).change(job)


def count(job: Job) -> None:
    """Anonymise: what the tier publishes, counted, made coarse or left as it is."""
    _tier(job).count(job)


def judge(job: Job) -> None:
    """Assess: the gate's verdict; raises `GateError` where it refuses."""
    _tier(job).judge(job)


def release(job: Job, folder: Path) -> None:
    """Publish: the data files of the release."""
    _tier(job).release(job, folder)


def describe(job: Job, folder: Path) -> None:
    """Report, and the manifest last."""
    _tier(job).describe(job, folder)


def entrust(job: Job, folder: Path, draft: Path) -> None:
    """The private manifest of the release in ``folder``, for the custodian, where there is one.

    Raises
    ------
    UsageError
        When no file was named: a later stage alone reads none.
    """
    if job.request.custodian is None:
        return
    if not job.request.paths:
        raise UsageError("--custodian: the private manifest tells which files were read", "name them")
    sources = [item.source for item in job.opened.inputs]
    places = job.work.folder("ingest") / "quarantine.parquet"
    said = private.contents(
        folder, facts(job), sources, [file for file in on_disk(job.request.paths) if file.is_file()], places
    )
    private.write(draft, said, recipient(job.request.custodian))


def note(job: Job) -> None:
    """What is remembered of a release that is about to stand: where that fails, it does not."""
    _tier(job).note(job)
    if job.request.ledger:
        ledgered.note(job, facts(job), job.request.ledger)


STEPS: dict[str, Callable[[Job], object]] = {"detect": know, "transform": change, "anonymise": count, "assess": judge}
"""What comes before a release is written, by the last stage of each step."""


def facts(job: Job) -> dict[str, Any]:
    """What the manifest tells of a release, from what the stages left behind."""
    return _tier(job).facts(job)


def _tier(job: Job) -> Tier:
    return tiers()[job.policy.tier]


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
        "engines": lambda: [(name, _first_line(kind)) for name, kind in sorted(engines().items())],
        "outputs": lambda: [
            ("cubes/*.parquet", "the counts"),
            ("persons.parquet", "the rows of a research release"),
            *((o.path, o.description) for o in every()),
        ],
        "protections": lambda: [(name, _first_line(type(kind))) for name, kind in sorted(protections().items())],
        "attacks": lambda: [(f"{a.id} ({a.threat})", _first_line(type(a))) for a in verdict.attacks()],
        "measures": lambda: [
            *((f"{m.id} ({m.threat})", _first_line(type(m))) for m in gate.measures()),
            *((f"{name} (tables)", _first_line(type(m))) for name, m in sorted(judged.measures().items())),
        ],
    }


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]
