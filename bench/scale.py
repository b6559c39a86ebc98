"""Memory and time by stage: ``python -m bench.scale LEAK --policy P [flags of estompe run]``.

With ``--beside SEP``, DuckDB's bare copy of the file (UTF-8; cells between SEP) to Parquet runs before and after in the
same hour, and the ratio of CPU seconds is told. The command runs as its user runs it; its own progress lines say which
stage a sample of its memory belongs to. Memory is what the process and its children cannot give back: anonymous pages,
read ten times a second.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import IO, Any

from bench.__main__ import COPY, process


def _anonymous(pid: int) -> int:
    """Bytes of anonymous memory of a process and of its children; 0 once it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        own = int(status.split("RssAnon:")[1].split()[0]) * 1024
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except (OSError, IndexError):
        return 0
    return own + sum(_anonymous(int(child)) for child in children)


class Watch:
    """The progress lines of a run, and its memory while each stage lasts."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stages: list[dict[str, Any]] = []
        self.words: list[str] = []
        self._stream = stream
        self.thread = threading.Thread(target=self._read)
        self.thread.start()

    def _read(self) -> None:
        for line in self._stream:
            try:
                told = json.loads(line)
            except ValueError:
                self.words.append(line.decode(errors="replace").strip())
                continue
            if told["done"]:
                self.stages.append(told)


def run(command: list[str]) -> tuple[Watch, dict[int, int], float, float]:
    """Run to the end; the lines, peak bytes by number of stages that were over, wall and CPU seconds."""
    since, before = time.perf_counter(), os.times()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        watch, peaks = Watch(process.stderr), defaultdict[int, int](int)
        while process.poll() is None:
            stage = len(watch.stages)
            peaks[stage] = max(peaks[stage], _anonymous(process.pid))
            time.sleep(0.1)
        watch.thread.join()
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    if process.returncode:
        raise SystemExit(f"bench: ended with {process.returncode}: {watch.words[-1:]}")
    return watch, dict(peaks), time.perf_counter() - since, cpu


def main() -> None:
    """Print one row a stage, then the whole."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("leak", type=Path)
    parser.add_argument("--policy", type=Path, required=True)
    parser.add_argument("--beside", metavar="SEP")
    asked, flags = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="estompe-bench-", dir=asked.leak.parent) as place:
        command = [sys.executable, "-m", "pipeline.cli", "run", str(asked.leak), "--out", f"{place}/release"]
        command += ["--policy", str(asked.policy), "--quiet", "--progress", "json", *flags]
        floor = [sys.executable, "-c", COPY, str(asked.leak), f"{place}/copy.parquet", asked.beside]
        copies = [process(floor).cpu] if asked.beside else []
        watch, peaks, wall, cpu = run(command)
        copies += [process(floor).cpu] if asked.beside else []
    for number, told in enumerate(watch.stages):
        rate = told["records_per_second"] or 0
        print(f"{told['stage']:<12}{told['seconds']:8.1f} s {peaks.get(number, 0) >> 20:8,} MiB {rate:10,} records/s")
    print(f"{'whole':<12}{wall:8.1f} s {max(peaks.values()) >> 20:8,} MiB   CPU {cpu:,.1f} s", flush=True)
    if copies:
        both = " and ".join(f"{one:.1f}" for one in copies)
        print(f"DuckDB copy: CPU {both} s, ratio {cpu / (sum(copies) / 2):.1f}")


if __name__ == "__main__":
    main()
