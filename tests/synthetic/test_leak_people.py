"""People: many origins, a long tail, halves that never meet, names and numbers that fit."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from pipeline.locales.fr import names, nir, reserved
from synthetic import coined, contacts, forenames, identities, naming, origins, vogues
from synthetic.leak import Parameters, chunks
from synthetic.splits import Split, name_sides, side

POOL = naming.surnames(Split.ALL)
FIRST = forenames.forenames(Split.ALL)
RNG = np.random.default_rng(5)
NONE = np.zeros(4_000, dtype=np.int64)


def drawn(female: bool, year: int, origin: str = origins.COMMON) -> set[str]:
    places = FIRST.draw(RNG, (0 if female else 1) == NONE, NONE + year, NONE + origins.NUMBERS[origin])
    return set(FIRST.upper.gather(places).value_counts(sort=True).head(60).to_series())


@pytest.mark.parametrize("origin", [one.name for one in origins.ORIGINS])
def test_every_origin_has_surnames_and_first_names_of_its_own(origin: str) -> None:
    number = origins.NUMBERS[origin]
    mine = set(POOL.written.filter(pl.Series(POOL.origin == number)))
    assert len(mine) > 30
    codes = POOL.draw_of(RNG, NONE[:200] + number)
    assert set(POOL.write(codes)) <= mine
    assert (POOL.origins(codes) == number).all()
    theirs = origins.first_names(number, True) | origins.first_names(number, False)
    share = {one.name: one.agree for one in origins.ORIGINS}[origin]
    given = FIRST.draw(RNG, NONE == 0, NONE + 1975, NONE + number)
    agreeing = np.mean([names.fold(name) in theirs for name in FIRST.upper.gather(given)])
    assert agreeing >= share * 0.8


@pytest.mark.parametrize(
    ("name", "origin"),
    [("LE GOFF", "breton"), ("KERMARREC", "breton"), ("SCHWARTZ", "alsatian"), ("ETCHEVERRY", "basque"),
     ("SANTINI", "corsican"), ("PAYET", "antillean"), ("BENALI", "maghrebi"), ("DIOP", "west african"),
     ("DA SILVA", "portuguese"), ("NGUYEN", "vietnamese"), ("KOWALSKI", "polish"), ("YILMAZ", "turkish"),
     ("SANCHEZ", "spanish"), ("PETIT", "common"), ("BOUCHER", "common"), ("MARTIN", "common")],
)  # fmt: skip
def test_surnames_are_told_by_their_origin(name: str, origin: str) -> None:
    assert origins.of_surname(name) == origins.NUMBERS[origin]


def test_first_names_follow_the_decades() -> None:
    assert {"GERMAINE", "MADELEINE"} <= drawn(True, 1915)
    assert {"SYLVIE", "MARTINE"} <= drawn(True, 1955)
    assert {"JADE", "LOUISE"} <= drawn(True, 2014)
    assert {"MARCEL", "LUCIEN"} <= drawn(False, 1915)
    assert {"LEO", "JULES"} <= drawn(False, 2014)
    assert not {"MARCEL", "ROGER", "MONIQUE"} & drawn(True, 2014)
    assert set(vogues.DECADES) == set(range(1910, 2020, 10))


def test_the_long_tail_is_in_no_table_and_in_the_generators_half() -> None:
    table = coined.surnames()
    assert len(table) > 5_000
    known = names.surnames()
    for name, _ in table:
        assert names.fold(name) not in known
        assert reserved.is_generated_surname(name)


def test_a_leak_has_thousands_of_names_of_every_kind(leak) -> None:
    people = leak.cells.with_columns(person=leak.truth["person"]).unique("person")
    surnames, first = people["nom"], people["prenom"]
    assert surnames.n_unique() > 2_800
    assert first.n_unique() > 1_500
    tail = 1 - np.mean([names.fold(name) in names.surnames() for name in surnames if "-" not in name])
    assert tail == pytest.approx(naming.COINED, abs=0.05)
    for kind in (r"^LE ", r"'", r"-", r"--", r"^(DA|DE|DOS|DI) "):
        assert surnames.str.contains(kind).sum() > 3, kind
    for kind in (r" ", r"-", r"^\S+ [A-Z]\.$", ", "):
        assert first.str.contains(kind).sum() > 30, kind


@pytest.mark.parametrize(("split", "other"), [(Split.TRAIN, Split.HELD_OUT), (Split.HELD_OUT, Split.TRAIN)])
def test_halves_of_names_never_meet(split: Split, other: Split) -> None:
    (chunk,) = chunks(Parameters(rows=4_000, seed=2, split=split, comments=0.3))
    for column in ("nom", "nom_naissance", "prenom"):
        for name in chunk.cells[column].drop_nulls().unique():
            words = [word for word in names.fold(name).split() if len(word) > 1 and word not in names.PARTICLES]
            assert other not in {side(word) for word in words} or name_sides(names.fold(name)) == {split}, name
    spans = chunk.texts.explode("spans").unnest("spans").filter(entity="person.first_name")
    texts = spans.select(pl.col("text").str.slice("start", pl.col("end") - pl.col("start")))["text"]
    assert {side(word) for text in texts for word in names.fold(text).split()} == {split}


def test_social_security_numbers_are_of_every_kind(leak) -> None:
    people = leak.cells.with_columns(person=leak.truth["person"]).unique("person").drop_nulls("nir")
    numbers = [nir.parse(text) for text in people["nir"]]
    departments = {number.department for number in numbers if number}
    assert {"99", "2A", "2B", "971", "974"} <= departments
    assert {number.sex for number in numbers if number} == set("123478")
    assert any(not 1 <= int(number.month) <= 12 for number in numbers if number)
    adults = zip(people["sexe"], people["date_naissance"], numbers, strict=True)
    grown = [(sex, birth, number) for sex, birth, number in adults if number and int(birth[6:]) < 2000]
    wrong = [
        number
        for sex, birth, number in grown
        if (number.person_sex, number.year2) != (sex, birth[8:])
        or number.month not in (birth[3:5], f"{int(birth[3:5]) + 30}")
    ]
    assert 0.008 < len(wrong) / len(grown) < 0.03


def test_phones_are_written_in_every_form(leak) -> None:
    shapes = leak.cells["portable"].drop_nulls().str.replace_all(r"\d", "9")
    assert shapes.n_unique() == len(contacts.PHONE_FORMS)


def test_addresses_come_from_names_or_not(leak) -> None:
    people = leak.cells.drop_nulls("email").unique("email")
    local = people["email"].str.split("@").list.first().str.replace_all("[^a-z]", "")
    last = pl.Series([names.fold(name).replace(" ", "").lower() for name in people["nom"]])
    named = [surname in text for surname, text in zip(last, local, strict=True)]
    assert 0.6 < np.mean(named) < 0.9


def test_names_that_fold_to_the_same_words_have_one_key() -> None:
    table = identities.worded(["JEAN", "PIERRE", "JEAN PIERRE", "MARIE"])
    here = np.array([0])
    assert table.joined(here, here + 1) == table.key[2]
    assert table.joined(here, here + 3) != table.key[2]
    assert table.followed(here, here) != table.key[0]


@pytest.mark.parametrize(
    ("first", "second", "clash"), [((1, 2), (1, 3), True), ((1, 2), (3, 1), True), ((1, 2), (3, 4), False)]
)
def test_nobody_shares_a_surname_first_name_and_birth_day(
    first: tuple[int, int], second: tuple[int, int], clash: bool
) -> None:
    used, own = (np.array(pair, dtype=np.uint64) for pair in zip(first, second, strict=True))
    birth = identities.distinct_births(
        identities.Seen(), (used, own), np.array([9, 9], dtype=np.uint64), np.array([500, 500])
    )
    assert (birth[0] != birth[1]) == clash
