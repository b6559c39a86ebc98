"""Comments: a grammar, exact spans, facts that are the patient's."""

from __future__ import annotations

import re

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.categories import CATEGORIES
from synthetic import comments
from synthetic.grammar.bank import skeletons
from synthetic.grammar.conditions import ADULT_M, AUDIENCES, CHILD_F, CHILD_M, CONDITIONS, WOMAN
from synthetic.grammar.expand import FEMALE, RULES, Expansion
from synthetic.slots import ENTITIES
from synthetic.splits import Split, side
from synthetic.streams import stream

BITS = {category.id: 1 << place for place, category in enumerate(CATEGORIES)}


@pytest.fixture(scope="module")
def bank():
    return skeletons(Split.ALL)


def test_there_are_ten_thousand_skeletons_and_more(bank) -> None:
    assert len({one.text for one in bank}) > 13_000
    assert len({one.id for one in bank}) == len({one.text for one in bank})


def test_slots_are_known_all_used_and_nothing_breaks_a_line(bank) -> None:
    texts = [part for one in bank for part in one.parts]
    assert {text[1:-1] for text in texts if text.startswith("{")} == set(ENTITIES)
    literals = {text for text in texts if not text.startswith("{")}
    assert not [text for text in literals if set(text) & set('{}[]<>;|"\n\t') or "  " in text]


def test_every_symbol_is_defined_and_reached() -> None:
    used = set(re.findall(r"\[!?([A-Z]+)\??\]", " ".join(RULES.values())))
    assert used - set(RULES) == {"FACT", "ALLERGY"}
    assert set(RULES) - used == {"GROWN", "CHILD"}


def test_every_health_category_is_said_and_only_of_those_whom_it_suits(bank) -> None:
    assert [one.category for one in CONDITIONS] == [one.id for one in CATEGORIES if one.sensitive]
    said = 0
    for one in bank:
        said |= one.facts
        if one.facts & (BITS["health.pregnancy"] | BITS["health.fertility"]):
            assert one.audience == WOMAN
        if one.audience in (CHILD_M, CHILD_F):
            assert not one.facts & (BITS["health.addiction"] | BITS["health.cancer"] | BITS["health.disability"])
    assert said == sum(BITS[one.category] for one in CONDITIONS)


@pytest.mark.parametrize("symbol", ["DENIED", "OFOTHERS", "OFFICE", "BENCH", "CHILDLIKE"])
def test_what_is_denied_or_of_somebody_else_is_no_fact(symbol: str) -> None:
    from random import Random

    random = Random(1)
    for number in range(300):
        expansion = Expansion(random, number % AUDIENCES)
        assert expansion.text(symbol)
        assert not expansion.facts


def test_words_agree_with_the_patient(bank) -> None:
    for one in bank:
        wrong = r"\b(?:patient suivi|connu pour|veuf de)\b" if one.audience in FEMALE else r"patiente suivie|veuve de"
        assert not re.search(wrong, one.text), one.text


def test_halves_share_no_skeleton_and_make_the_whole(bank) -> None:
    train, held_out = ({one.text for one in skeletons(split)} for split in (Split.TRAIN, Split.HELD_OUT))
    assert not train & held_out
    assert train | held_out == {one.text for one in bank}
    assert 0.45 < len(train) / len(train | held_out) < 0.55
    assert {side(text) for text in train} == {Split.TRAIN}


def test_spans_lie_inside_the_text_in_order(leak) -> None:
    seen = set()
    for one in leak.texts:
        end = 0
        for span in one["spans"]:
            assert end <= span["start"] < span["end"] <= len(one["text"])
            end = span["end"]
            value = one["text"][span["start"] : end]
            assert value == value.strip()
            seen.add(span["entity"])
    assert seen == {entity for entity in ENTITIES.values() if entity}


def test_shares_of_harmless_comments_and_of_those_with_facts(leak) -> None:
    assert sum(not one["spans"] for one in leak.texts) / len(leak.texts) == pytest.approx(0.33, abs=0.04)
    assert sum(bool(one["categories"]) for one in leak.texts) / len(leak.texts) == pytest.approx(0.37, abs=0.04)
    assert sum(one["text"].isupper() for one in leak.texts) / len(leak.texts) == pytest.approx(0.23, abs=0.04)


def test_names_that_are_words_and_eponyms_that_are_nobody_occur(leak) -> None:
    text = " ".join(one["text"] for one in leak.texts).title()
    for word in ("Raynaud", "Wilson", "Parkinson", "Basedow", "Crohn", "Hodgkin", "Rose", "Bras", "Blanc", "Pierre"):
        assert word in text
    spans = {one["text"][span["start"] : span["end"]].upper() for one in leak.texts for span in one["spans"]}
    assert len(spans & {"ROSE", "PIERRE", "BLANC", "ROUX", "GRAND", "OLIVE", "COUSIN", "MARCHAND", "DURAND"}) >= 2


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32), st.lists(st.sampled_from([CHILD_F, WOMAN, ADULT_M]), min_size=1, max_size=30))
def test_marked_slots_come_back_at_their_spans(seed: int, suits: list[int]) -> None:
    def fill(name: str, rows: np.ndarray) -> pl.Series:
        return pl.Series([f"<{name}={row}>" for row in rows])

    written = comments.write(stream(seed, "test"), np.array(suits), fill, Split.ALL)
    for row, (text, spans) in enumerate(written.select("commentaire", "spans").iter_rows()):
        found = [text[span["start"] : span["end"]].lower() for span in spans]
        assert found == [mark for mark in re.findall(r"<\w+=\d+>", text.lower()) if ENTITIES[mark[1:].split("=")[0]]]
        assert all(mark.endswith(f"={row}>") for mark in found)
