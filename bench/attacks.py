"""What every attack reaches on every kind of release: ``python -m bench.attacks [--rows N] [--json FILE]``.

A leak is generated, released in several ways (as people do today, generalised without k, with pseudonyms kept across
visits, and by the tiers), and each release is attacked by ``estompe assess --against`` in a process of its own, whose
time and largest memory are printed with the figures. A tier that this version cannot make is left out, and named.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import naive
from bench.__main__ import Figures
from pipeline.core.policy_file import configs
from synthetic.leak import Parameters
from synthetic.writer import write

ESTOMPE = [sys.executable, "-m", "pipeline.cli"]
TIMED = """
import resource, subprocess, sys, time
since = time.perf_counter()
subprocess.run(sys.argv[1:], capture_output=True)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.perf_counter() - since, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
"""
"""Runs a command, whatever its exit code, and says what it took: a refusal is a result here."""


def naive_releases(leak: Path, folder: Path) -> dict[str, Path]:
    """The releases that are made without a threat model, as Parquet files."""
    cells = naive.read(leak)
    found = {}
    for name, make in (("faked", naive.faked), ("no k", naive.generalised), ("followed", naive.followed)):
        found[name] = folder / f"{name.replace(' ', '_')}.parquet"
        make(cells).write_parquet(found[name])
    return found


def tier_releases(leak: Path, folder: Path) -> dict[str, Path]:
    """The releases of the tiers that this version can make."""
    key = folder / "keys" / "project"
    subprocess.run([*ESTOMPE, "keys", "new", str(key)], check=True, capture_output=True)
    found = {}
    for tier in ("public", "research", "newsroom"):
        more = ["--key", str(key)] if tier == "newsroom" else []
        policy, out = str(configs() / f"{tier}.yaml"), folder / tier
        done = subprocess.run(
            [*ESTOMPE, "run", str(leak), "--policy", policy, "--out", str(out), "--quiet", *more],
            capture_output=True,
            check=False,
        )
        if done.returncode:
            print(f"{tier}: not made (exit {done.returncode})")
        else:
            found[tier] = out
    return found


def attack(release: Path, leak: Path, folder: Path) -> tuple[dict[str, Any], Figures]:
    """The assessment of one release, and what it took as a whole process."""
    work = folder / f"work-{release.stem}"
    command = [*ESTOMPE, "assess", str(release), "--against", str(leak), "--work", str(work), "--json", "--quiet"]
    command += ["--key", str(folder / "keys" / "project")] if release.name == "newsroom" else []
    told = subprocess.run([sys.executable, "-c", TIMED, *command], capture_output=True, check=True, env=os.environ)
    wall, cpu, memory = map(float, told.stdout.split())
    result = json.loads((work / "assess" / "assessment.json").read_text(encoding="utf-8"))
    return result, Figures(wall, cpu, memory)


def cell(figure: dict[str, Any] | None) -> str:
    """A figure as the table shows it: ``-`` for nothing to attack, ``!`` over the limit."""
    if figure is None or figure["passed"] is None:
        return "-"
    return f"{figure['value']:.4g}{'' if figure['passed'] else ' !'}"


def table(results: dict[str, tuple[dict[str, Any], Figures]]) -> None:
    """Print the figures, one attack a line, one release a column."""
    names = list(results)
    by_id = {name: {a["id"]: a for a in result["attacks"]} for name, (result, _) in results.items()}
    ids = list(dict.fromkeys(key for name in names for key in by_id[name] if "." in key or key in by_id[names[0]]))
    print("| attack | threat | limit |" + "".join(f" {name} |" for name in names))
    print("|---|---|---|" + "---|" * len(names))
    for key in ids:
        known = [by_id[name][key] for name in names if key in by_id[name]]
        limit = next((f"{one['limit']:.4g}" for one in known if one["passed"] is not None), "-")
        print(f"| {key} | {known[0]['threat']} | {limit} |" + "".join(f" {cell(by_id[n].get(key))} |" for n in names))
    for figure, unit in (("wall", "s"), ("cpu", "s"), ("memory", "MiB")):
        print(
            f"| {figure}, {unit} | | |" + "".join(f" {getattr(taken, figure):.1f} |" for _, taken in results.values())
        )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.attacks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=491_840)
    parser.add_argument("--seed", type=int, default=2021)
    parser.add_argument("--json", type=Path, help="write every figure here, too")
    parser.add_argument("--release", type=Path, nargs="*", default=[], help="more releases of the same leak (Parquet)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="estompe-bench-") as place:
        folder = Path(place)
        write(Parameters(asked.rows, asked.seed, 0.0), folder)
        leak = folder / "leak.csv"
        releases = {**naive_releases(leak, folder), **tier_releases(leak, folder)}
        releases |= {path.stem: path for path in asked.release}
        results = {name: attack(path, leak, folder) for name, path in releases.items()}
    print(f"{asked.rows:,} records; `!` is over the limit, `-` is nothing to attack\n")
    table(results)
    if asked.json:
        told = {name: {**result, "took": vars(taken)} for name, (result, taken) in results.items()}
        asked.json.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main()
