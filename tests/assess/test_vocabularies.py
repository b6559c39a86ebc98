"""The gate keeps copies of the vocabularies that the stages write in, so as to share no code: they must agree."""

from __future__ import annotations

from pipeline.anonymise.dimensions import DIMENSIONS
from pipeline.anonymise.reuse import BANDS
from pipeline.assess import written
from pipeline.assess.measures import free_values
from pipeline.core.policy import LABEL
from pipeline.locales.passwords import KINDS
from pipeline.transform.records import NO_PASSWORD


def test_storage_kinds_agree() -> None:
    assert set(free_values._STORAGE.split()) == {*KINDS, NO_PASSWORD}


def test_words_of_reuse_agree() -> None:
    assert set(free_values._REUSE.split()) == set(BANDS)


def test_labels_agree() -> None:
    assert free_values._LABEL.pattern.endswith(LABEL.pattern)


def test_kinds_of_dimensions_agree() -> None:
    for kind, names in (("canonical", written.CANONICAL), ("additive", written.ADDITIVE)):
        assert {name for name, dimension in DIMENSIONS.items() if dimension.kind == kind} == names
