"""What passwords say without being kept; all values are invented."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect.credentials.findings import Reuse, findings, reuse
from pipeline.detect.credentials.patterns import PATTERNS, owner_patterns
from pipeline.detect.credentials.strength import BANDS, strength_bands


def test_bands_follow_the_effort_of_a_guess() -> None:
    bands = strength_bands(pl.Series(["123456", "azerty", "Kv7#pQz!93xLmT", "soleil56"])).to_list()
    assert bands[0] == bands[1] == "trivial"
    assert bands[2] == "strong"
    assert BANDS.index(bands[3]) < BANDS.index("good")


def test_hashes_and_empty_cells_have_no_band() -> None:
    hashed = ["5f4dcc3b5aa765d61d8327deb882cf99", "$2y$10$" + "a" * 53, "", None]
    assert strength_bands(pl.Series(hashed)).to_list() == [None] * 4


@given(st.lists(st.one_of(st.none(), st.text(max_size=30)), max_size=20))
def test_bands_are_a_closed_vocabulary_and_keep_length(values: list[str | None]) -> None:
    bands = strength_bands(pl.Series("p", values, dtype=pl.String))
    assert len(bands) == len(values)
    assert set(bands.drop_nulls()) <= set(BANDS)


@pytest.mark.parametrize(
    ("password", "owner", "expected"),
    [
        ("05091989", {"births": "05/09/1989"}, "birth_date"),
        ("Marie0509", {"births": "05/09/1989"}, "birth_date"),
        ("kermorvan!", {"lasts": "KERMORVAN"}, "last_name"),
        ("K3rm0rv4n", {"lasts": "Kermorvan"}, "last_name"),
        ("gwenola29", {"firsts": "Gwénola"}, "first_name"),
        ("x56100x", {"postcodes": "56100"}, "postcode"),
        ("pnom56pnom56", {"logins": "pnom56"}, "login"),
        ("trottinette", {"lasts": "KERMORVAN", "births": "05/09/1989"}, None),
        ("5f4dcc3b5aa765d61d8327deb882cf99", {"postcodes": "76561"}, None),
    ],
)
def test_a_password_made_of_its_owner_is_told(password: str, owner: dict[str, str], expected: str | None) -> None:
    columns = {name: pl.Series([value]) for name, value in owner.items()}
    assert owner_patterns(pl.Series([password]), **columns).to_list() == [expected]
    assert expected is None or expected in PATTERNS


def test_reuse_counts_persons_and_not_records() -> None:
    passwords = pl.Series(["aa11", "aa11", "aa11", "bb22", None, "", "cc33", "cc33"])
    persons = pl.Series([1, 1, 2, 3, 4, 5, 6, 6])
    assert reuse(passwords, persons) == Reuse(passwords=1, persons=2, most=2)
    assert reuse(pl.Series([], dtype=pl.String), pl.Series([], dtype=pl.Int64)) == Reuse(0, 0, 0)


def test_findings_hold_counts_and_no_value() -> None:
    secret = "Zanzibar-canari-8472"
    found = findings(pl.Series([secret, "azerty"]), pl.Series(["ehpad.les.tilleuls", "pnom"]))
    assert found["account"] == {"institution": 1, "person": 1}
    assert found["storage"] == {"clear": 2}
    assert sum(found["strength"].values()) == 2
    assert secret not in repr(found)
