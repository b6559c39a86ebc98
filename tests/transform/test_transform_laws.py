"""Laws of every transform: pure, null- and length-preserving, one record at a time, keyed or not as it says."""

from __future__ import annotations

import random
import re
from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest
from conftest import EVERY
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.core.keys import RunKey
from pipeline.core.policy_file import load
from pipeline.locales.fr.names import fold
from pipeline.transform.transform import Beside, Context, Transform


class Span:
    def __init__(self, start: int, end: int, entity: str) -> None:
        self.start, self.end, self.entity = start, end, entity


def find(text: str, known: object) -> list[Span]:
    """A finder that takes every run of letters or digits for a name, or a number."""
    kinds = {True: "phone", False: "person.name"}
    return [Span(*m.span(), kinds[m[0].isdigit()]) for m in re.finditer(r"\w+", text)]


ONE, OTHER = (Context(load(), RunKey(bytes([i]) * 32), find) for i in (1, 2))

SAMPLES = (
    *("56000", "1000", "97400", "20290", "99999", "F", "M.", "Mme", "2", "12/03/1985", "1985-03-12", "31/02/1985"),
    *("LABO DES HALLES", "Dr Zoé QUINDORME", "bio@example.org", "azerty", "5f4dcc3b5aa765d61d8327deb882cf99"),
    *("ehpad.tilleuls", "lea.b", "enceinte de 3 mois, diabète", "0639980011", "", " ", "é", "'; DROP TABLE x; --"),
    *("MARTIN", "martin", "LE GOFF", "Marie-Claire", "CAMILLE", "12 rue des Lilas", "LORIENT", "285035600000098"),
    *("FR7630006000011234567890189", "1 234,5", "A+", "06 39 98 00 11", "+33639980011", "2 85 03 56 000 000 98"),
)
CELLS = st.lists(st.none() | st.sampled_from(SAMPLES) | st.text(max_size=12), max_size=25)
PEOPLE = st.none() | st.sampled_from(["p1", "p2", "p3"])
every = pytest.mark.parametrize("name", sorted(EVERY))


def series(cells: list[str | None]) -> pl.Series:
    return pl.Series("cells", cells, dtype=pl.String)


def beside(people: list[str | None], cells: list[str | None]) -> Beside:
    return Beside(series(people), {"person.name": series(cells)})


def apply(transform: Transform, cells: list[str | None], people: list[str | None], context: Context = ONE) -> list:
    function = transform.bind_beside("purpose", context)
    return function(series(cells), beside(people, cells)).to_list()


@every
@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.none() | st.sampled_from(SAMPLES) | st.text(max_size=12), PEOPLE), max_size=25), st.randoms()
)
def test_each_row_depends_on_its_own_record_alone(name: str, rows: list, rng: random.Random) -> None:
    transform = EVERY[name]
    cells, people = [cell for cell, _ in rows], [person for _, person in rows]
    found = apply(transform, cells, people)
    assert len(found) == len(cells)
    assert all(value is None for value, cell in zip(found, cells, strict=True) if cell is None)
    assert apply(transform, cells, people) == found
    order = list(range(len(cells)))
    rng.shuffle(order)
    assert apply(transform, [cells[i] for i in order], [people[i] for i in order]) == [found[i] for i in order]
    half = len(cells) // 2
    parts = apply(transform, cells[:half], people[:half]) + apply(transform, cells[half:], people[half:])
    assert parts == found
    if not transform.keyed:
        assert apply(transform, cells, people, OTHER) == found
        assert transform.bind("another", OTHER)(series(cells)).to_list() == found


@every
def test_threads_make_no_difference(name: str) -> None:
    function = EVERY[name].bind("purpose", ONE)
    cells = series([*SAMPLES, None] * 20)
    expected = function(cells).to_list()
    with ThreadPoolExecutor(4) as pool:
        assert all(found.to_list() == expected for found in pool.map(function, [cells] * 8))


@every
@pytest.mark.parametrize("cells", [[], [None], [None, None, None]])
def test_nothing_gives_nothing_of_the_same_type(name: str, cells: list[None]) -> None:
    bound = EVERY[name].bind("purpose", ONE)
    full = bound(series(["56000", "F", "12/03/1985", "x"]))
    empty = bound(series(cells))
    assert empty.to_list() == cells
    assert empty.dtype in (full.dtype, pl.Null)


KEYED = sorted(name for name, transform in EVERY.items() if transform.keyed)


