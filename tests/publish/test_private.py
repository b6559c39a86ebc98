"""The private manifest: for the custodian alone, beside the release, never in it."""

from __future__ import annotations

import hashlib
import json
import stat
from pathlib import Path

import pyarrow.parquet as pq
import pyrage
import pytest
from conftest import call, leak

from pipeline.publish import manifest, private


@pytest.fixture(scope="module")
def made(shared, policy: Path) -> Path:
    """A damaged leak, its release and private manifest, the custodian's identity."""

    def make(folder: Path) -> None:
        identity = pyrage.x25519.Identity.generate()
        (folder / "custodian.pub").write_text(str(identity.to_public()))
        (folder / "custodian.id").write_text(str(identity))
        done = call(
            *("run", "-q", leak(folder, 2_000, seed=4, dirt=0.05), "--policy", policy, "--work", folder / "work"),
            *("--custodian", folder / "custodian.pub", "--out", folder / "release"),
        )
        assert done.code == 0, done.err

    return shared("private", make)


def told(made: Path) -> dict:
    identity = pyrage.x25519.Identity.from_str((made / "custodian.id").read_text())
    return json.loads(pyrage.decrypt((made / "release.private.age").read_bytes(), [identity]))


def test_the_custodian_learns_which_leak_it_was_and_where_the_quarantine_lies(made: Path) -> None:
    content = (made / "leak.csv").read_bytes()
    said = told(made)
    file = {"name": "leak.csv", "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    assert said["files"] == said["inputs"] == [file]
    assert said["release_id"] == manifest.read(made / "release")["release_id"]
    assert said["manifest"] == manifest.digest(made / "release" / "manifest.json")
    places = pq.read_table(made / "work" / "ingest" / "quarantine.parquet")
    assert len(said["quarantine"]["rows"]) == places.num_rows > 10
    assert said["quarantine"]["columns"] == places.column_names
    assert [tuple(row) for row in said["quarantine"]["rows"]] == [tuple(row.values()) for row in places.to_pylist()]


def test_nobody_else_learns_it(made: Path) -> None:
    digest = hashlib.sha256((made / "leak.csv").read_bytes()).hexdigest()
    assert digest in json.dumps(told(made))  # the search below would find it
    for path in [*(made / "release").rglob("*"), *(made / "work").rglob("*"), made / "release.private.age"]:
        if path.is_file():
            assert digest.encode() not in path.read_bytes()
            assert bytes.fromhex(digest) not in path.read_bytes()
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt((made / "release.private.age").read_bytes(), [pyrage.x25519.Identity.generate()])


def test_it_stands_beside_the_release_for_its_user_alone(made: Path) -> None:
    assert stat.S_IMODE((made / "release.private.age").stat().st_mode) == 0o600
    assert not list((made / "release").rglob("*.age"))
    assert sorted(path.name for path in made.iterdir() if path.name.startswith(".")) == []
    assert call("verify", made / "release").code == 0


def test_an_earlier_one_is_replaced_only_when_asked(made: Path, tmp_path: Path) -> None:
    (tmp_path / "release.private.age").write_bytes(b"kept")
    command = ("run", "-q", made / "leak.csv", "--custodian", made / "custodian.pub", "--out", tmp_path / "release")
    done = call(*command)
    assert (done.code, done.out) == (2, "")
    assert "exists already" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["release.private.age"]
    (tmp_path / "release.private.age").unlink()
    (tmp_path / "release.private.age").symlink_to(tmp_path / "x")
    assert "is no file" in call(*command, "--force").err
    assert not (tmp_path / "x").exists()


def test_what_goes_wrong_leaves_no_draft_and_the_earlier_one(tmp_path: Path) -> None:
    private.beside(tmp_path / "release").write_bytes(b"old")

    def fail() -> None:
        with private.drafted(tmp_path / "release") as draft:
            draft.write_bytes(b"half")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fail()
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("release.private.age", b"old")]


def test_a_later_stage_alone_asks_for_the_files(made: Path, policy: Path, tmp_path: Path) -> None:
    common = ("--work", tmp_path / "work", "--policy", policy, "--custodian", made / "custodian.pub", "-q")
    assert call("stage", "publish", made / "leak.csv", *common).code == 0
    done = call("stage", "report", *common)
    assert (done.code, done.out) == (2, "")
    assert "name them" in done.err
    assert call("stage", "report", made / "leak.csv", *common).code == 0
    assert (tmp_path / "work" / "report" / "release.private.age").exists()
