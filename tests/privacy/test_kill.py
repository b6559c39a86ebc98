"""A run that is killed at any moment leaves no partial release, no changed release, and no value."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from haystack import Haystack
from planted import Planted, plant

BLOCKS = 16
"""How often the planted leak is repeated: about 40,000 records, so that every stage takes its time."""


@pytest.fixture(scope="module")
def planted(shared) -> Planted:
    def make(folder: Path) -> None:
        found = plant(folder)
        header, _, body = found.path.read_bytes().partition(b"\r\n")
        found.path.write_bytes(header + b"\r\n" + body * BLOCKS)

    folder = shared("kill", make)
    return Planted(next(folder.glob("*.csv")), [], set())


@pytest.fixture(scope="module")
def canaries(tmp_path_factory) -> list[str]:
    return plant(tmp_path_factory.mktemp("plant")).canaries


def _seconds(number: float) -> Callable[[Path], None]:
    return lambda _folder: time.sleep(number)


def _when(pattern: str) -> Callable[[Path], None]:
    """Wait for a file of the run to appear."""

    def wait(folder: Path) -> None:
        for _ in range(30_000):
            if any(folder.glob(pattern)):
                return
            time.sleep(0.002)
        raise AssertionError(f"{pattern} never appeared")

    return wait


RECORDS, STAGING, DATABASE = "tmp/estompe-*/transform/records.vault", ".release-*", ".release-*/release.duckdb"
MOMENTS = [
    (signal.SIGKILL, _seconds(random.Random(1).uniform(0.8, 2.5))),
    (signal.SIGKILL, _when(RECORDS)),
    (signal.SIGKILL, _when(DATABASE)),
    (signal.SIGINT, _seconds(random.Random(2).uniform(0.8, 2.5))),
    (signal.SIGINT, _when(DATABASE)),
    (signal.SIGTERM, _when(STAGING)),
]


@contextmanager
def _started(program: str, leak: Path, folder: Path, policy: Path, *flags: str) -> Iterator[subprocess.Popen]:
    (folder / "tmp").mkdir()
    process = subprocess.Popen(
        [program, "run", str(leak), "--out", str(folder / "release"), "--policy", str(policy), *flags],
        env={**os.environ, "TMPDIR": str(folder / "tmp")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(("number", "moment"), MOMENTS)
def test_a_killed_run_leaves_nothing(number, moment, program, planted, policy, canaries, tmp_path: Path) -> None:
    with _started(program, planted.path, tmp_path, policy) as process:
        moment(tmp_path)
        assert process.poll() is None, "the run was over before the signal"
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == (-9 if number == signal.SIGKILL else 130), err
    assert not (tmp_path / "release").exists()
    assert b"Traceback" not in err
    hay = Haystack().add_folder(tmp_path)
    hay.add("stdout and stderr", out + err)
    assert hay.values(canaries) == {}
    if number != signal.SIGKILL:
        assert out == b""
        assert err.splitlines()[-1] == b"estompe: interrupted; nothing was published"
        assert [path.name for path in tmp_path.rglob("*")] == ["tmp"]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_an_existing_release_stays(number, program, planted, policy, clean: Path, tmp_path: Path) -> None:
    release = tmp_path / "release"
    subprocess.run(["cp", "-r", str(clean / "release"), str(release)], check=True)
    before = _bytes(release)
    with _started(program, planted.path, tmp_path, policy, "--force") as process:
        _when(STAGING)(tmp_path)
        process.send_signal(number)
        process.communicate(timeout=60)
    assert _bytes(release) == before


def test_a_second_signal_does_not_disturb_the_cleaning_up(program, planted, policy, tmp_path: Path) -> None:
    with _started(program, planted.path, tmp_path, policy) as process:
        _when(RECORDS)(tmp_path)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            process.send_signal(number)
            time.sleep(0.01)
        process.communicate(timeout=60)
    assert process.returncode == 130
    assert [path.name for path in tmp_path.rglob("*")] == ["tmp"]


DROPPED = """
import os, signal, sys
class Last:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        for _ in range(1000):
            pass
class Finder:
    @staticmethod
    def find_spec(name, *_rest):
        if name == "polars":
            Last()
sys.meta_path.insert(0, Finder)
"""
"""A signal that strikes inside a finaliser while modules are imported: Python drops what its handler raises."""


def test_a_signal_that_strikes_in_a_finaliser_stops_the_run(estompe, clean: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(DROPPED)
    done = estompe("run", clean / "leak.csv", "--out", tmp_path / "release", env={"PYTHONPATH": str(tmp_path)})
    assert (done.code, done.err) == (130, "estompe: interrupted; nothing was published\n")
    assert not (tmp_path / "release").exists()


AFTER = [
    ("ingest", signal.SIGINT),
    ("detect", signal.SIGTERM),
    ("transform", signal.SIGINT),
    ("anonymise", signal.SIGTERM),
]


@pytest.mark.parametrize(("after", "number"), AFTER)
def test_a_signal_after_any_stage_ends_in_one_line(after, number, program, planted, policy, tmp_path: Path) -> None:
    with _started(program, planted.path, tmp_path, policy, "--progress", "json") as process:
        for line in process.stderr:
            told = json.loads(line)
            if (told["stage"], told["done"]) == (after, True):
                break
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    *lines, last = err.splitlines()
    assert (process.returncode, out, last) == (130, b"", b"estompe: interrupted; nothing was published")
    assert all(set(json.loads(line)) == set(told) for line in lines)
    assert [path.name for path in tmp_path.rglob("*")] == ["tmp"]