@pytest.mark.parametrize("name", KEYED)
def test_another_key_or_purpose_gives_other_pseudonyms(name: str) -> None:
    """Of 60 values at most one in ten is the same by chance: the smallest pool has some hundred values."""
    cells: list[str | None] = [f"{10 + i % 18}/0{1 + i % 9}/19{40 + i % 60}" for i in range(60)]
    if name not in ("date_shift",):
        cells = [f"{word}{i} {i}" for i, word in enumerate(("QUINDORME", "BREVELLE", "ZOLTAIRE") * 20)]
    people: list[str | None] = [f"p{i}" for i in range(60)]
    here = apply(EVERY[name], cells, people)
    assert here == apply(EVERY[name], cells, people)
    elsewhere = EVERY[name].bind_beside("another", ONE)(series(cells), beside(people, cells)).to_list()
    for others in (apply(EVERY[name], cells, people, OTHER), elsewhere):
        assert sum(a == b for a, b in zip(here, others, strict=True)) <= 6


@pytest.mark.parametrize("name", sorted(n for n, t in EVERY.items() if t.injective))
@settings(deadline=None)
@given(st.lists(st.text(max_size=20), unique=True, max_size=40))
def test_what_promises_to_be_injective_is(name: str, cells: list[str]) -> None:
    found = apply(EVERY[name], list(cells), [None] * len(cells))
    assert len(set(found)) == len(cells)


CANARIES = (
    *("CANARIROUGEGORGE", "Canari Rougegorge", "canari.rougegorge@exemple.fr", "12 RUE DU CANARI ROUGEGORGE"),
    *("06 41 72 83 94", "+33641728394", "1850356123456 78", "FR76 3000 6000 0112 3456 7890 189", "4172839455"),
)


@pytest.mark.parametrize("name", sorted(EVERY.keys() - {"keep", "laboratory_label"}))
def test_nothing_of_a_value_survives(name: str) -> None:
    for canary in CANARIES:
        (found,) = apply(EVERY[name], [canary], ["p1"])
        said = re.sub(r"[^A-Z0-9]", "", fold_digits(str(found)))
        for run in re.findall(r"[A-Z]{5,}|\d{4,}", fold_digits(canary).replace(" ", "")):
            assert run not in said
        assert str(found) != canary


def fold_digits(text: str) -> str:
    return "".join(c if c.isdigit() else fold(c) or " " for c in text)


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=14))
@example("FR")  # ends every stand-in of an e-mail address: a word of the form, not of the value
@settings(deadline=None, max_examples=200)
def test_no_stand_in_is_the_value_or_holds_a_word_of_it(cell: str) -> None:
    for name in KEYED:
        if not name.startswith("standin"):
            continue
        (found,) = apply(EVERY[name], [cell], ["p1"])
        assert found is not None
        assert found != cell
        one, another = apply(EVERY[name], ["one value", "another"], ["p2", "p3"])
        of_the_form = words(one) & words(another)
        if name != "standin_address":
            assert not (words(found) - of_the_form) & set(fold(cell).split())


def words(found: str | None) -> set[str]:
    return {word for word in fold(found or "").split() if len(word) > 1}


@given(CELLS)
def test_tokens_are_keyed_by_root_and_purpose_and_tell_values_apart(cells: list[str | None]) -> None:
    token = EVERY["token"]
    nobody: list[str | None] = [None] * len(cells)
    found = apply(token, cells, nobody)
    filled = [(cell, made) for cell, made in zip(cells, found, strict=True) if cell is not None]
    assert all(re.fullmatch(r"[0-9a-f]{32}", str(made)) for _, made in filled)
    assert len({made for _, made in filled}) == len({cell for cell, _ in filled})
    tokens = {made for _, made in filled}
    values = series([cell for cell, _ in filled])
    assert tokens.isdisjoint(token.bind("purpose", OTHER)(values))
    assert tokens.isdisjoint(token.bind("another", ONE)(values))


def test_tokens_are_the_hmac_of_rfc_2104() -> None:
    import hashlib
    import hmac

    for value in ("0639980011", "", "é" * 100):
        expected = hmac.new(ONE.key.subkey("purpose").encode(), value.encode(), hashlib.sha256).hexdigest()
        assert apply(EVERY["token"], [value], [None]) == [expected[:32]]


@given(st.lists(st.text(max_size=40), max_size=10))
def test_a_laboratory_label_is_printable_and_short(cells: list[str]) -> None:
    for label in apply(EVERY["laboratory_label"], list(cells), [None] * len(cells)):
        assert isinstance(label, str)
        assert label.isprintable()
        assert len(label) <= 80
        assert not set(label) & set('<>"=@\t\n\r;')
        assert not re.search(r"\d{5}", label)
