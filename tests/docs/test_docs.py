"""The documentation says what the code does: links resolve, commands exist, generated pages are current."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
import typer

from pipeline.cli import app

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
MADE = runpy.run_path(str(ROOT / "docs" / "generate.py"))
GENERATED = MADE["PAGES"]
COMMANDS = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_command_that_is_named_exists(page: Path) -> None:
    named = re.findall(r"(?m)(?:^|`|/)estompe\s+([a-z]+)\b", page.read_text(encoding="utf-8"))
    assert set(named) - COMMANDS == set()


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_generated_pages_are_current(name: str) -> None:
    assert (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") == GENERATED[name](), "run make docs"


def test_the_schema_of_policies_is_current_and_every_policy_names_it() -> None:
    schema = ROOT / "configs" / "policy.schema.json"
    assert schema.read_text(encoding="utf-8") == MADE["policy_schema"](), "run make docs"
    for policy in (ROOT / "configs").glob("*.yaml"):
        assert policy.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=policy.schema.json\n")


def test_every_make_verb_in_the_readme_exists() -> None:
    verbs = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    named = set(re.findall(r"(?m)(?:^|`)make\s+([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert {"demo", "test", "setup", "bench", "lint", "help"} <= verbs
    assert named <= verbs


def test_every_threat_names_tests_that_exist_or_says_that_it_is_open() -> None:
    text = (ROOT / "docs" / "explanation" / "threat-model.md").read_text(encoding="utf-8")
    rows = {row[0]: row[1] for row in re.findall(r"(?m)^\| (T\d+) \|.*\| ([^|]+) \|$", text)}
    assert sorted(rows, key=lambda t: int(t[1:])) == [f"T{i}" for i in range(1, 31)]
    for threat, proof in rows.items():
        paths = re.findall(r"`(tests/[^`]+)`", proof)
        assert paths or "not yet" in proof or "no such output" in proof, threat
        assert [path for path in paths if not _has(*path.split("::"))] == [], threat


def _has(path: str, name: str = "") -> bool:
    """Whether a file is there, and defines the test that is named after ``::``."""
    return (ROOT / path).exists() and (not name or f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"))
