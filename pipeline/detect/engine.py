"""For users of Presidio: one recogniser of French texts, a registry of it, and an engine without any NLP model.

Examples
--------
>>> from pipeline.detect.engine import analyzer
>>> found = analyzer().analyze("Rappeler Mme Le Goff au 06 39 98 00 12", language="fr")
>>> [(result.entity_type, result.start, result.end) for result in found]
[('person.name', 13, 20), ('phone', 24, 38)]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pipeline.detect.catalogue import entities, recognisers
from pipeline.detect.presidio import (
    AnalysisExplanation,
    AnalyzerEngine,
    ContextAwareEnhancer,
    EntityRecognizer,
    NlpArtifacts,
    NlpEngine,
    RecognizerRegistry,
    RecognizerResult,
)
from pipeline.detect.text.detector import TextDetector, detector
from pipeline.detect.text.gazetteer import Gazetteer

IN_TEXTS = frozenset({"institution"})
"""Entities that are found in texts only."""


class TextResult(RecognizerResult):  # type: ignore[misc]
    """A Presidio result that is cheap to copy: the engine copies every result deeply, twice as long as we search."""

    def __deepcopy__(self, memo: dict[int, Any]) -> TextResult:
        """Copy what may be changed: the fields, the explanation's, the metadata's."""
        copied = TextResult.__new__(TextResult)
        copied.__dict__.update(self.__dict__)
        if self.analysis_explanation is not None:
            explanation = AnalysisExplanation.__new__(AnalysisExplanation)
            explanation.__dict__.update(self.analysis_explanation.__dict__)
            copied.analysis_explanation = explanation
        copied.recognition_metadata = dict(self.recognition_metadata or {})
        memo[id(self)] = copied
        return copied


class FrenchText(EntityRecognizer):  # type: ignore[misc]
    """Every entity of a French text in one reading, overlaps settled.

    Parameters
    ----------
    names:
        Surnames and first names of the file that the texts come from, if known; they are searched for too.
    language:
        Language code under which the engine asks for it.
    """

    def __init__(self, names: Iterable[str] = (), language: str = "fr") -> None:
        super().__init__(
            supported_entities=sorted(IN_TEXTS | set(entities())), name="FrenchText", supported_language=language
        )
        words = list(names)
        self._detector = TextDetector(Gazetteer.empty().fit("person.name", words)) if words else detector()

    def load(self) -> None:
        """Load nothing: the lexicon is read from the package when first needed."""

    def analyze(
        self, text: str, entities: Sequence[str] | None = None, nlp_artifacts: Any = None
    ) -> list[RecognizerResult]:
        """Find the spans of a text; ``entities`` limits them, ``nlp_artifacts`` is not needed."""
        del nlp_artifacts
        spans = self._detector.find(text)
        if not spans:
            return []
        wanted = frozenset(entities) if entities else None
        return [
            TextResult(
                span.entity,
                span.start,
                span.end,
                span.score,
                AnalysisExplanation(self.name, span.score, None, span.rule),
            )
            for span in spans
            if wanted is None or span.entity in wanted
        ]


class AsFound(ContextAwareEnhancer):  # type: ignore[misc]
    """Leaves scores as they are: `FrenchText` has read the words around each value already."""

    def __init__(self) -> None:
        super().__init__(0.0, 0.0, 0, 0)

    def enhance_using_context(self, text: str, raw_results: list[RecognizerResult], *_: Any, **__: Any) -> Any:
        """Give the results back."""
        del text
        return raw_results


class Registry(RecognizerRegistry):  # type: ignore[misc]
    """A registry that finds the recognisers of a language once: the engine asks twice for each text."""

    def get_recognizers(
        self,
        language: str,
        entities: list[str] | None = None,
        all_fields: bool = False,
        ad_hoc_recognizers: list[EntityRecognizer] | None = None,
    ) -> list[EntityRecognizer]:
        """Every recogniser of the language where all are asked for; else as Presidio does."""
        if all_fields and not ad_hoc_recognizers:
            known = [one for one in self.recognizers if one.supported_language == language]
            if known:
                return known
        found: list[EntityRecognizer] = super().get_recognizers(language, entities, all_fields, ad_hoc_recognizers)
        return found


class Engine(AnalyzerEngine):  # type: ignore[misc]
    """Presidio's engine, which lists what its recognisers support once and not for each text."""

    def get_supported_entities(self, language: str | None = None) -> list[str]:
        """Entities of the recognisers of a language; listed again where recognisers came or went."""
        recognisers = tuple(self.registry.recognizers)
        if getattr(self, "_listed", ((), None, []))[:2] != (recognisers, language):
            self._listed = (recognisers, language, super().get_supported_entities(language))
        return list(self._listed[2])


class NoNlp(NlpEngine):  # type: ignore[misc]
    """An NLP engine that computes nothing, for recognisers that need nothing: `AnalyzerEngine` insists on one."""

    def __init__(self, language: str = "fr") -> None:
        self._language = language
        self._nothing = NlpArtifacts([], [], [], [], self, language)

    def load(self) -> None:
        """Load nothing."""

    def is_loaded(self) -> bool:
        """Tell that nothing is missing."""
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Give no tokens, lemmas or entities."""
        del text, language
        return self._nothing

    def process_batch(
        self, texts: Iterable[str], language: str, batch_size: int = 1, n_process: int = 1, **options: Any
    ) -> Iterator[tuple[str, NlpArtifacts]]:
        """Give every text back with no tokens, lemmas or entities."""
        del language, batch_size, n_process, options
        return ((text, self._nothing) for text in texts)

    def is_stopword(self, word: str, language: str) -> bool:
        """Know no stop word."""
        del word, language
        return False

    def is_punct(self, word: str, language: str) -> bool:
        """Know no punctuation."""
        del word, language
        return False

    def get_supported_entities(self) -> list[str]:
        """Find nothing itself."""
        return []

    def get_supported_languages(self) -> list[str]:
        """Accept the one language."""
        return [self._language]


def registry(names: Iterable[str] = (), language: str = "fr") -> RecognizerRegistry:
    """Make a Presidio registry of `FrenchText` alone, for ``AnalyzerEngine(nlp_engine=..., registry=...)``."""
    return Registry(recognizers=[FrenchText(names, language)], supported_languages=[language])


def single_recognisers() -> list[EntityRecognizer]:
    """One recogniser for each entity, for a registry that wants only some of them."""
    return list(recognisers())


def analyzer(names: Iterable[str] = (), language: str = "fr") -> AnalyzerEngine:
    """Make a Presidio engine of `FrenchText` that loads no model and opens no socket."""
    return Engine(
        registry=registry(names, language),
        nlp_engine=NoNlp(language),
        supported_languages=[language],
        context_aware_enhancer=AsFound(),
    )
