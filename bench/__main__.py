"""``make bench``: the main job beside DuckDB's bare CSV-to-Parquet copy, in turn, as whole processes.

Times drift with the machine, so the two are run A B A B, and the ratio of each pair is what counts.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from synthetic.leak import Parameters
from synthetic.writer import write

COPY = """
import duckdb, sys
rows = duckdb.read_csv(sys.argv[1], all_varchar=True, sep=sys.argv[3])
rows.write_parquet(sys.argv[2], compression="zstd")
"""
"""The floor: nothing recognised, counted or protected. Arguments: the leak, the copy, what parts cells.

DuckDB reads no cp1252, so both get UTF-8.
"""


@dataclass(frozen=True)
class Figures:
    """One whole process: wall and CPU seconds, and its largest resident memory in MiB."""

    wall: float
    cpu: float
    memory: float


def process(command: list[str]) -> Figures:
    """Run a command to its end and take the system's own account of it."""
    silence = os.open(os.devnull, os.O_WRONLY)
    actions = [(os.POSIX_SPAWN_DUP2, silence, 1), (os.POSIX_SPAWN_DUP2, silence, 2)]
    since = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - since
    os.close(silence)
    if status:
        raise SystemExit(f"bench: {' '.join(command[:3])} ... ended with {os.waitstatus_to_exitcode(status)}")
    return Figures(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=491_840)
    parser.add_argument("--pairs", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="estompe-bench-") as place:
        folder = Path(place)
        write(Parameters(asked.rows, seed=2021), folder)
        leak, out = str(folder / "utf8.csv"), str(folder / "release")
        Path(leak).write_text((folder / "leak.csv").read_text(encoding="cp1252"), encoding="utf-8", newline="")
        estompe = [sys.executable, "-m", "pipeline.cli", "run", leak, "--out", out, "--force", "--quiet"]
        floor = [sys.executable, "-c", COPY, leak, str(folder / "copy.parquet"), ";"]
        pairs = [(process(estompe), process(floor)) for _ in range(asked.pairs)]
    print(f"{asked.rows:,} records, {asked.pairs} pairs, median (least to most)")
    for name, place_ in (("estompe run", 0), ("DuckDB copy", 1)):
        for figure, unit in (("wall", "s"), ("cpu", "s"), ("memory", "MiB")):
            _row(f"{name} {figure}, {unit}", [getattr(pair[place_], figure) for pair in pairs])
    for figure in ("wall", "cpu", "memory"):
        _row(f"ratio of {figure}", [getattr(a, figure) / getattr(b, figure) for a, b in pairs])


def _row(name: str, values: list[float]) -> None:
    print(f"{name:<26} {statistics.median(values):8.2f}   ({min(values):.2f} to {max(values):.2f})")


if __name__ == "__main__":
    main()
