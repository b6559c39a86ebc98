"""Names in prose: surnames alone, what only persons do, names of no list."""

from __future__ import annotations

import pytest

from pipeline.detect.text.detector import TextDetector
from tests.detect.text.marked import names, spans

LONG = "Le bilan biologique est sans particularité et l'examen clinique est normal ce jour. " * 6
FOUND = [
    "[Lemoine|person.name] a été hospitalisée en urgence.",
    "[LEMOINE|person.name] rapporte une gêne.",
    "On note que [Zvorkian|person.name] ne fume plus.",
    "Depuis, [Lemoine|person.name] prend son traitement.",
    "Les proches de [Zvorkian Thuldric|person.name] signalent une chute.",
]
NOBODY = [
    "La maladie de Crohn a été vue tôt.",
    "L'Augmentin a été introduit.",
    "Le Doppler a montré une sténose.",
    "IRM et TDM ont été revus.",
    "Staphylocoque retrouvé, Gram positif.",
]


@pytest.mark.parametrize("marked", FOUND)
def test_a_surname_is_found_amid_prose(marked: str) -> None:
    text, expected = spans(LONG + marked + " " + LONG)
    assert names(TextDetector().find(text)) == expected


@pytest.mark.parametrize("text", NOBODY)
def test_diseases_drugs_and_tests_are_nobody(text: str) -> None:
    assert names(TextDetector().find(LONG + text + " " + LONG)) == []
