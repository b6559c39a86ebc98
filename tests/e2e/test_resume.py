"""A run that is killed at any moment and gone on with gives the release of one that was not."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import subprocess
from pathlib import Path

import pyarrow as pa
import pytest
from disturbed import command, left, run, told, values

from pipeline.core import keyfile
from pipeline.core.policy_file import configs
from pipeline.ingest import stage as ingest
from synthetic.leak import Parameters
from synthetic.writer import write

ROWS = 2_500
MOMENTS = {"public": 7, "research": 5, "newsroom": 5}
"""Twenty in all, with the first of each tier."""


@pytest.fixture(scope="module")
def leak(shared) -> Path:
    def make(folder: Path) -> None:
        write(Parameters(ROWS, 8, 0.01, 0.15), folder)
        keyfile.create(folder / "key")

    return shared("resume", make)


@pytest.mark.parametrize("tier", MOMENTS)
def test_killed_anywhere_and_gone_on_with_it_is_the_same_release(tier: str, leak: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    assert run(whole, *command(tier, leak, whole)) == 0, (whole / "said").read_text()
    events, expected, secret = int((whole / "said.events").read_text()), told(whole / "release", leak), values(leak)
    assert events > 100
    assert left(whole / "work") == []
    assert len(secret) > 20
    chosen = random.Random(5).sample(range(2, events), MOMENTS[tier])
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
    assert redone >= MOMENTS[tier] // 2, "going on did everything again"


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
    pieces = sorted((folder / "work" / "transform").glob("records*.vault"))
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


@pytest.mark.parametrize("fault", [errno.EIO, errno.ENOSPC])
@pytest.mark.parametrize("share", [0.1, 0.35, 0.7, 0.97])
def test_a_disk_that_fails_is_one_line_and_can_be_gone_on_from(
    fault: int, share: float, whole: tuple[int, object], leak: Path, tmp_path: Path
) -> None:
    """The error strikes where bytes are read, synced or renamed, at a share of all such moments."""
    events, expected = whole
    asked = command("public", leak, tmp_path)
    assert run(tmp_path, *asked, kill=int(events * share), fault=fault) == 2
    said = (tmp_path / "said").read_text()
    assert said.startswith("estompe: ")
    assert os.strerror(fault) in said
    assert "nothing was published" in said
    assert said.count("\n") == 1
    assert not (tmp_path / "release").exists()
    assert run(tmp_path, *asked, "--resume") == 0
    assert told(tmp_path / "release", leak) == expected


@pytest.fixture(scope="module")
def whole(leak: Path, tmp_path_factory) -> tuple[int, object]:
    """Events and release of a run that nothing disturbs."""
    folder = tmp_path_factory.mktemp("whole")
    assert run(folder, *command("public", leak, folder)) == 0
    return int((folder / "said.events").read_text()), told(folder / "release", leak)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_is_interrupted_is_told_how_to_go_on(
    number: int, program: str, whole: tuple[int, object], leak: Path, tmp_path: Path
) -> None:
    asked = [str(part) for part in command("public", leak, tmp_path, "--progress", "json")]
    with subprocess.Popen([program, *asked], stderr=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if json.loads(line)["stage"] == "transform":
                break
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    going_on = b"estompe: interrupted; nothing was published (go on with the same command and --resume)"
    assert (process.returncode, out, err.splitlines()[-1]) == (130, b"", going_on)
    assert not (tmp_path / "release").exists()
    assert run(tmp_path, *asked, "--resume") == 0
    assert told(tmp_path / "release", leak) == whole[1]


@pytest.mark.parametrize("largest", [100_000, 300_000])
def test_a_full_disk_is_one_line_and_can_be_gone_on_from(
    largest: int, estompe, whole: tuple[int, object], leak: Path, tmp_path: Path
) -> None:
    """The system limits the size of a file as it would the whole disk's: EFBIG instead of ENOSPC."""
    asked = command("public", leak, tmp_path)
    done = estompe(*asked, largest=largest)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("estompe: ")
    assert done.err.count("\n") == 1
    assert not (tmp_path / "release").exists()
    assert estompe(*asked, "--resume").code == 0
    assert told(tmp_path / "release", leak) == whole[1]


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
