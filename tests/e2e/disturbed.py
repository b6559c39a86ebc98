"""Runs that are disturbed at a counted moment: killed, or met by an error of the disk."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pyarrow as pa

from pipeline.core import keyfile
from pipeline.core.policy_file import configs
from pipeline.core.work import STATE
from pipeline.publish import manifest, sealed

LABORATORY = """
import json, os, signal, sys
from pathlib import Path
import pipeline.flow, synthetic.writer
from pipeline import cli
from pipeline.core import segments
from pipeline.ingest import records
from pipeline.terminal import session
from pipeline.transform import stage

records.read.__defaults__ = records.read_range.__defaults__ = (1 << 16,)
stage.EVERY = 2
events, last, fault = 0, None, 0

def event():
    global events
    events += 1
    if events == last and fault:
        raise OSError(fault, os.strerror(fault))
    if events == last:
        os.kill(os.getpid(), signal.SIGKILL)

def watched(function):
    def call(*arguments, **named):
        event()
        result = function(*arguments, **named)
        event()
        return result
    return call

os.fsync, os.rename, Path.rename = watched(os.fsync), watched(os.rename), watched(Path.rename)
session.Attentive.advance = watched(session.Attentive.advance)
session.Attentive.begin = watched(session.Attentive.begin)

for line in sys.stdin:
    last, fault, arguments, said = json.loads(line)
    child = os.fork()
    if child == 0:
        os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
        os.dup2(1, 2)
        sys.argv = ["estompe", *arguments]
        sys.stdout, sys.stderr = open(1, "w"), open(2, "w")
        try:
            cli.main()
        except SystemExit as end:
            sys.stdout.flush()
            sys.stderr.flush()
            Path(said + ".events").write_text(str(events))
            os._exit(end.code if isinstance(end.code, int) else bool(end.code))
        os._exit(99)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Small blocks, small pieces; a command kills itself at its nth event: a sign of progress, a rename, a sync."""


@cache
def _laboratory() -> subprocess.Popen[str]:
    command = [sys.executable, "-c", LABORATORY]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def run(folder: Path, *arguments: object, kill: int = 0, fault: int = 0) -> int:
    """Run the command in ``folder``; its words go to ``folder/said``.

    At event ``kill`` it is killed, or meets ``fault``. Returns its exit code.
    """
    process = _laboratory()
    assert process.stdin is not None
    assert process.stdout is not None
    asked = [kill, fault, [str(argument) for argument in arguments], str(folder / "said")]
    print(json.dumps(asked), file=process.stdin, flush=True)
    return int(process.stdout.readline())


NO_TWIN = ("persons: 250000", "persons: 0")
"""It is drawn between the gate and the rename, and takes half of such a run."""


def command(tier: str, leak: Path, folder: Path, *flags: object) -> list[object]:
    policy = folder / f"{tier}.yaml"
    policy.write_text(configs().joinpath(policy.name).read_text("utf-8").replace(*NO_TWIN), "utf-8")
    found: list[object] = ["run", "-q", leak / "leak.csv", "--policy", policy]
    if tier == "newsroom":
        shutil.copytree(leak, folder / "keys", ignore=shutil.ignore_patterns("*.csv", "truth*"))
        found += ["--key", folder / "keys" / "key"]
    return [*found, "--out", folder / "release", "--work", folder / "work", *flags]


def told(release: Path, leak: Path) -> object:
    """Everything that a release says: files by their bytes, the database and encrypted records by their content."""
    found = {str(path.relative_to(release)): path for path in release.rglob("*") if path.is_file()}
    files = {name: path.read_bytes() for name, path in found.items() if name != manifest.DATABASE}
    if manifest.DATABASE in found:
        files[manifest.DATABASE] = manifest.digest(found[manifest.DATABASE]).encode()
    if "records.parquet" not in files:
        return files
    facts = manifest.read(release)
    opened: pa.Table = sealed.records(release, keyfile.load(leak / "key"), facts)
    files = {name: content for name, content in files.items() if content and name in ("dictionary.md", "report.html")}
    return files, facts["release_id"], facts["counts"], facts["gate"], opened.to_pydict()


def left(work: Path) -> list[str]:
    """What no folder may hold once a run is done: tables, the key, notes."""
    kinds = (".vault", ".key", ".part")
    return [path.name for path in work.rglob("*") if path.suffix in kinds or path.name in (STATE, "place.json")]


def values(leak: Path) -> list[bytes]:
    """Values of the leak that no file may hold: numbers, mails and telephone numbers of some records."""
    lines = (leak / "leak.csv").read_bytes().splitlines()[1:400:7]
    cells = [line.split(b";") for line in lines if line.count(b";") == 24]
    return [cell for row in cells for cell in (row[1], row[11], row[12]) if len(cell) > 9]
