"""The quarantine: counted for anyone, opened on a terminal only, kept only for a custodian who alone can read it."""

from __future__ import annotations

import base64
import json
import os
import pty
import subprocess
from pathlib import Path

import pyrage
import pytest

from pipeline.core.errors import UsageError
from pipeline.ingest.custody import recipient

TEXT = "dossier;nom;ville\n1;A;B\n2;A;C\n3;CANARI\n4;A;B\n5;CAN\0ARI;\x1b[31mB\n6;A;B;CANARI\n"
BAD = [b"3;CANARI", b"5;CAN\0ARI;\x1b[31mB", b"6;A;B;CANARI"]


@pytest.fixture
def work(estompe, tmp_path: Path) -> Path:
    """A work folder with the quarantine of ``leak.csv`` beside it."""
    (tmp_path / "leak.csv").write_text(TEXT)
    assert estompe("ingest", tmp_path / "leak.csv", "--work", tmp_path / "work", "-q").code == 0
    return tmp_path / "work"


def test_list_counts_by_file_and_reason(estompe, work: Path) -> None:
    listed = json.loads(estompe("quarantine", "list", work, "--json").out)["quarantine"]
    assert [(row["file"], row["reason"], row["count"], row["first_line"]) for row in listed] == [
        ("leak.csv", "nul", 1, 6),
        ("leak.csv", "ragged", 2, 4),
    ]
    shown = estompe("quarantine", "list", work).out
    assert "more or fewer cells" in shown
    assert "CANARI" not in shown


def test_open_refuses_what_is_no_terminal(estompe, work: Path) -> None:
    done = estompe("quarantine", "open", work, work.parent / "leak.csv")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "terminal" in done.err


def on_a_terminal(*command: object) -> tuple[int, str]:
    """Run a command whose stdout is a terminal; its exit code and what that shows."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([str(part) for part in command], stdout=theirs, stderr=theirs, stdin=subprocess.DEVNULL)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:
        pass
    os.close(ours)
    return process.wait(), shown.decode()


def test_open_shows_the_places_of_the_leak_without_anything_that_a_terminal_obeys(program, work: Path) -> None:
    code, shown = on_a_terminal(program, "quarantine", "open", work, work.parent / "leak.csv")
    assert code == 0
    assert "3;CANARI" in shown
    assert "5;CAN?ARI;?[31mB" in shown
    assert "leak.csv, line 6, nul" in shown
    assert not {"\x1b", "\0"} & set(shown)
    code, shown = on_a_terminal(program, "quarantine", "open", work, work.parent / "leak.csv", "--reason", "nul")
    assert "3;CANARI" not in shown


def test_open_says_when_the_leak_is_another(program, work: Path) -> None:
    leak = work.parent / "leak.csv"
    leak.write_text(TEXT[:30])
    code, shown = on_a_terminal(program, "quarantine", "open", work, leak)
    assert code == 3
    assert "has changed" in shown
    leak.rename(leak.with_name("other.csv"))
    code, shown = on_a_terminal(program, "quarantine", "open", work, leak.with_name("other.csv"))
    assert code == 2
    assert "none of these files" in shown


def test_only_the_custodian_reads_what_is_kept(estompe, tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "key").write_text(f"# the custodian\n{identity.to_public()}\n")
    (tmp_path / "leak.csv").write_text(TEXT)
    done = estompe(
        *("ingest", tmp_path / "leak.csv", "--work", tmp_path / "work", "-q", "--custodian", tmp_path / "key")
    )
    assert done.code == 0, done.err
    kept = sorted((tmp_path / "work" / "ingest" / "quarantine").iterdir())
    assert [path.name for path in kept] == ["0001.age"]
    assert kept[0].stat().st_mode & 0o777 == 0o600
    written = b"".join(path.read_bytes() for path in (tmp_path / "work").rglob("*") if path.is_file())
    assert b"CANARI" not in written
    lines = pyrage.decrypt(kept[0].read_bytes(), [identity]).splitlines()
    facts = [json.loads(line) for line in lines]
    assert [base64.b64decode(fact["bytes"]) for fact in facts] == BAD
    assert [(fact["line"], fact["reason"]) for fact in facts] == [(4, "ragged"), (6, "nul"), (7, "ragged")]


@pytest.mark.parametrize("content", ["", "hello", "AGE-SECRET-KEY-1QQQ", "age1broken", "-----BEGIN PRIVATE KEY-----"])
def test_a_custodian_is_a_public_key(content: str, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(content)
    with pytest.raises(UsageError, match="--custodian key"):
        recipient(tmp_path / "key")


def test_a_wrong_custodian_stops_a_command_before_it_reads(estompe, tmp_path: Path) -> None:
    (tmp_path / "leak.csv").write_text(TEXT)
    for command in (("ingest",), ("run", "--out", tmp_path / "release")):
        done = estompe(*command, tmp_path / "leak.csv", "--custodian", tmp_path / "none", "--work", tmp_path / "work")
        assert (done.code, done.err.count("\n")) == (2, 1)
        assert not (tmp_path / "work" / "ingest" / "quarantine.parquet").exists()
