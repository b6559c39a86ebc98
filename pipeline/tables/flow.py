"""The order of things for `estompe anonymise`: read, generalise, write, judge, and only then appear."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from pipeline.anonymise.generalise import hierarchy_files, kind
from pipeline.anonymise.generalise.coded import numbered
from pipeline.anonymise.generalise.hierarchy import Hierarchy
from pipeline.anonymise.generalise.recode import labelled
from pipeline.anonymise.generalise.result import Aim, Result, generalise
from pipeline.assess import judged
from pipeline.core.errors import InputError, UsageError
from pipeline.core.progress import Progress
from pipeline.core.work import Work
from pipeline.ingest import stage as ingest
from pipeline.ingest import whole
from pipeline.publish import onefile
from pipeline.tables import columns, verdict
from pipeline.tables.request import Wanted
from pipeline.tables.verdict import Asked


@dataclass(frozen=True)
class Done:
    """What was made: the figures of ``--json``, and what the user should hear of.

    ``reasons`` counts unreadable records, ``kinds`` says which hierarchies were made from the values.
    """

    figures: dict[str, Any]
    records: int
    reasons: Counter[str]
    kinds: dict[str, str]
    dropped: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True)
class _Table:
    """A table read, with the columns that were asked for."""

    whole: whole.Whole = field(repr=False)
    quasi: list[str]
    sensitive: list[str]
    keep: list[str]


def run(wanted: Wanted, work: Work, progress: Progress) -> Done:
    """Anonymise one table.

    Raises
    ------
    UsageError, InputError, GateError
        Nothing is written then, and an existing output stays as it was.
    """
    since = time.monotonic()
    onefile.check_target(wanted.out, wanted.force)
    if wanted.out.exists() and wanted.table.exists() and wanted.out.samefile(wanted.table):
        raise UsageError(f"{wanted.out}: is the table itself", "name another file with --out")
    table = _read(wanted, work, progress)
    hierarchies, kinds = _hierarchies(wanted, table)
    ground = {} if wanted.hierarchies is None else hierarchy_files.read(wanted.hierarchies, table.sensitive)
    people = _population(wanted, table, work, progress)
    progress.begin("anonymise", 0)
    models = wanted.demands.models(table.sensitive, ground)
    weights = {_named(table, name): weight for name, weight in wanted.weights.items()}
    aim = Aim(wanted.limit, wanted.utility, weights, wanted.local)
    watch: Callable[[], None] = lambda: progress.advance(0)  # noqa: E731
    others = [*table.sensitive, *table.keep]
    result = generalise(table.whole.table, hierarchies, models, aim, others, people, watch)
    asked = Asked(wanted.demands, table.quasi, table.sensitive, ground, people, wanted.persons)
    figures = _write(wanted, table, result, asked, hierarchies, progress)
    figures["seconds"] = round(time.monotonic() - since, 3)
    used = {*table.quasi, *table.sensitive, *table.keep}
    shown = zip(table.whole.names, table.whole.shown, strict=True)
    dropped = tuple(show for name, show in shown if name not in used)
    return Done(figures, table.whole.table.num_rows, table.whole.reasons, kinds, dropped, tuple(table.keep))


def _read(wanted: Wanted, work: Work, progress: Progress) -> _Table:
    """The table with the columns that are asked for."""
    item = whole.only_table(ingest.sources([wanted.table], wanted.overrides, work), wanted.overrides)
    names, shown = whole.names(item)
    asked = wanted.columns
    quasi = columns.listed(asked.quasi, names, shown, "--quasi")
    sensitive = columns.listed(asked.sensitive, names, shown, "--sensitive")
    keep = columns.listed(asked.keep, names, shown, "--keep")
    if not quasi:
        raise UsageError("--quasi: names no column", "as --quasi age,sex,postcode")
    columns.refuse_both(quasi, sensitive, "--quasi and --sensitive")
    columns.refuse_both(quasi, keep, "--quasi and --keep")
    columns.refuse_both(sensitive, keep, "--sensitive and --keep")
    wanted.demands.check(sensitive, wanted.population is not None)
    found = whole.read(item, [*quasi, *sensitive, *keep], progress)
    records = found.table.num_rows
    if not records:
        raise InputError(f"{found.name}: no readable record ({found.reasons.total()} unreadable)")
    if wanted.demands.k > records:
        raise UsageError(f"--k {wanted.demands.k}: the table has {records:,} records only", "no class can be so large")
    if wanted.persons is not None and wanted.persons < records:
        raise UsageError(f"--population-size {wanted.persons}: the table alone has {records:,} records")
    return _Table(found, quasi, sensitive, keep)


def _named(table: _Table, name: str) -> str:
    return columns.listed([name], table.whole.names, table.whole.shown, "--weight")[0]


def _hierarchies(wanted: Wanted, table: _Table) -> tuple[dict[str, Hierarchy], dict[str, str]]:
    """A hierarchy for each quasi-identifier: from its file, of the kind that was asked for, or of the likeliest."""
    files = {} if wanted.hierarchies is None else hierarchy_files.read(wanted.hierarchies, table.quasi)
    names, shown = table.whole.names, table.whole.shown
    asked = {columns.listed([name], names, shown, "--hierarchy")[0]: k for name, k in wanted.kinds.items()}
    if stray := [name for name in asked if name not in table.quasi]:
        raise UsageError(f"--hierarchy {stray[0]}: the column is no quasi-identifier", "add it to --quasi")
    found: dict[str, Hierarchy] = {}
    kinds: dict[str, str] = {}
    for name in table.quasi:
        if name in asked or name not in files:
            values, codes = numbered(table.whole.table.column(name))
            used = set(codes.tolist())
            filled = [value for place, value in enumerate(values) if value is not None and place in used]
            if name in asked:
                found[name], kinds[name] = kind.build(name, asked[name], filled), asked[name]
            else:
                found[name], kinds[name] = kind.propose(name, filled)
        else:
            found[name] = files[name]
    return found, kinds


def _population(wanted: Wanted, table: _Table, work: Work, progress: Progress) -> pa.Table | None:
    """The quasi-identifiers of the population, None where it is not asked for."""
    if wanted.population is None:
        return None
    item = whole.only_table(ingest.sources([wanted.population], None, work), wanted.overrides)
    names, shown = whole.names(item)
    columns.listed([f'"{name}"' for name in table.quasi], names, shown, "--population, column")
    return whole.read(item, table.quasi, progress).table


def _write(
    wanted: Wanted,
    table: _Table,
    result: Result,
    asked: Asked,
    hierarchies: Mapping[str, Hierarchy],
    progress: Progress,
) -> dict[str, Any]:
    """Write the file, let the judge read it, and give it its name when the judge agrees; the figures."""
    delimiter = table.whole.delimiter if table.whole.delimiter in (",", ";", "\t", "|") else ","
    figures: dict[str, Any] = {"node": result.node, "suppressed": result.suppressed, "loss": result.loss}
    with onefile.staged(wanted.out, result.table, delimiter) as place:
        progress.begin("assess", 0)
        written = judged.read(place, delimiter)
        people = asked.people
        seen = verdict.judge(written, asked, None if people is None else labelled(people, hierarchies, result.node))
        betrayed = verdict.attack(written, table.whole.table, hierarchies, asked.demands.k) if result.local else {}
        before = verdict.measured(table.whole.table, asked, people)
    figures |= {**seen.closest, "classes": result.classes, "seconds": 0.0}
    if result.local:
        first = {"first_suppressed": result.local.suppressed, "first_loss": result.local.loss}
        figures |= {"local": True, "passes": result.local.passes, **first, "attack": betrayed}
    return {**figures, "measures": seen.measures, "measures_before": before}


__all__: Sequence[str] = ("Done", "run")
