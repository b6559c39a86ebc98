"""Texts of a table are searched with the names of its files: what only they know is a person, and not just a word."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.core.cells import blank_to_null
from pipeline.core.profile import ColumnProfile, Profile
from pipeline.detect.text.finder import TextFinder, names
from pipeline.detect.text.gazetteer import Gazetteer

ENTITIES = ("person.name", "person.first_name", "phone", "text.free")
KNOWN = Profile(tuple(ColumnProfile(e, e, None, "", 1.0, "", 1, 0.0) for e in ENTITIES))


def gathered(*rows: tuple[str | None, ...]) -> Gazetteer:
    own = Gazetteer.empty()
    for row in rows:
        own = own.merge(names(KNOWN, [blank_to_null(pl.Series([cell], dtype=pl.String)) for cell in row]))
    return own


def said(find: TextFinder, text: str) -> list[tuple[str, str]]:
    return [(span.entity, text[span.start : span.end]) for span in find(text, {})]


@pytest.mark.parametrize("text", ["resultats pour faucon", "VOIR FAUCON AVANT PRELEVEMENT"])
def test_a_name_of_the_file_is_a_person(text: str) -> None:
    ((entity, word),) = said(TextFinder(gathered(("FAUCON", "Aube", "0639981234", "a jeun"))), text)
    assert (entity, word.upper()) == ("person.name", "FAUCON")
    ((entity, word),) = said(TextFinder(), text)
    assert (entity, word.upper()) == ("residue", "FAUCON")


def test_only_name_columns_are_names_and_an_empty_cell_is_none() -> None:
    own = gathered((" FAUCON ", "NULL", "zorglub", "quelconque"), (None, "", None, None))
    assert set(own.words) == {"FAUCON"}


def test_order_and_cut_of_the_files_make_no_difference() -> None:
    rows = [("FAUCON", "Aube", None, None), ("MARCHAND", "Kyllian", None, None), ("FAUCON", "Pierrick", None, None)]
    assert dict(gathered(*rows).words) == dict(gathered(*reversed(rows)).words)
    assert dict(gathered(*rows[:1]).merge(gathered(*rows[1:])).words) == dict(gathered(*rows).words)
