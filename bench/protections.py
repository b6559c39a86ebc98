"""The four protections on one generated leak: what each keeps, how far its numbers are off, what two attacks get.

``python -m bench.protections [--rows N] [--out FILE.json]``. True counts are known here because the leak is generated:
no such error may ever stand beside the release of a real leak.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from pipeline import anonymise as room
from pipeline import flow
from pipeline.anonymise import stage as anonymise
from pipeline.anonymise import utility
from pipeline.anonymise.cubes import Cell, Key, Table
from pipeline.anonymise.persons import LOOSE
from pipeline.anonymise.relations import relations
from pipeline.anonymise.suppress import keep_large
from pipeline.assess import stage as assess
from pipeline.core.keys import RunKey
from pipeline.core.policy import PROTECTIONS, Policy
from pipeline.core.policy_file import load
from pipeline.core.progress import Silent
from pipeline.core.work import Work
from pipeline.engines import local
from pipeline.job import Job, Request
from pipeline.transform import stage as transform
from synthetic.leak import Parameters
from synthetic.writer import write

ERASED = 5
SMALL = 12
LINES = {
    "suppression": ("suppress", "sums", "relations", "protections/suppression"),
    "rounding": ("perturb", "protections/rounding"),
    "cell_key": ("perturb", "protections/cell_key"),
    "dp": ("protections/dp",),
}
"""Files that a protection consists of; `perturb` takes three functions of `suppress` besides."""


@dataclass
class Made:
    """One release as it would be published, beside the truth."""

    counted: anonymise.Counted
    checks: dict[str, bool]
    cpu: float
    rounds: int
    numbers: dict[str, dict[Key, tuple[int, int]]] = field(default_factory=dict)


def make(records: pl.DataFrame, attributes: frozenset[str], policy: Policy, key: RunKey, folder: Path) -> Made:
    """Count, protect, and let the gate look until it finds nothing, as a run does."""
    since, work = time.process_time(), Work(folder)
    counted = anonymise.count(records, attributes, policy, anonymise.Engine(local.link, local.count_by), key)
    rounds = 0
    while True:
        rounds += 1
        facts = counted.write(work)
        counts = {name: facts[name] for name in ("persons", "persons_upper", "unlinked")} | {
            "accepted": facts["records"]
        }
        judged = {**facts, "counts": counts, "policy": policy.model_dump(mode="json")}
        checks = assess.judge_written(work.folder("anonymise"), judged, policy)
        weak = {cell for check in checks for cell in check.weak}
        if not weak or not counted.protected.loosen(weak):
            break
    made = Made(counted, {check.id: check.passed for check in checks}, time.process_time() - since, rounds)
    done = counted.protected
    made.numbers = {table.name: {key: done.numbers(table, key) for key in table.published} for table in done.tables}
    return made


def errors(made: Made) -> dict[str, dict[str, float]]:
    """Of each cube: median and largest error of published persons, and the median one as a share of the true number."""
    found = {}
    for table in made.counted.truth.tables:
        pairs = [(numbers[0], table.cells[key].persons) for key, numbers in made.numbers[table.name].items()]
        off = [abs(shown - true) for shown, true in pairs] or [0]
        share = [abs(shown - true) / true for shown, true in pairs] or [0.0]
        found[table.name] = {
            "median": statistics.median(off),
            "largest": max(off),
            "median_share": statistics.median(share),
        }
    return found


def recovery(tables: list[Table], numbers: dict[str, dict[Key, tuple[int, int]]], whole: int) -> dict[str, float]:
    """Subtract published parts from a published whole of which one part is absent, and see how often that is right.

    Persons, where nobody stands in two parts. The attacker is told which cells are empty, which no reader is, so that
    this is worse than what a release allows. The true number is met exactly, or to within 2.
    """
    top = Table("", (), None, {(): Cell(whole, whole, 0)}, {()})
    shown: dict[str, dict[Key, tuple[int, int]]] = {"": {(): (whole, whole)}, **numbers}
    tried = exactly = nearly = small = 0
    for relation in relations([top, *tables]):
        if not relation.exact:
            continue
        fine, coarse = relation.fine, relation.coarse
        groups: dict[Key, list[Key]] = {}
        for key in fine.cells:
            groups.setdefault(relation.parent(key), []).append(key)
        for parent, parts in groups.items():
            absent = [key for key in parts if key not in shown[fine.name]]
            if parent not in shown[coarse.name] or len(absent) != 1:
                continue
            given = sum(shown[fine.name][key][0] for key in parts if key in shown[fine.name])
            true = fine.cells[absent[0]].persons
            off = abs(shown[coarse.name][parent][0] - given - true)
            tried, exactly, nearly = tried + 1, exactly + (off == 0), nearly + (off <= 2)
            small += off == 0 and true < SMALL
    return {"subtractions": tried, "within_2": nearly, "exact": exactly, "exact_and_small": small}


def differencing(before: Made, after: Made) -> dict[str, float]:
    """Subtract two releases, the second without a few persons, and see what the differences tell of them."""
    told = right = touched = quiet = 0
    for table, later in zip(before.counted.truth.tables, after.counted.truth.tables, strict=True):
        first, second = before.numbers[table.name], after.numbers[table.name]
        for key in first.keys() & second.keys():
            true = table.cells[key].persons - (later.cells[key].persons if key in later.cells else 0)
            shown = first[key][0] - second[key][0]
            touched += true > 0
            told += shown != 0 and true > 0
            right += true > 0 and shown == true
            quiet += shown != 0 and true == 0
    return {"cells_with_an_erased_person": touched, "changed": told, "exact": right, "changed_for_nothing": quiet}


def without(records: pl.DataFrame, linked: pl.DataFrame, persons: int) -> pl.DataFrame:
    """The leak without some persons, taken evenly over all of them."""
    everybody = linked[LOOSE].drop_nulls().unique().sort()
    gone = everybody.gather_every(max(1, len(everybody) // persons))[:persons]
    return records.filter(~linked[LOOSE].is_in(gone.implode()).fill_null(False))


def transformed(rows: int, folder: Path) -> tuple[pl.DataFrame, frozenset[str]]:
    """The records of a generated leak, and what they can fill."""
    write(Parameters(rows, seed=2021), folder)
    job = Job(Request([folder / "leak.csv"], load()), Work(folder / "work"), Silent())
    flow.know(job)
    flow.change(job)
    return transform.records(job.work), frozenset(job.work.read_summary("transform")["attributes"])


def lines(name: str) -> int:
    """Lines of code of a protection."""
    folder = Path(room.__file__).parent
    return sum(len((folder / f"{part}.py").read_text(encoding="utf-8").splitlines()) for part in LINES[name])


def compare(rows: int, folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Figures of every protection, and of small cells taken out without their complements (the control)."""
    records, attributes = transformed(rows, folder)
    key = RunKey()
    for name in PROTECTIONS:
        policy = load().model_copy(update={"protection": name})
        before = make(records, attributes, policy, key, folder / name)
        truth = before.counted.truth
        after = make(without(records, next(truth.parts()), ERASED), attributes, policy, key, folder / f"{name}-later")
        whole = before.counted.protected.totals.persons
        if name == PROTECTIONS[0]:
            yield "control", {"recovery": control(truth, whole)}
        yield (
            name,
            {
                "persons_kept": {
                    c["cube"]: c["persons_kept"] for c in utility.kept(truth, before.counted.protected)["cubes"]
                },
                "errors": errors(before),
                "recovery": recovery(truth.tables, before.numbers, whole),
                "differencing": differencing(before, after),
                "cpu_seconds": before.cpu,
                "rounds": before.rounds,
                "lines": lines(name),
                "gate": {"passed": all(before.checks.values()), "after": all(after.checks.values())},
            },
        )


