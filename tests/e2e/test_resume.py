"""A run that is killed at any moment and gone on with gives the release of one that was not."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.core import keyfile
from pipeline.core.policy_file import configs
from pipeline.core.work import STATE
from pipeline.ingest import stage as ingest
from pipeline.publish import manifest, sealed
from synthetic.leak import Parameters
from synthetic.writer import write

ROWS, MOMENTS = 4_000, 9

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
events, last = 0, None

def event():
    global events
    events += 1
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
    last, arguments, said = json.loads(line)
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


def run(folder: Path, *arguments: object, kill: int = 0) -> int:
    """Run the command in ``folder``; its words go to ``folder/said``. Returns its exit code."""
    process = _laboratory()
    assert process.stdin is not None
    assert process.stdout is not None
    asked = [kill, [str(argument) for argument in arguments], str(folder / "said")]
    print(json.dumps(asked), file=process.stdin, flush=True)
    return int(process.stdout.readline())


@pytest.fixture(scope="module")
def leak(shared) -> Path:
    def make(folder: Path) -> None:
        write(Parameters(ROWS, 8, 0.01, 0.15), folder)
        keyfile.create(folder / "key")

    return shared("resume", make)


def command(tier: str, leak: Path, folder: Path, *flags: object) -> list[object]:
    found: list[object] = ["run", "-q", leak / "leak.csv", "--policy", configs() / f"{tier}.yaml"]
    if tier == "newsroom":
        shutil.copytree(leak, folder / "keys", ignore=shutil.ignore_patterns("*.csv", "truth*"))
        found += ["--key", folder / "keys" / "key"]
    return [*found, "--out", folder / "release", "--work", folder / "work", *flags]


def told(release: Path, leak: Path) -> object:
    """Everything that a release says: files by their bytes, encrypted records by their content."""
    files = {str(path.relative_to(release)): path.read_bytes() for path in release.rglob("*") if path.is_file()}
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


@pytest.mark.parametrize("tier", ["public", "research", "newsroom"])
def test_killed_anywhere_and_gone_on_with_it_is_the_same_release(tier: str, leak: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    assert run(whole, *command(tier, leak, whole)) == 0, (whole / "said").read_text()
    events, expected, secret = int((whole / "said.events").read_text()), told(whole / "release", leak), values(leak)
    assert events > 100
    assert left(whole / "work") == []
    assert len(secret) > 20
    chosen = random.Random(5).sample(range(2, events), MOMENTS)
    redone = 0
    for moment in (*chosen, 1):
        folder = tmp_path / str(moment)
        folder.mkdir()
        asked = command(tier, leak, folder)
        assert run(folder, *asked, kill=moment) == -9
        assert not (folder / "release").exists() or told(folder / "release", leak) == expected
        contents = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file() and "keys" not in p.parts)
        assert not [value for value in secret if value in contents]
        again = [*asked, "--resume", *(["--force"] if (folder / "release").exists() else [])]
        assert run(folder, *again) == 0, (folder / "said").read_text()
        assert told(folder / "release", leak) == expected
        assert left(folder / "work") == []
        redone += int((folder / "said.events").read_text()) < events
        shutil.rmtree(folder)
    assert redone >= MOMENTS // 2, "going on did everything again"


def test_the_search_for_values_would_find_one(leak: Path) -> None:
    assert all(value in (leak / "leak.csv").read_bytes() for value in values(leak))


@pytest.fixture
def broken_off(leak: Path, tmp_path: Path) -> tuple[list[object], Path]:
    """A command that was killed in the middle, on a leak of its own."""
    (tmp_path / "leak").mkdir()
    shutil.copy(leak / "leak.csv", tmp_path / "leak" / "leak.csv")
    asked = command("public", tmp_path / "leak", tmp_path)
    assert run(tmp_path, *asked, kill=150) == -9
    return asked, tmp_path


def refused(asked: list[object], folder: Path) -> str:
    before = {path: path.read_bytes() for path in (folder / "work").rglob("*") if path.is_file()}
    assert run(folder, *asked, "--resume") == 2
    assert {path: path.read_bytes() for path in (folder / "work").rglob("*") if path.is_file()} == before
    assert not (folder / "release").exists()
    said = (folder / "said").read_text()
    assert said.count("\n") == 1
    return said


CHANGES = ["longer file", "touched file", "another policy", "another option", "a key"]


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_not_gone_on_with(change: str, broken_off, leak: Path) -> None:
    asked, folder = broken_off
    file = folder / "leak" / "leak.csv"
    if change == "longer file":
        file.write_bytes(file.read_bytes() + file.read_bytes().splitlines(keepends=True)[-1])
    elif change == "touched file":
        content = bytearray(file.read_bytes())
        content[-40] ^= 1
        file.write_bytes(content)
    elif change == "another policy":
        text = (configs() / "public.yaml").read_text("utf-8")
        (folder / "policy.yaml").write_text(text.replace("persons: 12", "persons: 13"), "utf-8")
        asked = [folder / "policy.yaml" if str(part).endswith("public.yaml") else part for part in asked]
    elif change == "another option":
        asked = [*asked, "--skip-lines", 1]
    else:
        asked = [*asked, "--key", leak / "key"]
    assert "are not those of the run that was broken off" in refused(asked, folder)


def test_begun_anew_without_resume(broken_off) -> None:
    asked, folder = broken_off
    assert run(folder, *asked) == 0
    assert left(folder / "work") == []


def test_a_damaged_piece_is_no_release(broken_off) -> None:
    asked, folder = broken_off
    pieces = sorted((folder / "work" / "transform").glob("records-*.vault"))
    assert pieces
    content = bytearray(pieces[0].read_bytes())
    content[len(content) // 2] ^= 1
    pieces[0].write_bytes(content)
    assert run(folder, *asked, "--resume") != 0
    assert not (folder / "release").exists()


def test_resume_needs_the_folder(estompe, leak: Path, tmp_path: Path) -> None:
    done = estompe("run", leak / "leak.csv", "--out", tmp_path / "release", "--resume")
    assert (done.code, done.out) == (2, "")
    assert done.err == ("estompe: --resume: needs the folder of the run that was broken off (name it with --work)\n")


def test_resume_in_a_folder_without_a_run_begins_one(leak: Path, tmp_path: Path) -> None:
    assert run(tmp_path, *command("public", leak, tmp_path, "--resume")) == 0


@pytest.mark.parametrize("largest", [100_000, 300_000])
def test_a_full_disk_is_one_line_and_can_be_gone_on_from(largest: int, estompe, leak: Path, tmp_path: Path) -> None:
    """The system limits the size of a file as it would the whole disk's: EFBIG instead of ENOSPC."""
    asked = command("public", leak, tmp_path)
    done = estompe(*asked, largest=largest)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("estompe: ")
    assert done.err.count("\n") == 1
    assert not (tmp_path / "release").exists()
    assert estompe(*asked, "--resume").code == 0


def test_readings_go_on_where_others_ended(leak: Path) -> None:
    """Whatever the number of batches that were read, the rest is the rest."""
    from pipeline.core.progress import Silent
    from pipeline.ingest import records

    usual = records.read.__defaults__, records.read_range.__defaults__
    records.read.__defaults__ = records.read_range.__defaults__ = (1 << 17,)
    try:
        opened = ingest.sources([leak / "leak.csv", leak / "leak.csv"])
        first = ingest.batches(opened, Silent())
        batches = list(first)
        assert len(batches) > 8
        for count in range(len(batches) + 1):
            rest = list(ingest.batches(opened, Silent(), first.after(count)))
            assert [n for n, _ in rest] == [n for n, _ in batches[count:]]
            assert _rows(rest) == _rows(batches[count:])
    finally:
        records.read.__defaults__, records.read_range.__defaults__ = usual


def _rows(batches: list[tuple[int, pa.RecordBatch]]) -> list[dict[str, str]]:
    return [row for _, batch in batches for row in batch.to_pylist()]
