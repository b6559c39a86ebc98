"""End processes of a Spark cluster with -9 in mid-stage; what is done again: ``python -m bench.killed [RECORDS]``.

Which tasks are under way, and which were begun twice, the logs of the executors say. The Python process that works on
them is stopped first, so that the task that it has, or is given next, cannot end before it does.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bench.cluster import cluster
from bench.engines import differing, keep_orphans, released
from synthetic.leak import Parameters
from synthetic.writer import write

VICTIMS = ("python worker", "executor", "worker", "all workers")
_TASK = re.compile(r"(Running|Finished) task (\d+)\.\d+ in stage (\d+)\.\d+ \(TID (\d+)\)")
_PATIENCE = 60.0
"""Seconds for an executor to end once its worker has."""
LONGEST = 240.0
"""Seconds after which a run in which no task is caught is let go on by itself."""


@dataclass(frozen=True)
class Task:
    """One try at a part: the log of the executor that began it, stage, place in the stage, number of the try."""

    log: Path
    stage: int
    place: int
    number: int


def begun(folder: Path) -> dict[Task, bool]:
    """Every task that the executors of a cluster began, in ``folder``; whether they ended it, too."""
    found: dict[Task, bool] = {}
    for log in sorted(folder.glob("work/app-*/*/stderr")):
        for line in _TASK.finditer(log.read_text("utf-8", errors="replace")):
            place, stage, number = (int(text) for text in line.groups()[1:])
            found[Task(log, stage, place, number)] = line[1] == "Finished"
    return found


def again(folder: Path) -> tuple[int, int]:
    """How many parts were done, and how often one was begun once more."""
    parts = Counter((task.log.parent.parent, task.stage, task.place) for task in begun(folder))
    return len(parts), sum(count - 1 for count in parts.values())


def kill(folder: Path, victim: str, after: int, over: Callable[[], bool]) -> int:
    """End ``victim`` while it works on a task, once ``after`` tasks are done; returns how many processes that were.

    Raises
    ------
    RuntimeError
        Where no task is caught before the run is ``over``, or in four minutes.
    """
    log, java, held = None, 0, list[int]()
    end = time.monotonic() + LONGEST

    def ended() -> bool:
        return over() or time.monotonic() > end

    while not ended():
        tasks = _latest(begun(folder))
        if not held and sum(tasks.values()) >= after:
            alive = {task.log: found for task in tasks if (found := _java(task.log))}
            log, java = next(iter(alive.items()), (None, 0))
            held = [fork for daemon in _children(java) for fork in _children(daemon)] if java else []
            _send(held, signal.SIGSTOP)
            time.sleep(_settled())
        elif held and (mine := [task for task, done in tasks.items() if task.log == log and not done]):
            time.sleep(_settled())
            if begun(folder)[mine[0]]:
                continue
            gone = _end(victim, java, held)
            if victim == VICTIMS[-1] or _lost(folder, mine[0], ended):
                return gone
            held = []
        time.sleep(0.05)
    _send(held, signal.SIGCONT)
    raise RuntimeError("no task was under way")


def _lost(folder: Path, task: Task, over: Callable[[], bool]) -> bool:
    """Whether a task did not end any more: it is begun again."""
    while not over():
        tasks = begun(folder)
        if tasks[task]:
            return False
        others = [other for other in _latest(tasks) if other.number != task.number]
        if any((other.stage, other.place) == (task.stage, task.place) for other in others):
            return True
        time.sleep(0.05)
    return False


def _settled() -> float:
    """Seconds in which the end of a task is in the log, if it has ended: a worker writes it, when it comes to that."""
    return 0.3 * (1 + os.getloadavg()[0] / 2)


def _latest(tasks: dict[Task, bool]) -> dict[Task, bool]:
    """Those of the run that began last."""
    last = max((task.log.parent.parent for task in tasks), default=None)
    return {task: done for task, done in tasks.items() if task.log.parent.parent == last}


def _end(victim: str, java: int, held: list[int]) -> int:
    workers = [pid for pid in _processes() if b"deploy.worker.Worker" in _told(pid) and _ours(pid)]
    kinds = {"python worker": held, "executor": [java], "worker": [_parent(java)], "all workers": workers}
    chosen = kinds[victim]
    _send(chosen, signal.SIGKILL)
    end = time.monotonic() + _PATIENCE
    while victim != "python worker" and _told(java) and time.monotonic() < end:
        time.sleep(0.02)
    _send(held, signal.SIGCONT)
    return len(chosen)


def _java(log: Path) -> int | None:
    """The process of the executor that writes a log; None once it has ended."""
    flags = (b"--executor-id\0%b\0" % log.parent.name.encode(), b"--app-id\0%b\0" % log.parent.parent.name.encode())
    return next((pid for pid in _processes() if all(flag in _told(pid) for flag in flags)), None)


def _processes() -> Iterator[int]:
    return (int(path.name) for path in Path("/proc").glob("[0-9]*"))


def _told(pid: int) -> bytes:
    """The command line of a process; nothing once it has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _parent(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b") ")[2].split()[1])
    return 0


def _children(pid: int) -> list[int]:
    return [one for one in _processes() if _parent(one) == pid]


def _ours(pid: int) -> bool:
    """Whether this process started it."""
    return _parent(pid) == os.getpid()


def _send(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def main() -> None:
    """One line a victim: whether the release is that of this machine, and what was done again."""
    records = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    keep_orphans()
    with tempfile.TemporaryDirectory(prefix="estompe-bench-") as name:
        folder = Path(name)
        write(Parameters(records, 1, 0.0, 0.15), folder)
        expected = folder / "local"
        released(folder / "leak.csv", expected)
        for victim in (None, *VICTIMS):
            print(_tried(folder, expected, victim), flush=True)


def _tried(folder: Path, expected: Path, victim: str | None) -> str:
    place = folder / (victim or "nobody").replace(" ", "-")
    place.mkdir()
    with cluster(place, patience=5) as conf, ThreadPoolExecutor(1) as aside:
        run = aside.submit(released, folder / "leak.csv", place / "release", "spark", conf)
        killed = kill(place, victim, 2, run.done) if victim else 0
        done = run.result()
        parts, more = again(place)
    release = place / "release"
    same = "same release" if done.code == 0 and not differing(expected, release) else "another release"
    outcome = same if release.exists() else f"refused with {done.code}: {done.words.strip()}"
    told = f"{victim or 'nobody':<14}{killed} processes{parts:5} parts{more:4} begun again"
    return f"{told}{done.wall:7.1f} s {done.cpu:7.1f} CPU s   {outcome}"


if __name__ == "__main__":
    main()
