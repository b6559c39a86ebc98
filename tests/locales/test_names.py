"""Surnames, first names and how names are compared."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.locales.fr import names


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Marie-Hélène", "MARIE HELENE"),
        ("LE GOFF", "LE GOFF"),
        ("  d'Œuvre ", "D OEUVRE"),
        ("N’Diaye", "N DIAYE"),
        ("Zoë\tÇelik", "ZOE CELIK"),
        ("Strauß", "STRAUSS"),
        ("Ægir Łoś", "AEGIR LOS"),
        ("12 bis", "BIS"),
        ("", ""),
        ("123", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert names.fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once_and_leaves_capitals_and_single_spaces(text: str) -> None:
    folded = names.fold(text)
    assert names.fold(folded) == folded
    assert all(word.isascii() and word.isalpha() and word.isupper() for word in folded.split(" ") if folded)


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_hyphen_an_apostrophe_and_a_space_are_the_same(left: str, right: str) -> None:
    assert names.fold(f"{left}-{right}") == names.fold(f"{left}'{right}") == names.fold(f"{left} {right}")


def test_tables_are_folded_and_hold_no_rare_surname() -> None:
    assert {"MARTIN", "LE GOFF", "DA SILVA"} <= names.surnames()
    assert {"MARIE", "JEAN PIERRE", "HELENE"} <= names.first_names()
    assert all(names.fold(name) == name for name in names.surnames())
    assert names.surname_counts()["count"].min() >= 10


@pytest.mark.parametrize(
    ("name", "sex"),
    [("MARIE", "F"), ("JEAN", "M"), ("PIERRE", "M"), ("FRANÇOISE", "F"), ("FRANÇOIS", "M"), ("CLAUDE", "X"),
     ("DOMINIQUE", "X"), ("JEAN-PIERRE", "M"), ("ANNE-MARIE", "F"), ("LÉA", "F"), ("ENZO", "M"), ("YVES", "M")],
)  # fmt: skip
def test_the_sex_of_common_first_names(name: str, sex: str) -> None:
    assert names.first_name_counts().filter(name=name)["sex"].item() == sex


def test_few_births_are_left_without_a_sex() -> None:
    table = names.first_name_counts()
    assert table.filter(sex="X")["count"].sum() < 0.03 * table["count"].sum()
    assert set(table["sex"]) == {"F", "M", "X"}
    assert table.filter(pl.col("recent") > 0).height > 1_000
