"""Encodings, found from the bytes; double encoding, repaired where it can be nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.ingest import encoding
from pipeline.ingest.apart import is_statement
from pipeline.ingest.doubled import repair

SENTENCES = [
    "née à Orléans, opérée le même jour",
    "HÉLÈNE, PRÉLEVÉE À BESANÇON",
    "très gênée par l'œdème",
    "Contrôle : sérologie négative, à revoir fin août",
    "Loïc a été reçu à l'hôpital",
]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize("codec", ["cp1252", "cp850", "mac_roman"])
def test_french_is_told_by_its_letters(sentence: str, codec: str) -> None:
    written = sentence.replace("œ", "oe") if codec == "cp850" else sentence
    assert encoding.likeliest([written.encode(codec)]) == codec


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789;\n", min_size=30), st.sampled_from(sorted(encoding.UNITS)))
def test_wide_text_needs_no_mark(text: str, codec: str) -> None:
    assert encoding.unmarked_wide(text.encode(codec)) == codec


@given(st.binary(min_size=8, max_size=400))
def test_narrowing_gives_as_many_lines_as_there_are_places(content: bytes) -> None:
    for codec, unit in encoding.UNITS.items():
        size = int(unit[-1])
        raw = content[: len(content) // size * size] + "\n".encode(codec)
        form = encoding.Encoding(codec, "utf-8", 0, unit)
        text, places = encoding.narrow(raw, form, 10)
        assert text.count(b"\n") == len(places) - 1
        assert (places[0], places[-1]) == (0, len(raw))


WESTERN = "".join(map(chr, range(0xA0, 0x100))) + "œŒŸ’“”–—…€"


@given(st.text(WESTERN + "abc ", max_size=20), st.sampled_from(["cp1252", "latin-1"]))
def test_what_was_encoded_twice_is_repaired(text: str, codec: str) -> None:
    try:
        doubled = text.encode().decode(codec)
    except UnicodeDecodeError:
        return
    if repair(text) == text:
        assert repair(doubled) == text


def test_more_than_one_layer_comes_off() -> None:
    assert repair("née".encode().decode("cp1252").encode().decode("cp1252")) == "née"


@given(st.text("abcdefghijklmnopqrstuvwxyzéèêëàâäîïôöùûüçœæÉÈÊËÀÂÄÎÏÔÖÙÛÜÇŒÆñÑãÃõÕ 0123456789'-.,;", max_size=30))
def test_what_is_well_written_stays_as_it_is(text: str) -> None:
    assume(not re.search("[ÂÃÅ][œŒ]", text))  # stands in no word of any language: a letter encoded twice
    assert repair(text) == text


@pytest.mark.parametrize(
    "line",
    [
        "LISTERMANN",
        "TOTALINI",
        "1008",
        "FINET",
        "12 RUE DES LIGNES",
        "PAGE",
        "ENDERS",
        "RAPPORTEUR",
        "EDITH",
        "Comptet",
    ],
)
def test_a_truncated_record_is_no_statement(line: str) -> None:
    assert not is_statement([line])
