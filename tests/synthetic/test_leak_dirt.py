"""Dirt: its share, that each kind does what it says, and that nothing else changes."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthetic.dirt import BAD_BYTE, KINDS, _typo
from synthetic.leak import Parameters
from synthetic.writer import write

ROWS = 4_000


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[bytes], list[bytes], pl.DataFrame]:
    """Lines of a clean leak, lines of the same one with dirt, and the kinds."""
    clean, dirty = tmp_path_factory.mktemp("clean"), tmp_path_factory.mktemp("dirty")
    write(Parameters(ROWS, 11), clean)
    write(Parameters(ROWS, 11, dirt=0.2), dirty)
    truth = pl.read_parquet(dirty / "truth.parquet")
    assert pl.read_parquet(clean / "truth.parquet").drop("dirt").equals(truth.drop("dirt"))
    assert (clean / "truth_text.jsonl").read_bytes() == (dirty / "truth_text.jsonl").read_bytes()
    assert (clean / "truth.json").read_bytes() == (dirty / "truth.json").read_bytes()
    return _lines(clean), _lines(dirty), truth


def _lines(folder: Path) -> list[bytes]:
    return (folder / "leak.csv").read_bytes().split(b"\r\n")[1:-1]


def test_the_share_is_the_one_asked_for(pair) -> None:
    kinds = pair[2]["dirt"]
    assert kinds.is_not_null().mean() == pytest.approx(0.2, abs=0.02)
    assert set(kinds.drop_nulls()) == set(KINDS)


def test_each_kind_does_what_it_says_and_the_rest_stays(pair) -> None:
    clean, dirty, truth = pair
    assert len(clean) == len(dirty) == ROWS
    for before, after, kind in zip(clean, dirty, truth["dirt"], strict=True):
        assert (before == after) == (kind is None)
        if kind is not None:
            assert CHECKS[kind](before, after), kind


CHECKS = {
    "field_lost": lambda before, after: after.count(b";") == before.count(b";") - 1,
    "extra_delimiter": lambda before, after: after.count(b";") == before.count(b";") + 1,
    "stray_quote": lambda before, after: after.replace(b'"', b"") == before and after.count(b'"') == 1,
    "bad_byte": lambda before, after: after.replace(BAD_BYTE, b"") == before,
    "case_lost": lambda before, after: after.decode("cp1252").lower() == before.decode("cp1252").lower(),
    "accents_lost": lambda before, after: len(after) == len(before) and sum(after) < sum(before),
    "typo": lambda before, after: abs(len(after) - len(before)) <= 1 and after.count(b";") == before.count(b";"),
}


def test_a_bad_byte_is_no_cp1252() -> None:
    with pytest.raises(UnicodeDecodeError):
        BAD_BYTE.decode("cp1252")


@given(st.text("ABCDEÉ-", min_size=2, max_size=12), st.floats(0, 1, exclude_max=True))
def test_a_typo_changes_a_name_by_one_letter(name: str, where: float) -> None:
    typed = _typo(name, where)
    assert typed != name
    assert abs(len(typed) - len(name)) <= 1
