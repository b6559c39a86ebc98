"""Numbers, dates, addresses and accounts in texts, in all written forms, with near misses; all values are invented."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked import places, spans

from pipeline.detect.text.detector import TextDetector

FOUND = [
    "NSS [2 99 03 56 260 000 98|fr.nir] à vérifier",
    "n° SS [1 3303 2A990 000/98|fr.nir] illisible",
    "NIR [29903562600009|fr.nir] (manque un chiffre)",
    "secu : [299135626000098|fr.nir] mois faux",
    "tel [06 39 98 00 12|phone] ou [0033639980012|phone], sinon [+33 (0)2 61 91 00 12|phone]",
    "GSM [+262 639 98 00 12|phone]",
    "appeler au [063 998 0012|phone]",
    "[zéro six trente-neuf quatre-vingt-dix-huit zéro zéro douze|phone] le soir",
    "née le [05/09/1989|person.birth_date], vue le [12/03/2019|date]",
    "DDN [05091989|person.birth_date]",
    "DDN : [6 novembre 1980|person.birth_date]",
    "né le [cinq septembre mille neuf cent quatre-vingt-neuf|person.birth_date]",
    "RDV [jeudi 9 août|date] à 10h",
    "contrôle le [12/03|date], puis [05/2020|date]",
    "vu le [2019-03-12|date]",
    "IPP [37624326|patient.number], dossier [1596796607|record.number]",
    "fusion dossiers [81031322|patient.number] et [47235506|patient.number]",
    "RIB [FR00 0000 0990 3368 4302 9092 300|iban]",
    "RPPS [10177689670|fr.rpps]",
    "mutuelle changée, adh. [8128206|insurer.member]",
    "mail : [a.b-c@poste.example|email]",
    "écrire à [j.kervadec at poste point example|email]",
    "depuis [192.0.2.17|ip] hier",
    "voir [https://www.example.org/a|url]",
    "12 tubes, [14 av. du Gal de Gaulle|address.street] [56100|address.postcode] [LORIENT|address.city]",
    "habite [59 rue de la zone industrielle|address.street]",
    "[lieu-dit Kergroas|address.street] [56470|address.postcode] [La Trinité-sur-Mer|address.city]",
    "[BP 123|address.street] [35000|address.postcode] [Rennes Cedex 7|address.city]",
    "vient de [Vannes|address.city]",
    "transférée de [EHPAD Les Tilleuls|institution]",
    "suivie au [CHU de Rennes|institution]",
    "login [pnom56|credential.login] mdp [Soleil2017!|credential.password]",
    "mot de passe remis en main propre : [oreille!|credential.password]",
    "identifiant : [jeanne.martel|credential.login] / [Br3tagne|credential.password]",
]
NOTHING = [
    "tension 120/80, 1/2 cp matin et soir",
    "glycémie 1,26 g/L, HbA1c 7.2 %, plaquettes 250000 /mm3",
    "INR 2.5, TP 85 %, 850 x2, 1-0-1",
    "mdp envoyé hier, code de la porte donné",
    "prélevé à 9h15, reçu à 10h05, 24h à jeun",
    "taille 168 cm, poids 72 kg, 35 ans",
    "examen clinique sans particularité, centre à contacter",
    "kt/v 1.4, pH 7.38, T21",
]


@pytest.mark.parametrize("marked", FOUND)
def test_a_value_is_found_whole(marked: str) -> None:
    text, expected = spans(marked)
    assert places(TextDetector().find(text)) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_measures_and_hours_are_left(text: str) -> None:
    assert [text[s.start : s.end] for s in TextDetector().find(text)] == []


@given(st.text(max_size=200))
def test_spans_lie_in_the_text_in_order_and_apart(text: str) -> None:
    found = TextDetector().find(text)
    assert all(0 <= s.start < s.end <= len(text) and 0 < s.score <= 1 for s in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@given(st.text(alphabet="Mme Drés0123456789/-.@'àéœÉ\n", max_size=120))
def test_the_same_text_gives_the_same_spans(text: str) -> None:
    assert TextDetector().find(text) == TextDetector().find(text)


def test_accents_as_marks_of_their_own_keep_their_places() -> None:
    import unicodedata

    text = unicodedata.normalize("NFD", "vu à Bréhat par Mme Zoé Guégan, tél 06 39 98 00 12")
    found = [unicodedata.normalize("NFC", text[s.start : s.end]) for s in TextDetector().find(text)]
    assert found[-2:] == ["Zoé Guégan", "06 39 98 00 12"]


def test_long_hostile_texts_take_linear_time() -> None:
    started = time.process_time()
    for probe in (
        "1 " * 25_000,
        "a.b" * 16_000,
        "Mme " * 12_000,
        "12 rue de la " * 4_000,
        "06 3" * 12_000,
        "né le " * 8_000,
    ):
        TextDetector().find(probe)
    assert time.process_time() - started < 30
