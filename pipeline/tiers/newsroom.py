"""The stages of the `newsroom` tier after detection: records, pseudonymised and encrypted, for named readers.

The leak is read twice more: once to know its persons, once to transform its records. Nothing of it is copied.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import polars as pl
import pyarrow as pa

from pipeline import __version__
from pipeline.assess import gate, pseudonymised
from pipeline.assess.measure import Check
from pipeline.core import keyfile, ledger
from pipeline.core.errors import PolicyError, UsageError
from pipeline.core.keyfile import ProjectKey
from pipeline.core.keys import RunKey
from pipeline.core.notices import Notice, told
from pipeline.core.policy import Policy, Rule, Treatment
from pipeline.core.profile import Profile
from pipeline.core.segments import Segments
from pipeline.core.work import Vault
from pipeline.detect import stage as detect
from pipeline.detect.text.finder import TextFinder
from pipeline.ingest import stage as ingest
from pipeline.job import Job, Request
from pipeline.publish import described, integrity, manifest, sealed
from pipeline.report import newsroom as page
from pipeline.report.stage import NAME as REPORT
from pipeline.tiers.known import learnt
from pipeline.tiers.tier import Tier
from pipeline.tiers.treated import Placing, Treated
from pipeline.transform import plan, samples
from pipeline.transform import stage as transform
from pipeline.transform.owners import changed
from pipeline.transform.transform import Context

TABLE = "records.vault"
PIECES = "pieces"
"""What `TABLE` is made of where the run can be gone on with."""


class Newsroom(Tier):
    """Single records under keyed pseudonyms and stand-ins, encrypted."""

    name: ClassVar[str] = "newsroom"

    def problems(self, policy: Policy) -> Iterator[PolicyError]:
        """Treatments that no transform gives."""
        yield from plan.problems(policy)

    def check(self, request: Request) -> None:
        """Refuse a request that cannot be followed, before anything is read."""
        super().check(request)
        sealed.parse(request.policy.recipients)
        if request.key is None:
            raise UsageError("the newsroom tier needs a key", "estompe keys new FILE, then --key FILE")
        keyfile.load(request.key)
        keyfile.signer(request.key)

    def change(self, job: Job) -> None:
        """Transform: know the persons, then write the records, encrypted under the data key of the release."""
        profiles = detect.profiles(job.work)
        found = _notices(job, profiles)
        path, key = _key(job)
        plans = [plan.plan(known, job.policy) for known in profiles]
        texts = any(p.transform.name == "redacted" for planned in plans for p in planned)
        with learnt(job, profiles, texts) as known:
            entry = _entry(job, ledger.read(keyfile.ledger(path)), known.seen.digest(key.run), key)
            names = key.run.of_release(job.policy.project, entry.pseudonyms)
            metadata = sealed.metadata(entry.release_id)
            owners = known.owners.written if known.owners else None
            treated = Treated(profiles, job.policy, names, known.own, owners, metadata)
            secret = _secret(job, key, entry.release_id)
            if job.engine.apart:
                rows, unchanged = _write_apart(job, treated, secret, known.begins)
            else:
                rows, unchanged = _write(job, treated, secret)
        if rows != known.seen.records:
            raise changed()
        summary = {
            "records": rows,
            "columns": treated.schema.names,
            "unchanged": dict(unchanged),
            "persons": known.count,
            "entry": vars(entry),
            "fingerprint": key.run.fingerprint(),
            "notices": told(found, job.policy.acknowledge),
        }
        job.work.write_summary("transform", summary)

    def count(self, job: Job) -> None:
        """Anonymise: nothing is counted in this tier."""
        job.work.write_summary("anonymise", {})

    def judge(self, job: Job) -> None:
        """Assess: check the written records against what the tier promises."""
        job.progress.begin("assess", 0)
        summary = job.work.read_summary("transform")
        _, key = _key(job)
        secret = _secret(job, key, summary["entry"]["release_id"])
        path = job.work.folder("transform") / TABLE
        checks = (pseudonymised.unchanged(summary["unchanged"]), *_written(path, secret, summary, _columns(job)))
        job.work.write_summary("assess", gate.assessment(checks))
        gate.enforce(checks)

    def release(self, job: Job, folder: Path) -> None:
        """Publish: the encrypted records, the data key for the recipients, and what describes them."""
        job.progress.begin("publish", 0)
        shutil.copyfile(job.work.folder("transform") / TABLE, folder / sealed.RECORDS)
        _, key = _key(job)
        told_ = self.facts(job)
        secret = _secret(job, key, told_["release_id"])
        sealed.wrap(folder, secret, job.policy.recipients)
        described.write(folder, told_)
        job.work.write_summary("publish", {"files": sorted(manifest.files(folder))})

    def describe(self, job: Job, folder: Path) -> None:
        """Report, and the manifest last; then the ledger."""
        job.progress.begin("report", 0)
        page.write(folder, self.facts(job))
        path, _ = _key(job)
        manifest.write(folder, self.facts(job), keyfile.signer(path))
        job.work.write_summary("report", {"files": sorted(manifest.files(folder))})

    def note(self, job: Job) -> None:
        """Write the release into the ledger, once it is there."""
        path, _ = _key(job)
        ledger.note(keyfile.ledger(path), ledger.Entry(**job.work.read_summary("transform")["entry"]))

    def facts(self, job: Job) -> dict[str, Any]:
        """What the manifest tells of a release."""
        counts, made = job.work.read_summary("ingest"), job.work.read_summary("transform")
        reasons: Counter[str] = Counter()
        for file in counts["files"]:
            reasons.update(file["reasons"])
        entry = made["entry"]
        return {
            "release_id": entry["release_id"],
            "pseudonyms_of": entry["pseudonyms"],
            "tier": job.policy.tier,
            "label": sealed.LABEL,
            "version": __version__,
            "versions": manifest.versions(),
            "key_fingerprint": made["fingerprint"],
            "recipients": len(job.policy.recipients),
            "policy": job.policy.model_dump(mode="json", exclude={"columns", "cubes"}),
            "policy_digest": entry["policy"],
            "counts": {
                **{key: counts[key] for key in ("records", "accepted", "quarantined")},
                "persons": made["persons"],
                "reasons": dict(sorted(reasons.items())),
            },
            "columns": _columns(job),
            "order": made["columns"],
            "notices": made["notices"],
            "gate": job.work.read_summary("assess"),
        }

    def claims(self, release: Path, facts: dict[str, Any], key: Path | None) -> list[str]:
        """What is wrong with the records of a release, for whoever may open them; nothing is asked without a key."""
        found = integrity.changed(release, facts)
        if not found and facts["version"] == __version__:
            found = described.told_otherwise(release, facts)
            if (release / REPORT).read_bytes() != page.html(facts).encode():
                found.append(f"{REPORT}: shows something else than the manifest")
        if found or key is None:
            return found
        secret = sealed.data_key(release, facts, keyfile.load(key))
        summary = {"columns": facts["order"], "records": facts["counts"]["accepted"]}
        checks = _written(release / sealed.RECORDS, secret, summary, facts["columns"])
        return gate.complaints(checks)

    def page(self, release: Path, facts: dict[str, Any], lang: str) -> str:
        """The page of a release: no record is on it."""
        del release
        return page.html(facts, lang)

    def kept(self, policy: Policy, profile: Profile, rows: pl.DataFrame) -> list[tuple[str, ...]]:
        """What each cell becomes, under a throw-away key: a run gives other pseudonyms."""
        return samples.changed(profile, Context(policy, RunKey(), TextFinder()), rows)


def _key(job: Job) -> tuple[Path, ProjectKey]:
    path = job.request.key
    if path is None:
        raise UsageError("the newsroom tier needs a key", "--key FILE")
    return path, keyfile.load(path)


def _secret(job: Job, key: ProjectKey, release_id: str) -> bytes:
    """The data key of a release: its records are encrypted under it."""
    return key.run.of_release(job.policy.project, release_id).data_key(sealed.PURPOSE)


def _notices(job: Job, profiles: Sequence[Profile]) -> list[Notice]:
    found = plan.notices(profiles, job.policy)
    if not job.policy.recipients:
        found.append(Notice("no-recipient", "recipients"))
    if job.request.link_to:
        found.append(Notice("linked-release", "--link-to"))
    return found


def _write(job: Job, treated: Treated, secret: bytes) -> tuple[int, Counter[str]]:
    """Write the records, encrypted with ``secret``; their number, and how many cells of each column came out unchanged.

    Where the run can be gone on with, pieces are written first, and what an earlier process wrote is not made again.
    """
    schema = treated.schema
    folder = job.work.folder("transform")
    digest = hashlib.sha256(secret).hexdigest()
    pieces = Segments(job.work.vault, folder, PIECES, f"{job.work.mark}|{digest}")
    state = pieces.noted.state
    job.progress.begin("transform", job.opened.bytes)
    reading = ingest.batches(job.opened, job.progress, state.get("place"))
    rows, count, unchanged = int(state.get("rows", 0)), 0, Counter[str](state.get("unchanged", {}))
    whose = treated.owners.told(rows) if treated.owners else None

    def made() -> Iterator[pa.RecordBatch]:
        nonlocal rows, count
        for number, batch in reading:
            done = treated.of(number, batch, whose)
            unchanged.update(done.unchanged)
            rows, count = rows + batch.num_rows, count + 1
            yield done.batch

    batches = made()
    if job.work.mark:
        told_ = lambda: {"place": reading.after(count), "rows": rows, "unchanged": dict(unchanged)}  # noqa: E731
        pieces.write(batches, schema, transform.EVERY, told_)
        batches = pieces.read()
    with Vault(secret).writer(folder / TABLE, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return rows, unchanged


def _write_apart(job: Job, treated: Treated, secret: bytes, begins: Sequence[int]) -> tuple[int, Counter[str]]:
    """The same by an engine whose processes read ranges of the leak, each by itself; before each ``begins`` records."""
    job.progress.begin("transform", job.opened.bytes)
    rows, unchanged = 0, Counter[str]()
    with Vault(secret).writer(job.work.folder("transform") / TABLE, treated.schema) as writer:
        for made in job.engine.map_batches(Placing(job.blocks, begins), treated.bind):
            writer.write_batch(made.batch)
            unchanged.update(made.unchanged)
            rows += made.batch.num_rows
    return rows, unchanged


def _entry(job: Job, known: tuple[ledger.Entry, ...], leak: str, key: ProjectKey) -> ledger.Entry:
    """Which release of the ledger this is, and whose pseudonyms it uses."""
    linked = job.request.link_to
    pseudonyms = ledger.known(known, linked).pseudonyms if linked else ""
    digest = job.policy.model_copy(update={"recipients": (), "acknowledge": {}}).digest()
    number = ledger.number(known, digest, leak, pseudonyms)
    release_id = key.run.release_id(job.policy.project, digest, number)
    return ledger.Entry(number, release_id, digest, leak, pseudonyms or release_id)


def _written(
    path: Path, secret: bytes, summary: Mapping[str, Any], columns: Sequence[Mapping[str, Any]]
) -> tuple[Check, ...]:
    judges = {c["output"]: _judge(c) for c in columns if c["output"]}
    promised = pseudonymised.Promised(tuple(summary["columns"]), summary["records"], judges)
    with sealed.opened(path, secret) as file:
        return pseudonymised.judge(file.schema_arrow.names, file.iter_batches(), promised)


def _judge(column: Mapping[str, Any]) -> pseudonymised.Judge:
    rule = {"treatment": column["treatment"], "to": column["transform"], "with": column["parameters"]}
    return plan.choose(Rule.model_validate(rule), column["entity"], "columns").gives


def _columns(job: Job) -> list[dict[str, Any]]:
    """Every column of the files: what it held, what was done, what it is called now (None: suppressed)."""
    found: dict[tuple[str, str | None], dict[str, Any]] = {}
    for profile in detect.profiles(job.work):
        planned = {p.place: p for p in plan.plan(profile, job.policy)}
        for place, column in enumerate(profile.columns):
            p = planned.get(place)
            found[column.name, p.name if p else None] = {
                "name": column.name,
                "entity": column.entity,
                "category": column.category,
                "treatment": (p.transform.treatment if p else Treatment.SUPPRESS).value,
                "transform": p.transform.name if p else "suppress",
                "parameters": p.transform.model_dump(mode="json") if p else {},
                "output": p.name if p else None,
            }
    return list(found.values())
