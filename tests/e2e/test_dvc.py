"""`dvc repro` in a clean copy of the project, without a network: the release of `estompe run`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
DVC = BIN / "dvc"


@pytest.mark.skipif(not DVC.exists(), reason="DVC is missing: make repro installs it")
def test_repro_gives_the_release_of_a_run(estompe, tmp_path: Path) -> None:
    project, home = tmp_path / "project", tmp_path / "home"
    home.mkdir()
    for name in ("dvc.yaml", "params.yaml", ".dvc/config", ".dvc/.gitignore", ".dvcignore", ".gitignore"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, project / name)
    for name in ("pipeline", "synthetic", "bench", "configs"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__", "out"))
    params = (project / "params.yaml").read_text()
    (project / "params.yaml").write_text(params.replace("rows: 20000 ", "rows: 2000 "))
    env = {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "HOME": str(home),
        "PYTHONPATH": str(project),
        "DVC_SITE_CACHE_DIR": str(home),
    }
    subprocess.run(["git", "init", "-q"], cwd=project, env=env, check=True)
    alone = ["unshare", "-rn"] if subprocess.run(["unshare", "-rn", "true"], check=False).returncode == 0 else []
    done = subprocess.run([*alone, DVC, "repro"], cwd=project, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    release = project / "repro" / "stages" / "report" / "release"
    leak, policy = project / "repro" / "leak" / "leak.csv", project / "configs" / "public.yaml"
    assert estompe("run", leak, "--out", tmp_path / "run", "--policy", policy, "-q").code == 0
    (ours, theirs) = (json.loads((folder / "manifest.json").read_text()) for folder in (release, tmp_path / "run"))
    assert ours == theirs
    assert ours["counts"]["records"] > 1_999

    metrics = json.loads((project / "repro" / "metrics" / "detect.json").read_text())
    assert metrics["fr.nir"]["recall"] > 0.99
    assert metrics["fr.nir"]["cells"] > 1_000
    gate = json.loads((project / "repro" / "metrics" / "assess.json").read_text())
    assert gate["gate"]["smallest_cell"] >= 12
    assert not list((project / ".dvc").rglob("cache/files/*"))
    status = subprocess.run(["git", "status", "--porcelain"], cwd=project, env=env, capture_output=True, text=True)
    assert not any(name.startswith("repro") for name in status.stdout.split())

    again = subprocess.run([*alone, DVC, "repro"], cwd=project, env=env, capture_output=True, text=True, check=False)
    assert "up to date" in again.stdout