def control(truth: Any, whole: int) -> dict[str, float]:
    """The same subtraction where cells under the threshold are gone and nothing else."""
    copies = [Table(t.name, t.dimensions, t.where, t.cells) for t in truth.tables]
    for table in copies:
        keep_large(table, truth.policy.thresholds, truth.prescribers_known)
    numbers = {t.name: {key: (t.cells[key].persons, t.cells[key].records) for key in t.published} for t in copies}
    return recovery(truth.tables, numbers, whole)


def main() -> None:
    """Print the tables, and write every figure where asked."""
    parser = argparse.ArgumentParser(prog="python -m bench.protections", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=491_840)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    figures = {}
    with tempfile.TemporaryDirectory(prefix="estompe-bench-") as folder:
        for name, found in compare(asked.rows, Path(folder)):
            figures[name] = found
            sys.stderr.write(f"{name}: done\n")
    if asked.out:
        asked.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    _print({name: found for name, found in figures.items() if name != "control"}, figures["control"]["recovery"])


def _print(figures: dict[str, Any], control_: dict[str, float]) -> None:
    """A cube that a protection does not count has no figure."""
    print(f"{'persons kept, %':<22}" + "".join(f"{name:>14}" for name in figures))
    for cube in next(iter(figures.values()))["persons_kept"]:
        shares = (f["persons_kept"].get(cube) for f in figures.values())
        print(f"{cube:<22}" + "".join(f"{'-':>14}" if share is None else f"{100 * share:14.2f}" for share in shares))
    print(f"\n{'median, largest error':<22}" + "".join(f"{name:>14}" for name in figures))
    for cube in next(iter(figures.values()))["errors"]:
        off = (f["errors"].get(cube) for f in figures.values())
        print(f"{cube:<22}" + "".join(f"{e['median']:8g},{e['largest']:5g}" if e else f"{'-':>14}" for e in off))
    print(f"\nsubtraction, control: {control_}")
    for name, found in figures.items():
        rest = {key: found[key] for key in ("recovery", "differencing", "cpu_seconds", "rounds", "lines", "gate")}
        print(f"{name}: {rest}")


if __name__ == "__main__":
    main()
