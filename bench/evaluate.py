"""``make eval``: what the detector of texts finds, misses and marks for nothing, and how fast, beside stock Presidio.

Generated comments come from sentences and names that nothing was developed on. Files that others wrote are read from
beside the checkout where they are; stock Presidio runs where its French model is installed.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.outside import files, gate_added, loaded
from bench.scoring import Found, Score, percent
from bench.texts import NAMES, Text, conditions, generated
from pipeline.detect.text.detector import TextDetector
from pipeline.detect.text.gazetteer import Gazetteer
from pipeline.detect.text.redact import redact
from pipeline.locales.fr.health import facts

Finder = Callable[[Text], Sequence[Found]]


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(prog="make eval", description=__doc__)
    parser.add_argument("--rows", type=int, default=60_000, help="records of the generated leak")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--stock", type=int, default=600, help="comments for stock Presidio; 0 leaves it out")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="estompe-eval-") as place:
        texts = generated(asked.rows, asked.seed, Path(place))
    alone = TextDetector()
    names = Gazetteer.empty().fit_records(dict(text.known) for text in texts)
    file = TextDetector(names)
    table("text alone", texts, lambda t: _spans(alone.find(t.text)))
    table("with its record and the file's names", texts, lambda t: _spans(file.find(t.text, dict(t.known))))
    print("\nRecall by condition (names; all)          text alone")
    for name, changed in conditions(texts):
        score = _score(changed, lambda t: _spans(alone.find(t.text)))
        print(f"  {name:<28} {percent(*score.recall(NAMES & set(score.true)))}   {percent(*score.recall())}")
    behind_gate(texts, alone)
    health(texts)
    closed(texts, file)
    fewer_names(texts, names)
    files(alone)
    speed(texts, alone, asked.stock)


def _spans(found: Sequence[object]) -> list[Found]:
    return [(span.start, span.end, span.entity) for span in found]  # type: ignore[attr-defined]


def _score(texts: Sequence[Text], find: Finder) -> Score:
    score = Score()
    for text in texts:
        score.add(len(text.text), text.spans, find(text))
    return score


def table(title: str, texts: Sequence[Text], find: Finder) -> None:
    """Print recall and precision, all and by entity."""
    score = _score(texts, find)
    print(f"\nGenerated comments, held-out sentences and names, {title}: {len(texts):,} texts")
    print(f"  recall                       {percent(*score.recall())}")
    print(f"  recall of names              {percent(*score.recall(NAMES & set(score.true)))}")
    print(f"  typed precision              {percent(*score.precision())}")
    print(f"  findings that touch a truth  {percent(score.touching, sum(score.found.values()))}")
    print(f"  texts wholly safe            {percent(score.safe, score.texts)}")
    print(f"  harmless texts touched       {percent(score.clean_touched, score.clean)}")
    for entity in sorted(score.true):
        typed = percent(score.right[entity], score.found[entity]).split("[")[0]
        print(f"    {entity:<22} recall {percent(score.hit[entity], score.true[entity]):<48} precision {typed}")


def behind_gate(texts: Sequence[Text], alone: TextDetector) -> None:
    """Print what the gate to a model adds on generated comments."""
    found = gate_added(texts, alone)
    if found is None:
        print("\nthe gate's model is not installed (pip install 'estompe[ner]'): left out")
        return
    score = Score()
    for text, spans in zip(texts, found, strict=True):
        score.add(len(text.text), text.spans, _spans(spans))
    print("\nBehind the gate, text alone: recall of names; all; typed precision; harmless texts touched")
    rates = (score.recall(NAMES & set(score.true)), score.recall(), score.precision())
    print("  " + "   ".join(percent(*rate) for rate in rates), " ", percent(score.clean_touched, score.clean))


def health(texts: Sequence[Text]) -> None:
    """Print how many planted health facts are told, and how many are told that nobody planted."""
    told = facts([text.text for text in texts])
    planted = sum(len(text.categories) for text in texts)
    right = sum(len(text.categories & said) for text, said in zip(texts, told, strict=True))
    print(f"\nHealth categories: recall {percent(right, planted)}")
    print(f"                   precision {percent(right, sum(map(len, told)))}")


def closed(texts: Sequence[Text], using: TextDetector) -> None:
    """Print what redaction that fails closed leaves of identities, and of harmless words."""
    score, kept, words = Score(), 0, 0
    for text in texts:
        _, spans = redact(text.text, dict(text.known), using)
        score.add(len(text.text), text.spans, _spans(spans))
        true = [(a, b) for a, b, _ in text.spans]
        start = 0
        for word in text.text.split():
            start = text.text.index(word, start)
            end = start + len(word)
            if not any(a < end and start < b for a, b in true):
                words += 1
                kept += not any(s.start < end and start < s.end for s in spans)
            start = end
    print(f"\nRedaction that fails closed: recall {percent(*score.recall())}")
    print(f"                             harmless words kept {percent(kept, words)}")


def fewer_names(texts: Sequence[Text], names: Gazetteer) -> None:
    """Print what the same redaction misses where only the most frequent names of the file are known."""
    print(f"\nThe same, of {len(names.words):,} words in name columns the most frequent; recall of names; all")
    for share in (1.0, 0.5, 0.1, 0.0):
        using = TextDetector(names.frequent(int(share * len(names.words))))
        score = _score(texts, lambda t, using=using: _spans(redact(t.text, dict(t.known), using)[1]))  # type: ignore[misc]
        print(f"  {share:>4.0%}   {percent(*score.recall(NAMES & set(score.true)))}   {percent(*score.recall())}")


def speed(texts: Sequence[Text], alone: TextDetector, stock: int) -> None:
    """Print texts a CPU-second: ours called directly, through `AnalyzerEngine`, behind the gate; stock beside them."""
    from pipeline.core.errors import UsageError
    from pipeline.detect.engine import analyzer
    from pipeline.detect.text.gate import NerGate, unknown

    written = list(dict.fromkeys(text.text for text in texts))
    engine = analyzer()
    rates = {
        "called directly": _rate(lambda: [alone.find(text) for text in written], len(written)),
        "through AnalyzerEngine": _rate(
            lambda: [engine.analyze(text, language="fr") for text in written], len(written)
        ),
    }
    found = [alone.find(text) for text in written]
    gated = sum(unknown(text, spans) for text, spans in zip(written, found, strict=True))
    try:
        gate = NerGate.load()
        rates["with the gate"] = _rate(lambda: gate.fill(written, [alone.find(text) for text in written]), len(written))
    except UsageError:
        print("\nthe gate's model is not installed (pip install 'estompe[ner]'): left out")
    print(f"\nTexts that reach the model: {percent(gated, len(written))}")
    base = _stock(written[:stock]) if stock else None
    for name, rate in rates.items():
        print(f"  {name:<24} {rate:8,.0f} texts a CPU-second" + (f"  {rate / base:6.1f} x stock" if base else ""))
    if base:
        print(f"  {'stock Presidio':<24} {base:8,.0f}")


def _rate(work: Callable[[], object], texts: int) -> float:
    started = time.process_time()
    work()
    return texts / (time.process_time() - started)


def _stock(texts: Sequence[str]) -> float | None:
    """Measure stock Presidio with its French recognisers and spaCy md; None where the model is missing."""
    from pipeline.detect.presidio import AnalyzerEngine, RecognizerRegistry

    if loaded("fr_core_news_md") is None:
        print("\nstock Presidio needs fr_core_news_md (pip install 'estompe[ner]'): left out")
        return None
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    models = [{"lang_code": "fr", "model_name": "fr_core_news_md"}]
    nlp = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models}).create_engine()
    registry = RecognizerRegistry(supported_languages=["fr"])
    registry.load_predefined_recognizers(languages=["fr"], nlp_engine=nlp)
    registry.remove_recognizer("EmailRecognizer")
    engine = AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["fr"])
    engine.analyze(texts[0], language="fr")
    return _rate(lambda: [engine.analyze(text, language="fr") for text in texts], len(texts))


if __name__ == "__main__":
    main()
