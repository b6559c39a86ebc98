"""The interface of a recogniser: one kind of identifying value, judged in a whole cell or found in a text.

A recogniser is a Presidio `EntityRecognizer`, so that anybody's `AnalyzerEngine` can use it. It opens no
socket and loads no model.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from pipeline.detect.presidio import EntityRecognizer, RecognizerResult
from pipeline.locales.fr import headers


class Recogniser(EntityRecognizer):  # type: ignore[misc]
    """One entity: what its values look like, and what its column may be called.

    Class constants
    ---------------
    ENTITY, CATEGORY:
        Ids of the entity (``fr.nir``) and of its category in `pipeline.core.categories`.
    HEADERS:
        Phrases of column headers, French or English, in any case; the longer the phrase, the stronger.
    SPECIFICITY:
        How much a column of matching values says by itself, 0 to 1: a NIR's shape nearly everything, a
        date's little.
    SINGLE:
        Whether a file has usually one such column.
    """

    ENTITY: ClassVar[str]
    CATEGORY: ClassVar[str]
    HEADERS: ClassVar[tuple[str, ...]] = ()
    SPECIFICITY: ClassVar[float] = 0.5
    SINGLE: ClassVar[bool] = False

    def __init__(self, supported_language: str = "fr") -> None:
        super().__init__(
            supported_entities=[self.ENTITY],
            name=type(self).__name__,
            supported_language=supported_language,
            context=[phrase.lower() for phrase in self.HEADERS],
        )
        self.phrases = tuple(headers.words(phrase) for phrase in self.HEADERS)

    def load(self) -> None:
        """Load nothing: dictionaries are read from the package when first needed."""

    @abstractmethod
    def matches(self, cell: str) -> float:
        """Say how well a whole cell (stripped, not empty) fits the entity: 0 not at all, 1 in every respect."""

    def header_strength(self, header_words: frozenset[str]) -> float:
        """Say how well a header (see `pipeline.locales.fr.headers.words`) names this entity, 0 to 1."""
        return headers.strength(header_words, self.phrases)

    def analyze(
        self, text: str, entities: Sequence[str] | None = None, nlp_artifacts: Any = None
    ) -> list[RecognizerResult]:
        """Find the entity's spans in a text: those of `pipeline.detect.text`, of this entity.

        ``entities`` limits the search as Presidio does; ``nlp_artifacts`` is not needed. Whoever wants several
        entities takes `pipeline.detect.engine.FrenchText`, which reads the text once for all of them.
        """
        del nlp_artifacts
        if entities and self.ENTITY not in entities:
            return []
        from pipeline.detect.text.detector import detector

        spans = detector().find(text)
        return [RecognizerResult(s.entity, s.start, s.end, s.score) for s in spans if s.entity == self.ENTITY]
