"""Nothing in a leak can be somebody's, and nothing can be a stand-in, with all dirt on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from pipeline.locales.fr import geography, names, nir, reserved
from synthetic.leak import Parameters, chunks
from synthetic.live import enlivened
from synthetic.naming import MIN_SURNAME
from synthetic.slips import mistyped

PHONE = re.compile(r"(?:(?:\+|00)?33 ?(?:\(0\) ?)?|0?)([1-9](?:[ ./-]?\d){8})(?!\d)")
NUMBER = re.compile(
    r"(?<![\dA-Za-z])[1-478][ .-]?\d{2}[ .-]?\d{2}[ .-]?"
    r"(?:\d[\dAB][ .-]?\d{3}|\d{3}[ .-]?\d\d)[ .-]?\d{3}[ ./-]?\d{2}(?!\d)"
)
ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+")


@pytest.fixture(params=["leak", "dirty"])
def any_leak(request: pytest.FixtureRequest):
    return request.getfixturevalue(request.param)


def values(leak, column: str, *without: str) -> Iterator[str]:
    """Distinct values of a column where they belong, in records without some kinds of dirt."""
    moved = leak.truth["moved"].list.join(",").str.contains(rf"(?:^|,){column}=")
    other = leak.truth["dirt"].list.eval(pl.element().is_in(list(without))).list.any()
    yield from leak.cells.filter(~moved & ~other)[column].drop_nulls().unique()


@cache
def rare() -> frozenset[str]:
    return frozenset(names.surname_counts().filter(pl.col("count") < MIN_SURNAME)["name"])


@pytest.mark.parametrize("column", ["telephone", "portable"])
def test_phones_are_reserved_whatever_is_read_into_them(any_leak, column: str) -> None:
    for text in values(any_leak, column):
        found = PHONE.findall(text.replace("O", "0"))
        assert 1 <= len(found) <= 2, text
        assert not PHONE.sub("", text.replace("O", "0")).strip(" /ou+")
        for nine in found:
            assert reserved.is_generated_phone("0" + re.sub(r"\D", "", nine)), text


def test_numbers_have_order_000_and_an_impossible_key_or_are_too_short(any_leak) -> None:
    for text in values(any_leak, "nir"):
        compact = re.sub(r"[ ./-]", "", text.replace("O", "0"))
        assert len(compact) < 13 or compact[10:13] == "000", text
        assert len(compact) < 15 or (compact[13:] == "98" and reserved.is_generated_nir(compact)), text


def test_addresses_are_at_reserved_domains(any_leak) -> None:
    assert all(map(reserved.is_generated_domain, values(any_leak, "email")))


@pytest.mark.parametrize("column", ["nom", "nom_naissance"])
def test_surnames_are_of_the_generators_half_and_none_is_rare(any_leak, column: str) -> None:
    for name in values(any_leak, column, "names_glued", "names_inverted"):
        assert reserved.is_generated_surname(name), name
        folded = names.fold(name)
        assert folded not in rare(), name
        assert {names.fold(part) for part in name.strip().split("-")}.isdisjoint(rare()), name


def test_streets_are_no_stand_ins(any_leak) -> None:
    known = {street.upper() for street in geography.streets()}
    for text in values(any_leak, "adresse"):
        street = re.sub(r"^\d+(?:\s(?:BIS|TER))?\s", "", text, flags=re.IGNORECASE)
        assert reserved.is_generated_street(text) or street.upper() not in known, text


def test_prescribers_numbers_are_impossible(any_leak) -> None:
    for text in values(any_leak, "rpps_medecin"):
        assert reserved.checked_number(text) is reserved.Namespace.GENERATOR


def test_spans_of_comments_hold_reserved_values_alone(any_leak) -> None:
    checks = {
        "phone": reserved.is_generated_phone,
        "email": reserved.is_generated_domain,
        "fr.nir": reserved.is_generated_nir,
        "iban": lambda text: reserved.iban(text) is reserved.Namespace.GENERATOR,
        "fr.rpps": lambda text: reserved.checked_number(text) is reserved.Namespace.GENERATOR,
        "address.street": reserved.is_generated_street,
        "person.birth_name": reserved.is_generated_surname,
    }
    seen = set()
    for one in any_leak.texts:
        for span in one["spans"]:
            text = one["text"][span["start"] : span["end"]]
            seen.add(span["entity"])
            assert checks.get(span["entity"], bool)(text.replace("\n", " ")), (span["entity"], text)
    assert set(checks) <= seen


@pytest.mark.parametrize("shape", ["laboratory", "combolist", "insurer", "jsonl", "sqldump"])
def test_the_bytes_of_damaged_files_hold_no_right_key_and_no_open_domain(tmp_path: Path, shape: str) -> None:
    from synthetic.writer import write

    write(Parameters(rows=3_000, seed=9, dirt=1.0, comments=0.5, shape=shape), tmp_path)
    (file,) = tmp_path.glob("leak.*")
    text = file.read_bytes().decode("cp1252", "replace")
    assert all(map(reserved.is_generated_domain, ADDRESS.findall(text)))
    numbers = [number for number in map(nir.parse, NUMBER.findall(text)) if number]
    assert not [number for number in numbers if number.key_ok]
    assert {number.order for number in numbers} <= {"000"}
    if shape != "combolist":
        assert len(numbers) > 1_000


def test_every_slip_of_a_surname_is_told_by_its_half() -> None:
    for number in range(300):
        typed = mistyped("LE BRAS-MARTEL", number / 300, surname=True)
        assert typed == "LE BRAS-MARTEL" or reserved.is_generated_surname(typed)


def test_live_looking_keys_are_right_and_only_then() -> None:
    wanted = Parameters(rows=600, seed=3, comments=1.0, live=True)
    (chunk,) = chunks(wanted)
    numbers = [nir.parse(text) for text in chunk.cells["nir"].drop_nulls()]
    assert all(number and number.key_ok and number.order != "000" for number in numbers)
    (calm,) = chunks(Parameters(rows=600, seed=3, comments=1.0))
    assert not any(nir.parse(text).key_ok for text in calm.cells["nir"].drop_nulls())  # type: ignore[union-attr]
    assert [len(text) for text in chunk.texts["text"]] == [len(text) for text in calm.texts["text"]]
    assert enlivened("RIB FR00 0000 0123 4567 8901 2345 678")[4:6] != "00"
