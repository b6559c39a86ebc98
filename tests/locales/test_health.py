"""Facts that comments state, deny, test for or tell of a relative."""

from __future__ import annotations

import time

import pytest

from pipeline.core.categories import CATEGORIES
from pipeline.locales.fr.health import facts
from pipeline.locales.fr.health_words import PAIRS, STEMS, WORDS

STATED = [
    ("Patiente enceinte, HTA", {"cardiovascular", "pregnancy"}),
    ("G2P1 20SA, VIH negatif", {"pregnancy"}),
    ("grossesse 12 SA VIH négatif", {"pregnancy"}),
    ("VIH +", {"hiv"}),
    ("séropositive depuis 2010", {"hiv"}),
    ("SEROLOGIE VIH positive", {"hiv"}),
    ("cancer du sein", {"cancer"}),
    ("ttt par antibiotiques", {"treatment"}),
    ("IRC, dialyse 3 fois par semaine", {"transplant"}),
    ("FIV en cours", {"fertility"}),
    ("DNID ancien", {"diabetes"}),
    ("atcd depression", {"psychiatric"}),
    ("sevrage alcoolique", {"addiction"}),
    ("porteuse BRCA1", {"genetic"}),
    ("allergie pénicilline", {"allergy"}),
    ("tétraplégique, à domicile", {"disability"}),
    ("hépatite B chronique", {"infection"}),
    ("pas de diabète mais HTA", {"cardiovascular"}),
    ("mère diabétique, patiente enceinte", {"pregnancy"}),
    ("pas de grossesse", set()),
    ("VIH négatif", set()),
    ("VIH-", set()),
    ("VIH VHC négatifs", set()),
    ("dépistage VIH", set()),
    ("mère diabétique", set()),
    ("antécédents familiaux de cancer du sein", set()),
    ("pas d'antécédent de cancer", set()),
    ("sans allergie connue", set()),
    ("à jeun, prélèvement difficile", set()),
    ("", set()),
]


@pytest.mark.parametrize(("text", "kinds"), STATED)
def test_a_fact_is_told(text: str, kinds: set[str]) -> None:
    expected = {f"health.{kind}" for kind in kinds}
    assert facts([text]) == [frozenset(expected)]
    assert facts([text.upper()]) == [frozenset(expected)]


def test_the_vocabulary_is_closed() -> None:
    known = {category.id for category in CATEGORIES if category.sensitive}
    assert {*WORDS.values(), *PAIRS.values(), *(category for _, category in STEMS)} == known


def test_long_texts_take_linear_time() -> None:
    started = time.process_time()
    facts(["pas de " * 20_000 + "- " * 20_000 + "vih"])
    assert time.process_time() - started < 1
