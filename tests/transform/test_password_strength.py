"""The strength of passwords in clear: by table, and beside zxcvbn, whose bands it follows."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from zxcvbn import zxcvbn

from pipeline.locales.passwords import storage_kinds
from pipeline.transform.transforms.password_strength import BANDS, strength
from synthetic.credentials import make

SCORES = {0: "weak", 1: "weak", 2: "medium", 3: "medium", 4: "strong"}


@pytest.mark.parametrize(
    ("password", "band"),
    [
        ("azerty", "weak"),
        ("AZERTY", "weak"),
        ("123456", "weak"),
        ("000000000000", "weak"),
        ("14051962", "weak"),
        ("password1", "weak"),
        ("Zk7q", "weak"),
        ("a", "weak"),
        ("Zk7qP2m", "medium"),
        ("chocolat1987", "weak"),
        ("Zk7qP2mx#", "medium"),
        ("Zk7qP2mx#VbT", "strong"),
        ("une phrase assez longue pour durer", "strong"),
        ("é" * 3 + "ж9#Qw!rT2zLp", "strong"),
        ("5f4dcc3b5aa765d61d8327deb882cf99", None),
        ("", None),
        ("   ", None),
        (None, None),
    ],
)
def test_a_password(password: str | None, band: str | None) -> None:
    assert strength(pl.Series([password], dtype=pl.String))[0] == band


def test_bands_are_those_of_zxcvbn_for_most_passwords_that_people_choose() -> None:
    clear = make(2021).table["clear"].unique().sort()
    clear = clear.filter(storage_kinds(clear) == "clear").sample(600, seed=1)
    theirs = [SCORES[zxcvbn(password)["score"]] for password in clear]
    mine = strength(clear).to_list()
    agreed = sum(a == b for a, b in zip(mine, theirs, strict=True)) / len(theirs)
    far = sum({a, b} == {"weak", "strong"} for a, b in zip(mine, theirs, strict=True))
    assert agreed >= 0.88
    assert far == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.none() | st.text(max_size=90), max_size=6))
def test_a_password_in_clear_has_a_band_and_nothing_else_has(passwords: list[str | None]) -> None:
    cells = pl.Series(passwords, dtype=pl.String)
    bands = strength(cells)
    assert len(bands) == len(cells)
    clear = (storage_kinds(cells) == "clear").fill_null(False).to_list()
    assert [band is not None for band in bands] == clear
    assert set(bands.drop_nulls()) <= set(BANDS)
    assert [strength(cells[i : i + 1])[0] for i in range(len(cells))] == bands.to_list()


@settings(deadline=None)
@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=3, max_size=12))
def test_a_longer_password_that_begins_alike_is_never_of_a_far_weaker_band(password: str) -> None:
    longer = strength(pl.Series([password, password + "#Vb7!qZ"]))
    assert BANDS.index(longer[1]) >= 1
