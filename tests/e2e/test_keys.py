"""``estompe keys``: what it says, what it leaves, and how it refuses."""

from __future__ import annotations

import re
import stat
from pathlib import Path


def test_new_fingerprint_destroy(estompe, tmp_path: Path) -> None:
    file = tmp_path / "keys" / "project.key"
    made = estompe("keys", "new", file)
    assert made.code == 0, made.err
    assert re.fullmatch(r"[0-9a-f]{16}\n", made.out)
    assert {stat.S_IMODE(p.stat().st_mode) for p in file.parent.iterdir()} == {0o600}
    secret = file.read_text().split("AGE-SECRET-KEY-1")[1].strip()
    again = estompe("keys", "fingerprint", file)
    assert (again.code, again.out) == (0, made.out)
    gone = estompe("keys", "destroy", file)
    assert gone.code == 0, gone.err
    assert "What nobody can promise" in gone.err
    assert list(file.parent.iterdir()) == []
    for done in (made, again, gone):
        assert secret[:10] not in done.out + done.err


def test_what_is_wrong_is_said_in_one_line(estompe, tmp_path: Path) -> None:
    file = tmp_path / "project.key"
    assert estompe("keys", "new", file).code == 0
    for words, code, command in (
        ("exists already", 2, ("new", file)),
        ("cannot be opened", 2, ("fingerprint", tmp_path / "none")),
        ("cannot be opened", 2, ("destroy", tmp_path / "none")),
    ):
        done = estompe("keys", *command)
        assert (done.code, done.out) == (code, "")
        assert words in done.err
        assert len(done.err.splitlines()) == 1
    file.chmod(0o644)
    assert estompe("keys", "fingerprint", file).code == 2
    file.chmod(0o600)
    file.write_text(file.read_text()[:-20])
    done = estompe("keys", "fingerprint", file)
    assert done.code == 3
    assert "truncated" in done.err
    assert estompe("keys", "destroy", file).code == 3
    assert file.exists()
