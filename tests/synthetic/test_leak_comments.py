"""Comments: a grammar, exact spans, facts that are the patient's."""

from __future__ import annotations

import re

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.categories import CATEGORIES
from pipeline.locales.fr import nir, reserved
from synthetic import comments
from synthetic.grammar import FAMILIES, LISTS, skeletons
from synthetic.health_words import ADULT, CHILD, CONDITIONS, GROWN, WOMAN
from synthetic.slots import ENTITIES
from synthetic.streams import stream


def test_there_are_many_skeletons_without_lists_left_and_with_known_slots() -> None:
    parts = {one.parts for one in skeletons()}
    assert len(parts) > 2_000
    texts = [part for one in parts for part in one]
    assert {text[1:-1] for text in texts if text.startswith("{")} == set(ENTITIES)
    assert not [text for text in texts if not text.startswith("{") and set(text) & set('{}[];"\n')]


def test_every_list_is_used_and_shares_are_those_of_the_families() -> None:
    sentences = " ".join(sentence for family in FAMILIES for sentence in family.sentences)
    assert set(LISTS) | {"FACT"} == set(re.findall(r"\[([A-Z]+)\]", sentences))
    for family in FAMILIES:
        assert sum(one.weight for one in skeletons() if one.family == family.name) == pytest.approx(family.share)


def test_every_health_category_is_said_and_only_of_those_whom_it_suits() -> None:
    assert [one.category for one in CONDITIONS] == [one.id for one in CATEGORIES if one.sensitive]
    for one in skeletons():
        if one.category in ("health.pregnancy", "health.fertility"):
            assert one.suits == WOMAN
        if one.category in ("health.addiction", "health.cancer"):
            assert not one.suits & ~GROWN


@pytest.mark.parametrize("family", ["denied", "of others", "office", "bench", "children"])
def test_what_is_denied_or_of_somebody_else_is_no_fact(family: str) -> None:
    assert all(one.category is None for one in skeletons() if one.family == family)
    assert all(one.category for one in skeletons() if one.family == "asserted")


def test_spans_lie_inside_the_text_in_order_and_hold_what_they_say(leak) -> None:
    seen = set()
    for one in leak.texts:
        end = 0
        for span in one["spans"]:
            assert end <= span["start"] < span["end"] <= len(one["text"])
            end = span["end"]
            value = one["text"][span["start"] : end]
            assert value == value.strip()
            seen.add(span["entity"])
            check(span["entity"], value)
    assert seen == {entity for entity in ENTITIES.values() if entity}


def check(entity: str, value: str) -> None:
    if entity == "phone":
        assert reserved.is_generated_phone(value)
    elif entity == "email":
        assert reserved.is_generated_domain(value)
    elif entity == "fr.nir":
        assert reserved.is_generated_nir(value)
        assert nir.parse(value)
    elif entity == "iban":
        assert reserved.iban(value) is reserved.Namespace.GENERATOR
    elif entity in ("date", "person.birth_date"):
        assert re.fullmatch(r"\d\d/\d\d/\d{4}", value)
    elif entity == "address.street":
        assert reserved.is_generated_street(value)
    elif entity in ("person.birth_name", "prescriber.name"):
        assert reserved.is_generated_surname(value)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32), st.lists(st.sampled_from([CHILD, WOMAN, ADULT]), min_size=1, max_size=30))
def test_marked_slots_come_back_at_their_spans(seed: int, suits: list[int]) -> None:
    marks = {name: pl.Series([f"<{name}{row}>" for row in range(len(suits))]) for name in ENTITIES}
    written = comments.write(stream(seed, "test"), np.array(suits), marks).table
    for row, (text, spans) in enumerate(written.select("text", "spans").iter_rows()):
        found = [text[span["start"] : span["end"]].lower() for span in spans]
        assert found == [mark for mark in re.findall(r"<\w+>", text.lower()) if ENTITIES[mark.strip("<>0123456789")]]
        assert all(mark.endswith(f"{row}>") for mark in found)
