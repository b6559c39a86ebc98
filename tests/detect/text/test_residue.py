"""What a redaction that fails closed takes besides the findings, and what it leaves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect.text.redact import redact
from pipeline.detect.text.span import NAMES

TAKEN = [
    ("dit à Mélanie Zwrekk Poisson", "dit à [person.name]"),
    ("étiquettes de VALDRIN J., VU", "étiquettes de [person.name], VU"),
    ("sa mère A. JUIN, à jeun", "sa mère [residue], à jeun"),
    ("étiquettes de valdrin j., vu", "étiquettes [person.name], vu"),
    ("mdp remis hier : nuage", "mdp remis hier : [credential.password]"),
    ("mdp jeudi bleu", "mdp jeudi [residue]"),
    ("infirmière Mme Moins passe ce jour", "infirmière Mme [person.name] passe ce jour"),
    ("son fils Zoltrek Petit attend", "son fils [person.name] attend"),
    ("vu à Maroc hier", "vu à [residue] hier"),
]
KEPT = [
    "maladie de Gilbert connue",
    "prélevé à jeun par le patient, bras droit, bilan annuel à refaire",
    "sous metformine 850 mg x2, HbA1c dans 3 mois",
    "LEUCÉMIE LYMPHOÏDE, NFS MENSUELLE",
    "mot de passe oublié, rappeler",
]


@pytest.mark.parametrize(("text", "left"), TAKEN)
def test_what_may_be_more_of_a_name_or_a_password_goes(text: str, left: str) -> None:
    assert redact(text)[0] == left


@pytest.mark.parametrize("text", KEPT)
def test_what_notes_are_made_of_stays(text: str) -> None:
    assert redact(text)[0] == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Mn"]), max_size=60))
def test_spans_are_apart_in_order_and_rebuild_the_text(text: str) -> None:
    redacted, spans = redact(text)
    end, pieces = 0, []
    for span in spans:
        assert end <= span.start < span.end <= len(text)
        pieces += [text[end : span.start], f"[{span.entity}]"]
        end = span.end
    assert "".join([*pieces, text[end:]]) == redacted


@given(st.sampled_from(["Zwrekkian", "Ptolvik", "Brzenka"]), st.sampled_from(["sa soeur {}", "voir {}", "{}, à jeun"]))
def test_a_word_that_nothing_knows_never_stays(name: str, frame: str) -> None:
    for written in (name, name.upper(), name.lower()):
        redacted, spans = redact(frame.format(written))
        assert written not in redacted
        assert {span.entity for span in spans} <= NAMES | {"residue"}
