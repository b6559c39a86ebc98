"""Names in texts: where they start and end, whose they are, and what only looks like one."""

from __future__ import annotations

import pytest
from marked import NAMES, names, spans

from pipeline.detect.text.detector import TextDetector

FOUND = [
    ("Rappeler Mme [Le Goff|person.name] au matin"),
    ("RAPPELER MME [PETIT|person.name] LE LUNDI"),
    ("double à Mlle [Bras|person.name], 75 tubes"),
    ("vu par le Dr [Ben Mansour|prescriber.name] hier"),
    ("avis du Pr. [Nguyen Van Thanh|prescriber.name]"),
    ("appel aux Drs [MOREAU|prescriber.name] et [COQUEL|prescriber.name] à midi"),
    ("patient de M. [de La Tour d'Auvergne|person.name]"),
    ("mr [bouchard jean claude|person.name] a rappelé"),
    ("Mme [DA SILVA FERREIRA Maria|person.name] sort demain"),
    ("Monsieur [VAN DER BERGHE Pieter|person.name]"),
    ("Mme [McDonald|person.name], M. [O'Connor|person.name]"),
    ("Mme [Martin-Le Bihan|person.name] absente"),
    ("l'IDE [Sandrine|person.name] passe demain"),
    ("prévenir sa fille [Rozenn|person.first_name]"),
    ("SA FILLE [ROSE|person.first_name] PASSE PRENDRE LES RESULTATS"),
    ("la petite [Iris|person.first_name] pleure"),
    ("NJF [le bars|person.birth_name]"),
    ("nom de jeune fille [Kerbrat|person.birth_name]"),
    ("Medecin traitant : [Dubreuil Alain|prescriber.name]"),
    ("Homonyme : [Karine Labbe|person.name] et [Z. DE LA MOUSBOSC|person.name]"),
    ("maladie de Raynaud, vu par Dr [Wilson|prescriber.name]"),
    ("Nom : [LEFEBVRE|person.name]\nPrénom : [Jean-Baptiste|person.first_name]"),
]
NOTHING = [
    "syndrome de Raynaud, maladie de Wilson, signe de Babinski",
    "Score de Glasgow à 15, test de Coombs négatif",
    "calcul à analyser (pierre), urines roses, tube bouchon blanc",
    "sous Bactrim et Levothyrox, ttt par carbamazépine",
    "Le patient refuse le prélèvement",
    "bilan martial à faire, Waaler-Rose",
    "prélever au bras gauche, petit gabarit",
    "LE BILAN DU MATIN EST A REFAIRE",
    "rappeler le patient, la belle-soeur est joignable",
]


@pytest.mark.parametrize("marked", FOUND)
def test_a_name_is_found_whole_with_its_role(marked: str) -> None:
    text, expected = spans(marked)
    assert names(TextDetector().find(text)) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_what_only_looks_like_a_name_is_left(text: str) -> None:
    assert [text[s.start : s.end] for s in TextDetector().find(text) if s.entity in NAMES] == []


@pytest.mark.parametrize(
    "text",
    ["prévenir sa fille Rozenn Kervadec", "Dr Ben Mansour demande NFS", "Mme Martin-Le Bihan absente"],
)
@pytest.mark.parametrize("written", [str, str.upper, str.lower])
def test_case_does_not_hide_a_name(text: str, written) -> None:
    whole = TextDetector().find(text)
    again = TextDetector().find(written(text))
    assert [(s.start, s.end, s.entity) for s in again] == [(s.start, s.end, s.entity) for s in whole]


def test_a_surname_named_in_full_is_found_again() -> None:
    text = "Monsieur Yannick Kerdavid est venu. " + "Bilan sans particularité. " * 30 + "Kerdavid sera rappelé."
    found = [text[s.start : s.end] for s in TextDetector().find(text)]
    assert found == ["Yannick Kerdavid", "Kerdavid"]
