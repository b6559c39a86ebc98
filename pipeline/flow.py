"""The order of the stages. Read it beside the picture in the README.

leak -> ingest -> detect -> transform -> anonymise -> assess -> publish -> report -> release
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.anonymise import stage as anonymise
from pipeline.assess import gate
from pipeline.assess import stage as assess
from pipeline.core.keys import RunKey
from pipeline.core.policy import Policy
from pipeline.core.profile import Profile
from pipeline.core.progress import Progress
from pipeline.core.work import Work
from pipeline.detect import stage as detect
from pipeline.detect.catalogue import recognisers
from pipeline.detect.titles import safe_name
from pipeline.engines import local
from pipeline.ingest import stage as ingest
from pipeline.ingest.custody import recipient
from pipeline.ingest.examine import look
from pipeline.ingest.open import Opened
from pipeline.ingest.overrides import Overrides
from pipeline.publish import manifest
from pipeline.publish import stage as publish
from pipeline.publish.output import outputs
from pipeline.report import stage as report
from pipeline.transform import attributes
from pipeline.transform import stage as transform
from pipeline.transform.transform import transforms

ENGINE = anonymise.Engine(local.link, local.count_by)


@dataclass(frozen=True)
class Request:
    """What a run is asked for."""

    paths: Sequence[Path]
    policy: Policy
    overrides: Overrides | None = None
    custodian: Path | None = None


def read_once(request: Request, work: Work, progress: Progress) -> dict[str, Any]:
    """Ingest alone: read everything, write quarantine and summary."""
    check_custodian(request)
    opened = ingest.sources(request.paths, request.overrides, work)
    return ingest.run(opened, work, progress, custodian=request.custodian)


def check_custodian(request: Request) -> None:
    """Refuse a custodian's file that holds no public key, before anything is read."""
    if request.custodian is not None:
        recipient(request.custodian)


def profile(request: Request, work: Work, progress: Progress) -> tuple[Profile, ...]:
    """Ingest and detect in one reading: what the columns of every input are."""
    opened = ingest.sources(request.paths, request.overrides, work)
    return _know(opened, request, work, progress)[1]


def run(request: Request, out: Path, work: Work, progress: Progress, force: bool = False) -> dict[str, Any]:
    """Make a release from a leak; returns the facts that its manifest holds.

    Raises
    ------
    InputError, PolicyError, UsageError, GateError
        Nothing is published then, and an existing release stays as it was.
    """
    policy = request.policy
    publish.check_target(out, force)
    anonymise.check(policy)
    attributes.check(policy)
    check_custodian(request)
    opened = ingest.sources(request.paths, request.overrides, work)
    counts, profiles = _know(opened, request, work, progress)

    progress.begin("transform", sum(item.bytes for item in opened.inputs))
    again = ingest.batches(opened, progress)
    filled = transform.run(profiles, again, policy, RunKey(), work, local.map_batches)

    progress.begin("anonymise", 0)
    counted = anonymise.count(transform.records(work), filled, policy, ENGINE)
    cubes = work.folder("anonymise")

    progress.begin("assess", 0)
    facts = _settle(counted, work, policy, counts, profiles)
    verdict = assess.run(cubes, facts, policy, work)
    absent = verdict.pop("absent")
    facts["cubes"] = [{**cube, "absent": absent[cube["name"]]} for cube in facts["cubes"]]
    facts["gate"] = verdict

    progress.begin("publish", 0)
    with publish.staging(out) as folder:
        publish.run(cubes / "cubes", folder, facts)
        progress.begin("report", 0)
        report.run(folder, facts)
        manifest.write(folder, facts)
    return facts


def _know(
    opened: Opened, request: Request, work: Work, progress: Progress
) -> tuple[dict[str, Any], tuple[Profile, ...]]:
    """The first reading: counts and quarantine of ingest, profiles of detect."""
    seen = detect.Observation([(table.header, table.has_header) for table in ingest.tables(opened)])
    counts = ingest.run(opened, work, progress, seen, request.custodian)
    ingest.require_records(counts)
    progress.begin("detect", 0)
    return counts, detect.run(seen.states(), request.policy, work)


def _settle(
    counted: anonymise.Counted, work: Work, policy: Policy, counts: dict[str, Any], profiles: Sequence[Profile]
) -> dict[str, Any]:
    """Write the cubes, let the judge look, take out more where an absent cell is bounded too narrowly, again."""
    folder = work.folder("anonymise")
    while True:
        facts = _facts(policy, counts, profiles, counted.write(work), folder)
        checks = assess.judge_written(folder, facts, policy)
        weak = {cell for check in checks for cell in check.weak}
        if not weak or not counted.suppression.loosen(weak):
            return facts


def _facts(
    policy: Policy, counts: dict[str, Any], profiles: Sequence[Profile], counted: dict[str, Any], cubes: Path
) -> dict[str, Any]:
    """What the manifest tells of a release; no input is named, no number is there that was not audited."""
    reasons: dict[str, int] = {}
    for file in counts["files"]:
        for reason, number in file["reasons"].items():
            reasons[reason] = reasons.get(reason, 0) + number
    totals = {key: counts[key] for key in ("records", "accepted", "quarantined")}
    people = {key: counted[key] for key in ("persons", "persons_upper", "unlinked")}
    return {
        "release_id": publish.release_id(cubes / "cubes", policy.digest()),
        "tier": policy.tier,
        "version": __version__,
        "k": policy.thresholds.persons,
        "min_prescribers": policy.thresholds.prescribers,
        "protection": "suppression",
        "policy": policy.model_dump(mode="json", exclude={"columns"}),
        "policy_digest": policy.digest(),
        "reference_year": counted["reference_year"],
        "counts": {**totals, **people, "reasons": dict(sorted(reasons.items()))},
        "columns": _columns(profiles),
        "cubes": counted["cubes"],
    }


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
        "transforms": lambda: [(name, _first_line(type(t))) for name, t in sorted(transforms().items())],
        "formats": ingest.formats,
        "outputs": lambda: [("cubes/*.parquet", "the counts"), *((o.path, o.description) for o in outputs())],
        "measures": lambda: [(f"{m.id} ({m.threat})", _first_line(type(m))) for m in gate.measures()],
    }


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]
