"""`run --attack`: a release meets every attack before it appears; manifest and report tell the figures."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import call, leak

from pipeline import flow
from pipeline.assess import verdict
from pipeline.assess.attack import CUBES, Attack, Finding, Surface
from pipeline.assess.interval import exact
from pipeline.core.errors import GateError
from pipeline.core.policy_file import configs, load
from pipeline.core.progress import Silent
from pipeline.core.work import Work
from pipeline.job import Request

TOLD = {"id", "threat", "criterion", "question", "value", "limit", "passed", "enforced"}


def gate(release: Path) -> dict:
    return json.loads((release / "manifest.json").read_text("utf-8"))["gate"]


@pytest.fixture(scope="module")
def made(shared) -> Path:
    def make(folder: Path) -> None:
        found = leak(folder, 6_000)
        for tier in ("public", "research"):
            done = call("run", found, "--policy", configs() / f"{tier}.yaml", "--attack", "--out", folder / tier)
            assert done.code == 0, done.err
            (folder / f"{tier}.txt").write_text(done.err)

    return shared("attacked", make)


@pytest.mark.parametrize("tier", ["public", "research"])
def test_the_manifest_tells_every_figure_and_the_release_is_whole(made: Path, tier: str) -> None:
    told = gate(made / tier)["attacks"]
    assert {one["id"].partition(".")[0] for one in told} == {attack.id for attack in verdict.attacks()}
    assert all(one.keys() == TOLD for one in told)
    tried = [one for one in told if one["passed"] is not None]
    assert {"linkage.mean", "membership"} <= {one["id"] for one in tried}
    assert all(one["passed"] for one in tried)
    assert f"Attacked with the leak in hand: {len(tried)} figures" in (made / f"{tier}.txt").read_text()
    assert call("verify", made / tier).code == 0


@pytest.mark.parametrize("tier", ["public", "research"])
def test_the_report_shows_them(made: Path, tier: str) -> None:
    page = (made / tier / "report.html").read_text("utf-8")
    assert all(f"<code>{one['id']}</code>" in page for one in gate(made / tier)["attacks"])


def test_the_counts_are_those_of_a_run_without_it(made: Path, tmp_path: Path) -> None:
    assert call("run", made / "leak.csv", "--out", tmp_path / "plain").code == 0
    assert gate(tmp_path / "plain").keys() == gate(made / "public").keys() - {"attacks"}
    for path in (tmp_path / "plain").rglob("*.parquet"):
        assert path.read_bytes() == (made / "public" / path.relative_to(tmp_path / "plain")).read_bytes()


class Certain(Attack):
    """An attack that finds everybody."""

    id, threat, criterion, asks = "certain", "T2", "singling_out", ("Qui ?", "Who?")
    kinds = frozenset({CUBES})

    def attempt(self, surface: Surface) -> Iterator[Finding]:
        yield self.found(exact(1.0), 0.05, surface.leak.cells.height)


def test_a_release_that_an_attack_breaks_never_appears(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verdict, "attacks", lambda: (Certain(),))
    work = Work()
    try:
        with pytest.raises(GateError, match="certain"):
            flow.run(Request([made / "leak.csv"], load(), attack=True), tmp_path / "out", work, Silent())
    finally:
        work.close()
    assert list(tmp_path.iterdir()) == []


def test_standard_input_is_attacked_with(made: Path, tmp_path: Path, program: str) -> None:
    with (made / "leak.csv").open("rb") as file:
        done = subprocess.run(
            [program, "run", "-", "--attack", "--out", tmp_path / "out"], stdin=file, capture_output=True, check=False
        )
    assert done.returncode == 0, done.stderr
    assert gate(tmp_path / "out")["attacks"] == gate(made / "public")["attacks"]
