"""`dvc.yaml` keeps nothing twice, sends nothing, and lets nothing in but what `synthetic` makes."""

from __future__ import annotations

import configparser
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FILE: dict[str, Any] = yaml.safe_load((ROOT / "dvc.yaml").read_text(encoding="utf-8"))
PARAMS: dict[str, Any] = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
STAGES: dict[str, Any] = FILE["stages"]
KINDS = ("outs", "metrics", "plots")


def filled(text: str) -> str:
    """A path or command with its ``${...}`` put in."""
    values: dict[str, Any] = {**PARAMS, **FILE["vars"][0]}

    def value(name: str) -> str:
        found: Any = values
        for part in name.split("."):
            found = found[part]
        return str(found)

    return re.sub(r"\$\{([\w.]+)\}", lambda match: value(match[1]), text)


def outputs(stage: str) -> dict[str, dict[str, Any]]:
    return {filled(path): how for kind in KINDS for out in STAGES[stage].get(kind, []) for path, how in out.items()}


MADE = {path: stage for stage in STAGES for path in outputs(stage)}


def test_the_stages_are_those_of_the_flow() -> None:
    assert list(STAGES) == ["synthesise", "detect", "transform", "anonymise", "assess", "publish", "report"]
    assert {stage for stage in STAGES if "metrics" in STAGES[stage] and "plots" in STAGES[stage]} == {
        "detect",
        "assess",
    }


@pytest.mark.parametrize("path", MADE)
def test_no_output_is_cached_and_every_one_is_ignored_by_git(path: str) -> None:
    assert outputs(MADE[path])[path].get("cache") is False
    if not (ROOT / ".git").exists():
        pytest.skip("no git repository here: clone the project to run this test")
    ignored = subprocess.run(["git", "check-ignore", "-q", path], cwd=ROOT, check=False).returncode
    assert ignored == 0


@pytest.mark.parametrize("stage", STAGES)
def test_no_leak_but_the_synthetic_one_can_be_a_dependency(stage: str) -> None:
    """A dependency is code or policy of the project, or what an earlier stage made."""
    earlier = [path for path, made in MADE.items() if list(STAGES).index(made) < list(STAGES).index(stage)]
    for written in STAGES[stage]["deps"]:
        path = filled(written)
        assert not Path(path).is_absolute()
        assert ".." not in Path(path).parts
        ours = path.split("/")[0] in ("pipeline", "synthetic", "bench", "configs") and (ROOT / path).exists()
        assert ours or path in earlier, path


def test_the_only_leak_that_is_read_is_the_one_that_synthetic_wrote() -> None:
    commands = {stage: STAGES[stage]["cmd"] for stage in STAGES}
    lines = [filled(line) for cmd in commands.values() for line in ([cmd] if isinstance(cmd, str) else cmd)]
    (made,) = [re.search(r"--out (\S+)", line) for line in lines if line.startswith("python -m synthetic")]
    assert made is not None
    read = [re.match(r"estompe stage \w+ (?!--)(\S+)", line) for line in lines]
    assert {match[1] for match in read if match} == {f"{made[1]}/leak.csv"}
    assert all(
        line.startswith(("python -m synthetic ", "python -m bench.metrics ", "estompe stage ")) for line in lines
    )
    assert not any("leak" in key or "/" in str(value) for key, value in PARAMS["leak"].items())


def test_nothing_is_sent() -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / ".dvc" / "config")
    assert not config.getboolean("core", "analytics")
    assert not config.getboolean("core", "check_update")
    assert [section for section in config.sections() if section.startswith("'remote")] == []
