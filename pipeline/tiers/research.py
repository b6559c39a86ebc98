"""The stages of the `research` tier after detection: one generalised row a person, each shared by enough persons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import polars as pl

from pipeline import __version__, ledgered
from pipeline.anonymise import ladders, rows
from pipeline.anonymise.lines import SOURCES
from pipeline.anonymise.parts import Room, Stored
from pipeline.assess import gate, generalised, verdict
from pipeline.assess import stage as assess
from pipeline.core import keyfile
from pipeline.core.errors import PolicyError
from pipeline.core.keys import RunKey
from pipeline.core.policy import Policy, Treatment
from pipeline.core.profile import Profile
from pipeline.detect import stage as detect
from pipeline.job import Job
from pipeline.publish import integrity, manifest
from pipeline.publish import stage as publish
from pipeline.report import research as page
from pipeline.report.stage import NAME as REPORT
from pipeline.tiers.unlinked import Unlinked
from pipeline.transform import samples
from pipeline.transform import stage as transform
from pipeline.transform.transform import Context


class Research(Unlinked):
    """One generalised row a person."""

    name: ClassVar[str] = "research"

    def problems(self, policy: Policy) -> Iterator[PolicyError]:
        """Treatments and weights of what is no attribute of a row."""
        yield from ladders.problems(policy)

    def count(self, job: Job) -> None:
        """Anonymise: one line a person, all of them generalised at the optimum."""
        job.progress.begin("anonymise", 0)
        filled = frozenset(job.work.read_summary("transform")["attributes"])
        watch = lambda: job.progress.advance(0)  # noqa: E731
        stored, room = (
            Stored(*transform.stored(job.work)),
            Room(job.work.folder("anonymise"), job.request.memory),
        )
        rows.make_stored(stored, filled, job.policy, room, watch).write(job.work)

    def judge(self, job: Job) -> None:
        """Assess: the rows as they are written."""
        job.progress.begin("assess", 0)
        table = generalised.read(job.work.folder("anonymise") / rows.NAME)
        order = job.work.read_summary("anonymise")["order"]
        checks = generalised.judge(table, order, job.policy.thresholds)
        found = gate.assessment(checks)
        figures = generalised.figures(table) if found["passed"] else {}
        job.work.write_summary("assess", {**found, "figures": figures})
        assess.write(job.work, verdict.assessment(checks))
        gate.enforce(checks)
        if job.request.ledger:
            ledgered.audit(job, self.facts(job), job.request.ledger)

    def release(self, job: Job, folder: Path) -> None:
        """Publish: the rows, and what describes them."""
        job.progress.begin("publish", 0)
        publish.run(job.work.folder("anonymise"), folder, self.facts(job))
        job.work.write_summary("publish", {"files": sorted(manifest.files(folder))})

    def describe(self, job: Job, folder: Path) -> None:
        """Report, and the manifest last."""
        job.progress.begin("report", 0)
        page.write(folder, self.facts(job))
        manifest.write(folder, self.facts(job), keyfile.signer(job.request.key) if job.request.key else None)
        job.work.write_summary("report", {"files": sorted(manifest.files(folder))})

    def facts(self, job: Job) -> dict[str, Any]:
        """What the manifest tells; no input is named, no number of fewer than k persons left out."""
        counts, made = job.work.read_summary("ingest"), job.work.read_summary("anonymise")
        reasons: Counter[str] = Counter()
        for file in counts["files"]:
            reasons.update(file["reasons"])
        policy, outputs = job.policy, made["outputs"]
        columns = _columns(detect.profiles(job.work), made["levels"], outputs)
        order = made["order"]
        key = keyfile.load(job.request.key) if job.request.key else None
        totals = {name: counts[name] for name in ("records", "accepted", "quarantined")}
        people = {name: made[name] for name in ("persons", "persons_upper", "unlinked")}
        return {
            "release_id": publish.release_id(job.work.folder("anonymise"), policy.digest()),
            "tier": policy.tier,
            "version": __version__,
            "versions": manifest.versions(),
            "key_fingerprint": key.run.fingerprint() if key else None,
            "k": policy.thresholds.persons,
            "protection": "generalisation",
            "policy": policy.model_dump(mode="json", exclude={"columns", "cubes"}),
            "policy_digest": policy.digest(),
            "counts": {**totals, **people, "reasons": dict(sorted(reasons.items()))},
            "columns": columns,
            "order": order,
            **{name: made[name] for name in ("reference_year", "rows", "persons_share", "loss", "levels")},
            "published": manifest.published_rows(made["rows"], order, columns),
            "gate": job.work.read_summary("assess"),
        }

    def claims(self, release: Path, facts: dict[str, Any], key: Path | None) -> list[str]:
        """Digests, agreement of the files, every claim of the gate asked again."""
        del key
        found = integrity.problems(release, facts)
        if found:
            return found
        same = facts["version"] == __version__
        if same and page.html(release, facts).encode() != (release / REPORT).read_bytes():
            found.append(f"{REPORT}: shows something else than rows and manifest")
        if facts["release_id"] != publish.release_id(release, facts["policy_digest"]):
            found.append(f"{manifest.NAME}: its release id is another release's")
        table = generalised.read(release / rows.NAME)
        policy = Policy.model_validate(facts["policy"])
        if facts["k"] != policy.thresholds.persons:
            found.append(f"{manifest.NAME}: k is not the threshold of the policy")
        checks = generalised.judge(table, facts["order"], policy.thresholds)
        found += gate.complaints(checks)
        told = generalised.told_otherwise(checks, facts["gate"]) or facts["gate"]["figures"] != generalised.figures(
            table
        )
        if same and not found and told:
            found.append(f"{manifest.NAME}: tells other figures of the gate than those that come out")
        return found

    def page(self, release: Path, facts: dict[str, Any], lang: str) -> str:
        """The report, from the files of the release."""
        return page.html(release, facts, lang)

    def kept(self, policy: Policy, profile: Profile, rows: pl.DataFrame) -> list[tuple[str, ...]]:
        """Say of each cell the finest that may come out; how coarse it becomes depends on everybody else's."""
        starts = ladders.climbed(policy)
        attribute_of = {source: attribute for attribute, source in SOURCES.items()}

        def say(source: str, value: object) -> str:
            attribute = attribute_of[source]
            return ladders.in_words(attribute, value, starts[attribute])

        return samples.counted(profile, Context(policy, RunKey()), rows, say)


def _columns(profiles: Sequence[Profile], levels: dict[str, int], outputs: dict[str, str]) -> list[dict[str, Any]]:
    """Every column of the files: what it held, and which column of the rows it went into (None: nothing of it)."""
    attributes = {ladder.entity: ladder for ladder in ladders.LADDERS if ladder.attribute in outputs}
    found: dict[tuple[str, str | None], dict[str, Any]] = {}
    for column in (column for known in profiles for column in known.columns):
        ladder = attributes.get(column.entity or "")
        told = ladder is not None and column.treatment != Treatment.SUPPRESS
        found[column.name, column.entity] = {
            "name": column.name,
            "entity": column.entity,
            "category": column.category,
            "treatment": (ladder.treatment if ladder and told else Treatment.SUPPRESS).value,
            "transform": ladder.attribute if ladder and told else "suppress",
            "parameters": {"level": levels[ladder.attribute]} if ladder and told else {},
            "output": outputs[ladder.attribute] if ladder and told else None,
        }
    return list(found.values())
