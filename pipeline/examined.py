"""A release judged after it was written: by its files alone, or attacked with the leak in hand.

Nothing here was there when the release was made: files, and what their manifest says of them, are all that is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.parquet as pq
from pydantic import ValidationError

from pipeline.assess import gate, generalised, verdict
from pipeline.assess import stage as assess
from pipeline.assess.attack import Earlier, Finding, Surface
from pipeline.assess.classes import smallest_class
from pipeline.assess.measure import Check
from pipeline.assess.raw import Gathering, Leak
from pipeline.assess.rows import Hint, Rows
from pipeline.assess.written import Written
from pipeline.core.errors import InputError, UsageError
from pipeline.core.keyfile import load
from pipeline.core.policy import Policy, Thresholds
from pipeline.core.progress import Progress
from pipeline.core.work import Work
from pipeline.detect import stage as detect
from pipeline.ingest import stage as ingest
from pipeline.job import Job, Request
from pipeline.publish import manifest, sealed
from pipeline.tiers.tier import tiers

PERSONS = "persons.parquet"
"""The one file of rows of a `research` release."""

_REPLACED = frozenset({"pseudonymise", "synthesise"})


@dataclass(frozen=True)
class Opened:
    """A release as it is on disk: the manifest's words, and its counts or its rows (text cells)."""

    name: str
    facts: Mapping[str, Any]
    written: Written | None = None
    table: pl.DataFrame | None = None

    @property
    def tier(self) -> str:
        """Its tier; `rows` for a file of rows that no manifest describes."""
        return str(self.facts.get("tier", "rows"))


@dataclass(frozen=True)
class Question:
    """What is to be judged, with what: the release, the leak, earlier releases, the key of encrypted records."""

    release: Path
    leak: Request | None = None
    earlier: Sequence[Path] = ()
    key: Path | None = None
    thresholds: Thresholds | None = None


def examine(question: Question, work: Work, progress: Progress) -> dict[str, Any]:
    """Measure a release again from its files; with the leak, attack it, too.

    Raises
    ------
    InputError, UsageError
        When the release, or the leak, cannot be read.
    """
    opened = open_release(question.release, question.key)
    thresholds = question.thresholds or _thresholds(opened.facts)
    progress.begin("assess", 0)
    try:
        checks = _measured(opened, question, thresholds)
    except (ValidationError, KeyError, TypeError, AttributeError, ValueError):
        raise InputError(f"{manifest.NAME}: says something that no manifest of estompe says") from None
    findings: tuple[Finding, ...] = ()
    if question.leak is not None:
        leak = read_leak(Job(question.leak, work, progress))
        progress.begin("attack", 0)
        findings = verdict.attacked(surface(opened, leak, thresholds, question), opened.tier)
    result = verdict.assessment(checks, findings)
    counts = {"release": opened.facts.get("release_id"), "tier": opened.tier}
    result = {**counts, "against": None if question.leak is None else len(question.leak.paths), **result}
    assess.write(work, result)
    return result


def withstand(job: Job, folder: Path) -> None:
    """Attack the release that ``job`` has written into ``folder``; what came of it joins the verdict of the gate.

    Raises
    ------
    GateError
        When an attack reaches more than its limit.
    """
    question = Question(folder, key=job.request.key)
    opened = open_release(folder, question.key)
    work = Work()
    try:
        leak = read_leak(job, work)
    finally:
        work.close()
    job.progress.begin("attack", 0)
    findings = verdict.attacked(surface(opened, leak, job.policy.thresholds, question), opened.tier)
    found = verdict.assessment((), findings)
    job.work.write_summary("assess", {**job.work.read_summary("assess"), "attacks": verdict.short(found)})
    refused = verdict.refusal(found)
    if refused is not None:
        raise refused


def open_release(path: Path, key: Path | None = None) -> Opened:
    """Open a release folder, or a single file of rows (Parquet or CSV).

    Raises
    ------
    InputError
        When it is neither, or damaged.
    UsageError
        When its records are encrypted and no key was given.
    """
    if path.is_file():
        return Opened(path.name, {}, table=_table(path))
    facts = manifest.read(path)
    tier = facts.get("tier")
    if tier == "newsroom":
        if key is None:
            raise UsageError(f"{path.name}: its records are encrypted", "open them with --key FILE")
        table = _text(pl.DataFrame(pl.from_arrow(sealed.records(path, load(key), facts))))
        return Opened(path.name, facts, table=table)
    if (path / PERSONS).is_file():
        return Opened(path.name, facts, table=_table(path / PERSONS))
    try:
        return Opened(path.name, facts, written=assess.written(path, facts))
    except (OSError, KeyError, TypeError, ValueError):
        raise InputError(f"{path.name}: its cubes are missing or damaged", "see estompe verify") from None


