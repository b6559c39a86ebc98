"""One release by each engine on the same two cores: ``python -m bench.engines [RECORDS [ROUNDS]]``.

This machine alone, Spark on two threads of it, a cluster of a master and two workers of a core each on its loopback; in
turn, round after round, so that what else the machine does meets all of them. Seconds are medians; CPU is that of all
processes that had a share in it, the cluster's start left out.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.cluster import QUICK, cluster
from synthetic.leak import Parameters
from synthetic.writer import write

_DATABASE = "release.duckdb"
"""Equal table by table, not byte by byte."""
_SUBREAPER = 36
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Done:
    """A run that has ended: exit code, what it said, seconds on the clock and of all its processes."""

    code: int
    words: str
    wall: float
    cpu: float


def released(leak: Path, out: Path, engine: str = "local", conf: Path | None = None) -> Done:
    """Make a release as its user does; ``conf`` is Spark's own configuration."""
    command = [sys.executable, "-m", "pipeline.cli", "run", str(leak), "--out", str(out), "--engine", engine, "--quiet"]
    command += ["--work", f"{out}.work"]
    environment = {**os.environ, **({"SPARK_CONF_DIR": str(conf), "JDK_JAVA_OPTIONS": QUICK} if conf else {})}
    since, before = time.perf_counter(), spent()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return Done(done.returncode, done.stderr, time.perf_counter() - since, spent() - before)


def differing(one: Path, other: Path) -> set[str]:
    """The files of two releases that are not the same, byte by byte."""
    contents = [_contents(one), _contents(other)]
    return {name for name in contents[0] | contents[1] if contents[0].get(name) != contents[1].get(name)}


def _contents(release: Path) -> dict[str, bytes]:
    files = [path for path in release.rglob("*") if path.is_file() and path.name != _DATABASE]
    return {str(path.relative_to(release)): path.read_bytes() for path in files}


def keep_orphans() -> None:
    """Become the parent of processes whose own has ended, so that their CPU is not lost to us (Linux)."""
    ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0)


def spent() -> float:
    """CPU seconds of all processes that this one or its children started, ended or not."""
    parents, ticks = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_bytes().rpartition(b") ")[2].split()
        except OSError:
            continue
        parents[int(path.parent.name)] = int(fields[1])
        ticks[int(path.parent.name)] = sum(map(int, fields[11:15]))
    ended = os.times()
    own = [pid for pid in parents if _descends(pid, parents)]
    return ended.children_user + ended.children_system + sum(ticks[pid] for pid in own) / _TICK


def _descends(pid: int, parents: Mapping[int, int]) -> bool:
    while pid := parents.get(pid, 0):
        if pid == os.getpid():
            return True
    return False


def main() -> None:
    """Print a line a way, with its ratio to this machine alone."""
    parser = argparse.ArgumentParser(prog="python -m bench.engines", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("records", type=int, nargs="?", default=100_000)
    parser.add_argument("rounds", type=int, nargs="?", default=3)
    asked = parser.parse_args()
    records, rounds = asked.records, asked.rounds
    keep_orphans()
    with tempfile.TemporaryDirectory(prefix="estompe-bench-") as name:
        folder = Path(name)
        write(Parameters(records, 1, 0.0, 0.15), folder)
        with cluster(folder) as conf:
            threads = folder / "threads"
            threads.mkdir()
            (threads / "spark-defaults.conf").write_text("spark.master local[2]\n", "utf-8")
            ways = {"local": None, "spark, local[2]": threads, "spark, two workers": conf}
            done = _in_turn(folder, ways, rounds)
    base = [statistics.median(values) for values in zip(*done["local"], strict=True)]
    print(f"{records:,} records, {rounds} rounds; load of the machine at the end {os.getloadavg()[0]:.1f}")
    for way, figures in done.items():
        wall, cpu = (statistics.median(values) for values in zip(*figures, strict=True))
        print(f"{way:<20}{wall:8.1f} s {cpu:8.1f} CPU s   x{wall / base[0]:.2f} wall   x{cpu / base[1]:.2f} CPU")


def _in_turn(folder: Path, ways: Mapping[str, Path | None], rounds: int) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    first = folder / "local-0"
    for number in range(rounds):
        for place, (way, conf) in enumerate(ways.items()):
            out = first if way == "local" and not number else folder / f"{place}-{number}"
            done = released(folder / "leak.csv", out, "spark" if conf else "local", conf)
            if done.code or differing(first, out):
                raise SystemExit(f"bench: {way}: {done.words or 'another release'}")
            found[way].append((done.wall, done.cpu))
            print(f"  {way:<20}{done.wall:8.1f} s {done.cpu:8.1f} CPU s", file=sys.stderr, flush=True)
    return found


if __name__ == "__main__":
    main()
