"""Laws that every transform keeps: pure, null-preserving, length-preserving, one value at a time; only tokens keyed."""

from __future__ import annotations

import random
import re

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.keys import RunKey
from pipeline.core.policy import load
from pipeline.transform.transform import Context, transforms

ONE, OTHER = (Context(load(), RunKey(bytes([i]) * 32)) for i in (1, 2))

VALUES = st.sampled_from(
    [
        *("56000", "1000", "97400", "20290", "99999", "F", "M.", "Mme", "2", "12/03/1985", "1985-03-12", "31/02/1985"),
        *("LABO DES HALLES", "Dr Zoé QUINDORME", "bio@example.org", "azerty", "5f4dcc3b5aa765d61d8327deb882cf99"),
        *("ehpad.tilleuls", "lea.b", "enceinte de 3 mois, diabète", "0639980011", "", " ", "é", "'; DROP TABLE x; --"),
    ]
)
CELLS = st.lists(st.none() | VALUES | st.text(max_size=12), max_size=25)


def series(cells: list[str | None]) -> pl.Series:
    return pl.Series("cells", cells, dtype=pl.String)


def apply(name: str, cells: list[str | None], context: Context = ONE, purpose: str = "purpose") -> list[object]:
    return transforms()[name].bind(purpose, context)(series(cells)).to_list()


@pytest.mark.parametrize("name", sorted(transforms()))
@settings(max_examples=40, deadline=None)
@given(CELLS, st.randoms())
def test_each_row_depends_on_its_own_cell_alone(name: str, cells: list[str | None], rng: random.Random) -> None:
    found = apply(name, cells)
    assert len(found) == len(cells)
    assert all(value is None for value, cell in zip(found, cells, strict=True) if cell is None)
    assert apply(name, cells) == found
    order = list(range(len(cells)))
    rng.shuffle(order)
    assert apply(name, [cells[i] for i in order]) == [found[i] for i in order]
    half = len(cells) // 2
    assert apply(name, cells[:half]) + apply(name, cells[half:]) == found
    if name != "token":
        assert apply(name, cells, OTHER, "another") == found


@pytest.mark.parametrize("name", sorted(transforms()))
@pytest.mark.parametrize("cells", [[], [None], [None, None, None]])
def test_nothing_gives_nothing_of_the_same_type(name: str, cells: list[None]) -> None:
    bound = transforms()[name].bind("purpose", ONE)
    full = bound(series(["56000", "F", "12/03/1985", "x"]))
    empty = bound(series(cells))
    assert empty.to_list() == cells
    assert empty.dtype in (full.dtype, pl.Null)


@pytest.mark.parametrize("name", sorted(set(transforms()) - {"laboratory_label"}))
def test_nothing_of_a_value_survives(name: str) -> None:
    canary = "CANARIROUGEGORGE"
    (found,) = apply(name, [canary])
    assert canary not in str(found).upper()


@given(CELLS)
def test_tokens_are_keyed_by_root_and_purpose_and_tell_values_apart(cells: list[str | None]) -> None:
    found = apply("token", cells)
    filled = [(cell, token) for cell, token in zip(cells, found, strict=True) if cell is not None]
    assert all(re.fullmatch(r"[0-9a-f]{32}", str(token)) for _, token in filled)
    assert len({token for _, token in filled}) == len({cell for cell, _ in filled})
    tokens = {token for _, token in filled}
    assert tokens.isdisjoint(apply("token", [cell for cell, _ in filled], OTHER))
    assert tokens.isdisjoint(apply("token", [cell for cell, _ in filled], ONE, "another"))


def test_tokens_are_the_hmac_of_rfc_2104() -> None:
    import hashlib
    import hmac

    for value in ("0639980011", "", "é" * 100):
        expected = hmac.new(ONE.key.subkey("purpose").encode(), value.encode(), hashlib.sha256).hexdigest()
        assert apply("token", [value]) == [expected[:32]]


@given(st.lists(st.text(max_size=40), max_size=10))
def test_a_laboratory_label_is_printable_and_short(cells: list[str]) -> None:
    for label in apply("laboratory_label", list(cells)):
        assert isinstance(label, str)
        assert label.isprintable()
        assert len(label) <= 80
        assert not set(label) & set('<>"=@\t\n\r;')
        assert not re.search(r"\d{5}", label)
