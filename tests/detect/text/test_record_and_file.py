"""The record's own values in its own text, and the file's names in every text; all values are invented."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import places, spans

from pipeline.detect.text.detector import TextDetector
from pipeline.detect.text.edits import one_edit
from pipeline.detect.text.gazetteer import Gazetteer

RECORD = {
    "nom": "GRAND",
    "prenom": "Aube",
    "date_naissance": "05/09/1989",
    "telephone": "06 39 98 00 12",
    "nir": "299035626000098",
    "ville": "LORIENT",
    "adresse": "7 RUE DES TANNEURS",
    "email": "aube.grand@poste.example",
    "login": "auroregrand56",
    "mot_de_passe": "confiture",
    "num_dossier": "1740055",
}
OWN = [
    "pour [Grand|person.name] ce matin",
    "c'est bien [AUBE GRAND|person.name], pas sa soeur",
    "[Grnad Aube|person.name] vue ce jour",
    "remis [confiture|credential.password] au guichet",
    "a rappelé du [0639 980 012|phone]",
    "relancer le [33 6 39980012|phone]",
    "ordonnance du [05.09.89|person.birth_date]",
    "dossier ancien [17 400 55|record.number]",
    "vu quartier [des tanneurs|address.street]",
    "habite [Lorient|address.city] centre",
]


@pytest.mark.parametrize("marked", OWN)
def test_own_values_are_found_in_any_form(marked: str) -> None:
    text, expected = spans(marked)
    found = places(TextDetector().find(text, RECORD))
    covered = {i for start, end, _ in found for i in range(start, end)}
    assert all(set(range(start, end)) <= covered for start, end, _ in expected)
    assert {entity for *_, entity in found} >= {entity for *_, entity in expected}


def test_an_own_name_that_is_a_word_is_left_in_small_letters() -> None:
    assert TextDetector().find("petit gabarit, grand calme, Bilan normal", RECORD) == []


def test_without_the_record_its_word_is_no_name() -> None:
    assert TextDetector().find("remis confiture au guichet") == []


def test_the_files_names_are_found_in_every_text() -> None:
    coined = "Zvorkune"
    text = f"ok pour {coined} demain, " + "bilan sans particularité. " * 30
    assert TextDetector().find(text) == []
    names = Gazetteer.empty().fit("person.name", [coined.upper()])
    assert [text[s.start : s.end] for s in TextDetector(names).find(text)] == [coined]


WORDS = st.lists(st.text("ABCDE", min_size=3, max_size=6), max_size=6)


@given(WORDS, WORDS, WORDS)
def test_gazetteers_merge_in_any_order(one: list[str], two: list[str], three: list[str]) -> None:
    a, b, c = (Gazetteer.empty().fit(kind, cells) for kind, cells in zip(KINDS, (one, two, three), strict=True))
    assert a.merge(b).words == b.merge(a).words
    assert a.merge(b).merge(c).words == a.merge(b.merge(c)).words
    assert a.merge(Gazetteer.empty()).words == a.words


KINDS = ("person.name", "person.first_name", "prescriber.name")


def test_a_gazetteer_is_never_written() -> None:
    with pytest.raises(TypeError, match="never written"):
        pickle.dumps(Gazetteer.empty())


@pytest.mark.parametrize(
    ("typed", "meant", "near"),
    [
        ("MATIN", "MARTIN", True),
        ("MARTTIN", "MARTIN", True),
        ("MRATIN", "MARTIN", True),
        ("MARTON", "MARTIN", True),
        ("MARTIN", "MARTIN", True),
        ("MARIN", "MARTINE", False),
        ("NITRAM", "MARTIN", False),
        ("", "A", True),
    ],
)
def test_one_edit(typed: str, meant: str, near: bool) -> None:
    assert one_edit(typed, meant) is near
    assert one_edit(meant, typed) is near
