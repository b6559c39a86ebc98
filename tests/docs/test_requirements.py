"""The lock pins and hashes everything, names no index, and fits `pyproject.toml`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_every_requirement_is_pinned_and_hashed() -> None:
    blocks = re.split(r"(?m)^(?=[a-z0-9])", LOCK)[1:]
    assert len(blocks) > 50
    assert [b.split()[0] for b in blocks if "==" not in b.split()[0] or "--hash=sha256:" not in b] == []


def test_the_lock_names_no_address() -> None:
    assert re.findall(r"https?://|--[a-z-]*(?:index|find|trusted)[a-z-]*", LOCK) == []


def test_every_declared_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[><=\[ ]", requirement)[0] for requirement in declared}
    locked = set(re.findall(r"(?m)^([a-z0-9.-]+)==", LOCK))
    assert names - locked == set()
