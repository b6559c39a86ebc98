"""The committed fixtures are what one command writes, small, and hold no live-looking key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.locales.fr import nir
from synthetic.fixtures import FOLDER, LEAKS, make

LIMIT = 300_000
LONG = re.compile(
    r"(?<![\dA-Za-z])[1-478][ .-]?\d{2}[ .-]?\d{2}[ .-]?"
    r"(?:\d[\dAB][ .-]?\d{3}|\d{3}[ .-]?\d\d)[ .-]?\d{3}[ ./-]?\d{2}(?!\d)"
)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def committed() -> dict[str, bytes]:
    return contents(FOLDER)


def test_fixtures_are_what_the_command_writes(committed: dict[str, bytes], tmp_path: Path) -> None:
    make(tmp_path)
    again = contents(tmp_path)
    assert set(again) == set(committed)
    assert [name for name in again if again[name] != committed[name]] == [], "run python -m synthetic.fixtures"


def test_fixtures_are_small(committed: dict[str, bytes]) -> None:
    assert sum(map(len, committed.values())) < LIMIT
    assert {name.split("/")[0] for name in committed} == set(LEAKS)


def test_no_fixture_is_live_looking(committed: dict[str, bytes]) -> None:
    assert not any(wanted.live for wanted in LEAKS.values())
    found = [one for raw in committed.values() for one in LONG.findall(raw.decode("cp1252", "replace"))]
    assert len(found) > 300
    numbers = [number for number in map(nir.parse, found) if number]
    assert not [number for number in numbers if number.key_ok]
    assert {number.order for number in numbers} == {"000"}
