"""What the evaluation counts: persons planted where they are said to be, marks completed by their repetitions."""

from __future__ import annotations

from random import Random

import pytest

from bench.outside import completed
from bench.planted import EACH, SENTENCES, planted, sentence
from bench.texts import Text

CASE = Text("Le bilan est normal. Une biopsie est faite. Elle montre une fibrose. " * 3, ())


@pytest.mark.parametrize("template", [template for _, template in SENTENCES])
def test_a_sentences_names_stand_where_it_says(template: str) -> None:
    for seed in range(20):
        said, found = sentence(template, Random(seed))
        assert found
        assert "{" not in said
        for start, end in found:
            assert said[start].isupper()
            assert not said[start - 1 : start].isalpha()
            assert not said[end : end + 1].isalpha()
            assert not said[start:end].startswith(("Dr", "Pr", "M.", "Mme"))


def test_planting_keeps_the_text_and_is_the_same_each_time() -> None:
    first, again = next(planted([CASE])), next(planted([CASE]))
    assert first == again
    assert len(first.spans) >= EACH
    sentences = [one for one in CASE.text.split(". ") if one]
    assert all(one in first.text for one in sentences)
    assert all(first.text[start:end].strip() == first.text[start:end] for start, end, _ in first.spans)


def test_repetitions_of_a_marked_name_are_marked_and_words_are_not() -> None:
    text = Text("Jeanne Kerloc'h signe. KERLOC'H Jeanne relit; Jeanne Rose part, rose rouge.", ((0, 15, "PERSON"),))
    marked = [text.text[start:end] for start, end, _ in completed(text).spans]
    assert marked[0] == "Jeanne Kerloc'h"
    assert "Jeanne" in marked[1:]
    assert not {"Rose", "rose", "signe"} & set(marked)
