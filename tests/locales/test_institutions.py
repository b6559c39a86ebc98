"""Institutions and persons, by words as tokens."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.locales.fr.institutions import is_institution, looks_like_person

ACCOUNTS = [
    ("ehpad.tilleuls@example.org", True),
    ("cabinet", True),
    ("CABINET12", True),
    ("pharmacie_port", True),
    ("contact@clinique-port.example", True),
    ("ch-ville@example.org", True),
    ("mas.les.pins@example.org", True),
    ("ehpadtilleuls@example.org", True),
    ("Hôpital.Port", True),
    ("mass", False),
    ("jean.mas@example.org", False),
    ("ch.dupont@example.org", False),
    ("j.centrelli", False),
    ("a.b@mail.example.ch", False),
    ("foyere@example.org", False),
]


@pytest.mark.parametrize(("account", "expected"), ACCOUNTS)
def test_an_account_of_an_institution_is_told(account: str, expected: bool) -> None:
    assert is_institution(pl.Series([account])).to_list() == [expected]


def test_nothing_stays_nothing() -> None:
    assert is_institution(pl.Series([None], dtype=pl.String)).to_list() == [None]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("DR MARTIN", True),
        ("MARTIN Paul", True),
        ("M. Durand", True),
        ("Laboratoire du Dr Durand", True),
        ("LABORATOIRE DE LA GARE", False),
        ("BIOLAB", False),
        ("LABO MARTIN", False),
        ("", False),
    ],
)
def test_a_label_that_may_be_a_person_is_told(label: str, expected: bool) -> None:
    assert looks_like_person(label) is expected
