"""The locks pin and hash everything, name no index, agree, and fit `pyproject.toml`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = {path.name: path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("requirements*.lock"))}


def pinned(lock: str) -> dict[str, str]:
    return dict(re.findall(r"(?m)^([a-z0-9.-]+)==([^ ;]+)", LOCKS[lock]))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_and_hashed(lock: str) -> None:
    blocks = re.split(r"(?m)^(?=[a-z0-9])", LOCKS[lock])[1:]
    assert len(blocks) > 50
    assert [b.split()[0] for b in blocks if "==" not in b.split()[0] or "--hash=sha256:" not in b] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_names_no_address(lock: str) -> None:
    assert re.findall(r"https?://|--[a-z-]*(?:index|find|trusted)[a-z-]*", LOCKS[lock]) == []


def test_every_declared_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[><=\[ ]", requirement)[0].replace(".", "-") for requirement in declared}
    assert names - pinned("requirements.lock").keys() == set()


@pytest.mark.parametrize("lock", [lock for lock in LOCKS if lock != "requirements.lock"])
def test_the_lock_of_an_extra_adds_to_the_lock_and_changes_nothing_in_it(lock: str) -> None:
    extra = lock.removeprefix("requirements-").removesuffix(".lock")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {re.split(r"[><=\[ ]", name)[0] for name in project["project"]["optional-dependencies"][extra]}
    assert wanted <= pinned(lock).keys()
    assert pinned("requirements.lock").items() <= pinned(lock).items()
