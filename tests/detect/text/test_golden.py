"""The golden corpora of `tests/golden`: exactly the lines marked as known failures fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from marked import places, spans

from pipeline.detect.text.detector import TextDetector

CORPORA = sorted((Path(__file__).parents[2] / "golden").glob("*.txt"))


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda path: path.stem)
def test_exactly_the_known_failures_fail(corpus: Path) -> None:
    failures, known = set(), set()
    for line in corpus.read_text(encoding="utf-8").splitlines():
        marked = line.removeprefix("! ")
        if line.startswith("! "):
            known.add(marked)
        text, expected = spans(marked)
        if places(TextDetector().find(text)) != expected:
            failures.add(marked)
    assert failures == known


def test_each_corpus_has_near_misses_and_few_known_failures() -> None:
    assert len(CORPORA) >= 13
    for corpus in CORPORA:
        lines = corpus.read_text(encoding="utf-8").splitlines()
        assert any("[" not in line for line in lines)
        assert sum(line.startswith("! ") for line in lines) <= 2


def test_numbers_of_social_security_are_found_whatever_their_key() -> None:
    lines = next(c for c in CORPORA if c.stem == "fr.nir").read_text(encoding="utf-8").splitlines()
    asked = [spans(line.removeprefix("! ")) for line in lines if "|fr.nir]" in line]
    hits = sum(places(TextDetector().find(text)) == expected for text, expected in asked)
    assert hits >= 0.95 * len(asked) >= 19
