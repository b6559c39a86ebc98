"""What the tests of the whole command share: a way to call it, and releases that are made once."""

from __future__ import annotations

import atexit
import fcntl
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from pipeline.core import keyfile
from pipeline.core.policy_file import configs
from synthetic.leak import Parameters
from synthetic.writer import write

os.environ["LANG"] = "C.UTF-8"
for name in ("LC_ALL", "LC_MESSAGES"):
    os.environ.pop(name, None)

ESTOMPE = str(Path(sys.executable).with_name("estompe"))


@dataclass(frozen=True)
class Done:
    """A finished command: exit code (negative: the signal that ended it), stdout, stderr."""

    code: int
    raw_out: bytes
    raw_err: bytes

    @property
    def out(self) -> str:
        return self.raw_out.decode()

    @property
    def err(self) -> str:
        return self.raw_err.decode()


Estompe = Callable[..., Done]
Make = Callable[[Path], None]
Shared = Callable[[str, Make], Path]

NURSERY = """
import json, os, resource, sys
import pipeline.flow, pipeline.publish.ask, synthetic.writer
from pipeline import cli
threads = [open(f"/proc/self/task/{task}/comm").read().strip() for task in os.listdir("/proc/self/task")]
assert "polars-0" not in threads, "an import computes with polars: its threads do not survive the fork"
for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if child == 0:
        for number, path in enumerate((os.devnull, *asked["streams"])):
            os.dup2(os.open(path, os.O_RDWR), number)
        os.chdir(asked["cwd"])
        os.environ.update(asked["env"])
        sys.argv = ["estompe", *asked["arguments"]]
        sys.stdout, sys.stderr = open(1, "w"), open(2, "w")
        if asked["largest"]:
            resource.setrlimit(resource.RLIMIT_FSIZE, (asked["largest"],) * 2)
        try:
            cli.main()
        except SystemExit as end:
            sys.stdout.flush(), sys.stderr.flush()
            os._exit(end.code if isinstance(end.code, int) else bool(end.code))
        os._exit(99)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""A process that has imported everything and done nothing; each command is run in a copy of it.

Saves the seconds of imports that every command costs.
"""


@cache
def _nursery() -> subprocess.Popen[str]:
    command = [sys.executable, "-c", NURSERY]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(process.kill)
    return process


def call(*arguments: object, env: dict[str, str] | None = None, cwd: Path | None = None, largest: int = 0) -> Done:
    """Run ``estompe`` in a process of its own.

    ``env`` is added to the environment, ``largest`` limits the size of files in bytes. An environment that changes
    how Python starts makes a new interpreter.
    """
    texts = [str(argument) for argument in arguments]
    if env and any(name.startswith("PYTHON") for name in env):
        found = subprocess.run(
            [ESTOMPE, *texts],
            capture_output=True,
            env={**os.environ, **env},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )
        return Done(found.returncode, found.stdout, found.stderr)
    with tempfile.NamedTemporaryFile() as out, tempfile.NamedTemporaryFile() as err:
        asked = {
            "arguments": texts,
            "streams": [out.name, err.name],
            "cwd": str(cwd or Path.cwd()),
            "env": env or {},
            "largest": largest,
        }
        nursery = _nursery()
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        print(json.dumps(asked), file=nursery.stdin, flush=True)
        code = int(nursery.stdout.readline())
        return Done(code, Path(out.name).read_bytes(), Path(err.name).read_bytes())


def leak(folder: Path, rows: int, seed: int = 1, dirt: float = 0.0, comments: float = 0.15) -> Path:
    """Write a synthetic leak and its truth into ``folder``; returns the path of the leak."""
    write(Parameters(rows, seed, dirt, comments), folder)
    return folder / "leak.csv"


@pytest.fixture(scope="session")
def estompe() -> Estompe:
    """The command, as its user calls it."""
    return call


@pytest.fixture(scope="session")
def program() -> str:
    """The path of the command, for tests that watch it while it runs."""
    return ESTOMPE


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Shared:
    """``shared(name, make)``: a folder that ``make`` fills once, whichever test process comes first."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if hasattr(request.config, "workerinput") else base

    def folder(name: str, make: Make) -> Path:
        place = base / f"shared-{name}"
        with (base / f"shared-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not place.exists():
                place.mkdir()
                make(place)
        return place

    return folder


@pytest.fixture(scope="session")
def clean(shared: Shared) -> Path:
    """A leak of 3,000 records without dirt, ``leak.csv`` and ``truth.json``, and its ``release`` of all tables."""

    def make(folder: Path) -> None:
        done = call("run", leak(folder, 3_000, seed=3), "--out", folder / "release")
        assert done.code == 0, done.err

    return shared("clean", make)


@pytest.fixture(scope="session")
def policy(shared: Shared) -> Path:
    """The default policy with three cubes and no twin: the whole way of a run in less time."""

    def make(folder: Path) -> None:
        text = (configs() / "public.yaml").read_text("utf-8")
        kept = ("region", "laboratory", "laboratory_year")
        lines = [line for line in text.splitlines() if "- {name:" not in line or line.split()[2].rstrip(",") in kept]
        text = "\n".join(lines).replace("persons: 250000", "persons: 0")
        (folder / "policy.yaml").write_text(text + "\n", "utf-8")

    return shared("policy", make) / "policy.yaml"


@pytest.fixture(scope="session")
def signed(shared, clean: Path, policy: Path) -> Path:
    """``release`` and ``other``, signed with ``keys/a.key``; ``keys/b.key`` is somebody else's."""

    def make(folder: Path) -> None:
        for name in ("a", "b"):
            keyfile.create(folder / "keys" / f"{name}.key")
        key = ("--key", folder / "keys" / "a.key")
        twin = folder / "twin.yaml"
        twin.write_text(policy.read_text("utf-8").replace("  persons: 0", "  persons: 250000"), "utf-8")
        for name, flags in (("release", ()), ("other", ("--policy", twin))):
            done = call("run", "-q", clean / "leak.csv", *key, *flags, "--out", folder / name)
            assert done.code == 0, done.err

    return shared("signed", make)


@pytest.fixture(autouse=True)
def _default_signals() -> None:
    """A test process that was started in the background must not hand an ignored SIGINT to the command."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