def _table(path: Path) -> pl.DataFrame:
    try:
        if path.suffix == ".csv":
            return _text(pl.read_csv(path, infer_schema=False, separator=_separator(path)))
        return _text(pl.DataFrame(pl.from_arrow(pq.read_table(path))))
    except (OSError, pl.exceptions.PolarsError, ValueError):
        raise InputError(
            f"{path.name}: is no release, and no table of rows", "a folder, a Parquet file or CSV"
        ) from None


def _separator(path: Path) -> str:
    with path.open("rb") as file:
        first = file.readline(1 << 16)
    return ";" if first.count(b";") > first.count(b",") else ","


def _text(table: pl.DataFrame) -> pl.DataFrame:
    """Every cell as text; lists joined by blanks."""
    joined = [
        pl.col(name).cast(pl.List(pl.String)).list.join(" ") if isinstance(kind, pl.List) else pl.col(name)
        for name, kind in table.schema.items()
    ]
    return table.select(joined).select(pl.all().cast(pl.String))


def _thresholds(facts: Mapping[str, Any]) -> Thresholds:
    try:
        return Policy.model_validate(facts["policy"]).thresholds if "policy" in facts else Thresholds()
    except ValidationError:
        raise InputError(f"{manifest.NAME}: says something that no manifest of estompe says") from None


def _measured(opened: Opened, question: Question, thresholds: Thresholds) -> tuple[Check, ...]:
    if opened.written is not None:
        return gate.judge(opened.written, thresholds)
    if opened.tier == "newsroom":
        problems = tiers()[opened.tier].claims(question.release, dict(opened.facts), question.key)
        wrong = float(len(problems))
        return (Check("records_and_columns", "T2", wrong, 0.0, not problems, "; ".join(problems), "treatments"),)
    assert opened.table is not None
    if opened.tier == "research":
        return generalised.judge(generalised.read(question.release / PERSONS), opened.facts["order"], thresholds)
    return (smallest_class(opened.table, thresholds),)


def read_leak(job: Job, work: Work | None = None) -> Leak:
    """Read a leak as its attacker does: every accepted record, and what each column holds.

    The counts of this reading go into ``work``, by default that of the job.
    """
    work = work or job.work
    tables = [(table.header, table.has_header) for table in ingest.tables(job.opened)]
    seen, gathering = detect.Observation(tables), Gathering()

    def keep(number: int, batch: Any) -> None:
        seen(number, batch)
        gathering.take(number, batch)

    counts = ingest.run(job.opened, work, job.progress, keep)
    ingest.require_records(counts)
    profiles = detect.run(seen.states(), job.policy, work)
    return gathering.leak([profile.columns for profile in profiles])


def surface(opened: Opened, leak: Leak, thresholds: Thresholds, question: Question) -> Surface:
    """What the attacks work on."""
    year = opened.facts.get("reference_year")
    rows = None if opened.table is None else Rows(opened.table, leak, hints(opened.facts, leak), year)
    earlier = []
    for path in question.earlier:
        try:
            before = open_release(path, question.key)
        except duckdb.Error:
            raise InputError(f"{path.name}: is damaged") from None
        earlier.append(Earlier(before.name, before.written, before.table))
    return Surface(leak, thresholds, opened.written, rows, earlier, year)


def hints(facts: Mapping[str, Any], leak: Leak) -> dict[str, Hint]:
    """What the manifest says of each released column: of which raw one it is, and what was done."""
    found: dict[str, Hint] = {}
    for column in facts.get("columns", ()):
        output = column.get("output")
        if not output:
            continue
        named = [column["name"]] if column["name"] in leak.entities else leak.of(column["entity"])
        before = found.get(output)
        days = column.get("parameters", {}).get("days") if column.get("transform") == "date_shift" else None
        opaque = column["treatment"] in _REPLACED and days is None
        found[output] = Hint((*(before.columns if before else ()), *named), opaque, days)
    for name in facts.get("order", ()):
        found.setdefault(name, Hint(opaque=True))
    return found
