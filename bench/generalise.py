"""``python -m bench.generalise``: generalisation at the optimum, by size of table, and the judge's proof of it.

Every case runs in a process of its own: seconds of wall and CPU of encoding, search and recoding together, of the judge
(k, l, t of the result), and the largest resident memory. ``--adult DIR`` (adult.csv with ARX's hierarchies) adds that
table, with the loss beside ARX's own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from pipeline.anonymise.generalise import hierarchy_files, kind
from pipeline.anonymise.generalise.coded import numbered
from pipeline.anonymise.generalise.models.k_anonymity import KAnonymity
from pipeline.anonymise.generalise.result import Aim, generalise
from pipeline.assess.judged import judged, measures
from pipeline.locales.fr.dates import parse_dates
from pipeline.locales.fr.geography import department_of
from synthetic.leak import Parameters, chunks

ADULT = ["sex", "age", "race", "marital-status", "education", "native-country", "workclass", "occupation"]
TRUTHS = {0: 0.6608417, 0.04: 0.2902437, 0.05: 0.2617570, 1: 0.2270624}
"""Suppression limit -> Loss of ARX 3.9.2 on adult, k = 5."""
FOUR = ["sexe", "date_naissance", "code_postal", "groupe_sanguin"]
ELEVEN = [*FOUR, "labo", "cp_medecin", "date_prelevement", "ville", "prenom", "code_labo", "medecin"]
SENSITIVE = "mutuelle"


@dataclass(frozen=True)
class Case:
    """Rows of the generated leak (0: adult), the first ``quasi`` of its columns, the share that may be suppressed."""

    rows: int
    quasi: int
    limit: float


def leak(rows: int, quasi: list[str]) -> pa.Table:
    """Columns of a generated leak, those rows in which every hierarchy understands its value; and the sensitive one."""
    wanted = list(dict.fromkeys([*quasi, SENSITIVE]))
    size = min(rows, 500_000)
    frame = pl.concat([chunk.cells.select(wanted) for chunk in chunks(Parameters(size, 7, 0.0, 0.0))])
    for name in quasi:
        if name.startswith("date"):
            frame = frame.filter(parse_dates(frame[name]).is_not_null())
        if name in ("code_postal", "cp_medecin"):
            known = [value for value in frame[name].unique() if value and department_of(value)]
            frame = frame.filter(pl.col(name).is_in(known))
    table = frame.to_arrow().cast(pa.schema([(name, pa.string()) for name in wanted]))
    return _more(table, rows) if rows > size else table


def _more(table: pa.Table, rows: int) -> pa.Table:
    """As many rows, each cell drawn on its own from its column: more different tuples than any real file has."""
    rng = np.random.default_rng(7)
    found = {}
    for name in table.column_names:
        values, codes = numbered(table.column(name))
        drawn = codes[rng.integers(0, len(codes), rows)].astype(np.int32)
        found[name] = pa.DictionaryArray.from_arrays(pa.array(drawn), pa.array(values, pa.string()))
    return pa.table(found)


def run(case: Case, adult: Path | None) -> dict[str, Any]:
    """One case, in this process."""
    if case.rows:
        quasi = ELEVEN[: case.quasi]
        table, sensitive = leak(case.rows, quasi), SENSITIVE
        hierarchies = {}
        for name in quasi:
            values = [value for value in numbered(table.column(name))[0] if value]
            hierarchies[name] = kind.propose(name, values)[0]
    else:
        assert adult is not None
        quasi, sensitive = ADULT, "salary-class"
        frame = pl.read_csv(adult / "adult.csv", separator=";", infer_schema=False)
        table = frame.to_arrow().cast(pa.schema([(name, pa.string()) for name in frame.columns]))
        hierarchies = hierarchy_files.read(adult, quasi)
    measures()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    since, cpu = time.perf_counter(), time.process_time()
    found = generalise(table, hierarchies, [KAnonymity(5)], Aim(case.limit), [sensitive])
    figures = {"wall": time.perf_counter() - since, "cpu": time.process_time() - cpu}
    since, cpu = time.perf_counter(), time.process_time()
    with judged(found.table, quasi, [sensitive]) as seen:
        proof = [measures()[name].evaluate(seen) for name in ("k", "l", "t", "average_risk")]
    judge = {"judge_wall": time.perf_counter() - since, "judge_cpu": time.process_time() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"node": list(found.node.values()), "suppressed": found.suppressed, "loss": found.loss, "k": proof[0]}
    return {**figures, **judge, **told, "measured": found.measured, "before": before, "peak": peak}


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(prog="python -m bench.generalise", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--adult", type=Path)
    parser.add_argument("--rows", type=int, nargs="*", default=[500_000])
    parser.add_argument("--quasi", type=int, nargs="*", default=[4])
    parser.add_argument("--limits", type=float, nargs="*", default=list(TRUTHS))
    parser.add_argument("--case", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.case:
        sys.stdout.write(json.dumps(run(Case(*json.loads(asked.case)), asked.adult)))
        return
    cases = [Case(0, len(ADULT), limit) for limit in asked.limits if asked.adult]
    cases += [Case(rows, quasi, limit) for rows in asked.rows for quasi in asked.quasi for limit in asked.limits]
    for case in cases:
        _print(case, asked.adult)


def _print(case: Case, adult: Path | None) -> None:
    command = [sys.executable, "-m", "bench.generalise", "--case", json.dumps([case.rows, case.quasi, case.limit])]
    done = subprocess.run([*command, *(("--adult", str(adult)) if adult else ())], capture_output=True, check=True)
    f = json.loads(done.stdout)
    truth = TRUTHS.get(case.limit) if not case.rows else None
    beside = (
        "" if truth is None else f" (ARX {truth:.7f}{', equal' if round(f['loss'], 7) == truth else ', NOT EQUAL'})"
    )
    print(
        f"{f'{case.rows:,} rows' if case.rows else 'adult'} x {case.quasi}, limit {case.limit:g}: "
        f"wall {f['wall']:.2f} s, CPU {f['cpu']:.2f} s, judge CPU {f['judge_cpu']:.2f} s, memory {f['peak']:.0f} MiB "
        f"({f['before']:.0f} before), {f['measured']} groupings, node {' '.join(map(str, f['node']))}, "
        f"{f['suppressed']:,} suppressed, loss {f['loss']:.7f}{beside}, k {f['k']}",
        flush=True,
    )


if __name__ == "__main__":
    main()
