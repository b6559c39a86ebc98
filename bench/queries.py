"""How long five questions of the cookbook take, and how large a release is: ``python -m bench.queries RELEASE``.

*asked* is from opening the database to the last row, in a process that is there already; *command* is a whole
``estompe query``, start of Python included.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pipeline.publish import ask

COOKBOOK = Path(__file__).parents[1] / "docs" / "how-to" / "cookbook.md"
ASKED = (4, 8, 11, 16, 19)
"""Regions, sexes, laboratories, kinds of data, passwords."""


def queries() -> dict[str, str]:
    """Question -> SQL, for those that are timed."""
    found = re.findall(r"(?s)### (\d+)\. ([^\n]+)\n\n```sql\n(.*?)\n```", COOKBOOK.read_text(encoding="utf-8"))
    return {question: sql for number, question, sql in found if int(number) in ASKED}


def median(call: Callable[[], object], times: int) -> tuple[float, float]:
    """Medians of wall time and processor time of ``call``, in seconds, after one call that is not counted."""
    call()
    wall, processor = [], []
    for _ in range(times):
        start, busy = time.perf_counter(), sum(os.times()[:4])
        call()
        wall.append(time.perf_counter() - start)
        processor.append(sum(os.times()[:4]) - busy)
    return statistics.median(wall), statistics.median(processor)


def answer(release: Path, sql: str) -> object:
    """The answer to one query, in this process."""
    return ask.rows(ask.ask(release, sql))


def command(release: Path, sql: str) -> Callable[[], object]:
    """A whole command that answers one query."""
    program = str(Path(sys.executable).with_name("estompe"))
    return lambda: subprocess.run([program, "query", str(release), sql, "--csv"], check=True, capture_output=True)


def main() -> None:
    """Print times and sizes."""
    parser = argparse.ArgumentParser(prog="python -m bench.queries", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("release", type=Path)
    parser.add_argument("--times", type=int, default=15)
    asked = parser.parse_args()
    print("| question | asked, wall ms | command, wall s | command, CPU s |\n|---|---|---|---|")
    inside = []
    for question, sql in queries().items():
        inside.append(median(partial(answer, asked.release, sql), asked.times)[0])
        whole, processor = median(command(asked.release, sql), max(3, asked.times // 3))
        print(f"| {question} | {1000 * inside[-1]:.1f} | {whole:.2f} | {processor:.2f} |")
    print(f"\nmedian of the five: {1000 * statistics.median(inside):.1f} ms")
    sizes = {path: path.stat().st_size for path in sorted(asked.release.rglob("*")) if path.is_file()}
    print(f"release: {sum(sizes.values()) / 1024:.0f} KiB in {len(sizes)} files")
    for path, size in sorted(sizes.items(), key=lambda item: -item[1])[:6]:
        print(f"  {path.relative_to(asked.release).as_posix()}: {size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
