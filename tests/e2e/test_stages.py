"""Each stage alone, in a work folder that lasts, gives what a run gives; no result of another leak is reused."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

import pytest
from test_commands import error_line

STAGES = ("ingest", "detect", "transform", "anonymise", "assess", "publish", "report")


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def small(shared, clean: Path) -> Path:
    def make(folder: Path) -> None:
        lines = (clean / "leak.csv").read_bytes().splitlines(keepends=True)
        (folder / "leak.csv").write_bytes(b"".join(lines[:1500]))
        (folder / "policy.yaml").write_text("thresholds: {persons: 13}\n")

    return shared("stages", make)


@pytest.fixture(scope="module")
def staged(shared, small: Path, estompe) -> Path:
    """A work folder in which all stages ran, one after the other."""

    def make(folder: Path) -> None:
        for name in STAGES:
            done = estompe("stage", name, small / "leak.csv", "--work", folder / "work", "--keep-work", "-q")
            assert done.code == 0, (name, done.err)
        assert estompe("run", small / "leak.csv", "--out", folder / "release", "-q").code == 0

    return shared("staged", make)


def test_all_stages_together_give_the_release_of_a_run(staged: Path) -> None:
    alone, run = files(staged / "work" / "report" / "release"), files(staged / "release")
    assert alone.keys() == run.keys()
    assert len(run) > 15
    assert [name for name in run if not name.endswith(".duckdb") and alone[name] != run[name]] == []


def test_every_stage_leaves_a_summary_and_nothing_outside_its_folder(staged: Path) -> None:
    assert {path.name for path in (staged / "work").iterdir()} == set(STAGES)
    for name in STAGES:
        assert isinstance(json.loads((staged / "work" / name / "summary.json").read_text()), dict)


def test_the_key_of_a_lasting_work_folder_is_private(staged: Path) -> None:
    key = staged / "work" / "transform" / "run.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_bytes()) == 32


def test_missing_predecessors_are_computed_and_others_are_not(estompe, small: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    assert estompe("stage", "anonymise", small / "leak.csv", "--work", work, "-q").code == 0
    assert {path.name for path in work.iterdir()} == {"ingest", "detect", "transform", "anonymise"}
    before = {name: (work / name / "summary.json").stat().st_mtime_ns for name in ("ingest", "detect", "transform")}
    done = estompe("stage", "assess", "--work", work)
    assert done.code == 0, done.err
    assert "reading" not in done.err
    assert before == {name: (work / name / "summary.json").stat().st_mtime_ns for name in before}


@pytest.mark.parametrize("change", ["policy", "leak", "stamp", "records"])
def test_results_of_something_else_are_not_built_upon(change, estompe, small: Path, staged: Path, tmp_path) -> None:
    work, leak, policy = tmp_path / "work", tmp_path / "leak.csv", []
    shutil.copytree(staged / "work", work)
    shutil.copy(small / "leak.csv", leak)
    if change == "policy":
        policy = ["--policy", small / "policy.yaml"]
        leak = small / "leak.csv"
    elif change == "leak":
        leak.write_bytes(b"".join(leak.read_bytes().splitlines(keepends=True)[:-200]))
    elif change == "stamp":
        (work / "detect" / "stamp.json").write_text("[]")
    else:
        (work / "transform" / "records.vault").unlink()
        (work / "anonymise" / "stamp.json").unlink()
    again = ["stage", "assess", "--work", work, *policy]
    if change != "leak":
        error_line(estompe(*again, "-q"), 2, "reads the leak")
    done = estompe(*again, leak)
    assert done.code == 0, done.err
    assert "transforming" in done.err
    counts = json.loads((work / "transform" / "summary.json").read_text())
    assert counts["records"] == (1_299 if change == "leak" else 1_499)


def test_the_last_stage_leaves_no_record_level_table_and_no_key(estompe, staged: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    shutil.copytree(staged / "work", work)
    done = estompe("stage", "report", "--work", work)
    assert done.code == 0, done.err
    assert "key" not in done.err
    assert [path for path in work.rglob("*") if path.suffix in (".vault", ".key")] == []
    assert estompe("verify", work / "report" / "release").code == 0
    assert estompe("stage", "report", "--work", work, "-q").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("nothing",), 2, "no stage"),
        (("transform",), 2, "reads the leak"),
        (("detect", "missing.csv"), 3, "missing.csv"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(arguments, code, word, estompe, tmp_path: Path) -> None:
    error_line(estompe("stage", *arguments, "--work", tmp_path / "work", "-q", cwd=tmp_path), code, word)


@pytest.mark.parametrize("harm", ["open", "short"])
def test_a_key_that_others_may_read_or_that_is_cut_is_refused(harm, estompe, staged: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    shutil.copytree(staged / "work", work)
    key = work / "transform" / "run.key"
    if harm == "open":
        key.chmod(0o644)
    else:
        os.truncate(key, 16)
    error_line(estompe("stage", "anonymise", "--work", work, "-q"), 2, "run.key")


def test_a_refused_gate_leaves_no_release_and_no_way_round_it(estompe, small: Path, tmp_path: Path) -> None:
    policy, work = tmp_path / "policy.yaml", tmp_path / "work"
    policy.write_text("thresholds: {persons: 12}\n")
    assert estompe("stage", "anonymise", small / "leak.csv", "--work", work, "-q").code == 0
    cube = work / "anonymise" / "cubes" / "region.parquet"
    import pyarrow.parquet as pq

    table = pq.read_table(cube)
    pq.write_table(table.set_column(1, table.schema.field(1), [[3] * table.num_rows]), cube)
    for name in ("assess", "publish", "report"):
        error_line(estompe("stage", name, "--work", work, "-q"), 4, "gate")
    assert not (work / "publish").exists()
    assert not (work / "report").exists()
