"""A laboratory's name, fit to be printed."""

from __future__ import annotations

import re

import polars as pl

from pipeline.core.policy import LABEL, Treatment
from pipeline.locales.fr.institutions import looks_like_person
from pipeline.transform.transform import ColumnFunction, Context, Transform, by_distinct

OTHER = "other"
"""Stands for every label that may name a natural person, or is no printable name."""

_DIGITS = re.compile(r"\d{5}|@")


class LaboratoryLabel(Transform):
    """The institution's name, spaces and case evened out; ``other`` where it may name a natural person.

    Institutions may be named above the thresholds, natural persons never. Labels that the policy names
    (``laboratories.named``) pass as they are.
    """

    name = "laboratory_label"
    treatment = Treatment.KEEP
    entities = ("laboratory",)

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind to the policy's list of named laboratories."""
        del purpose
        named = {_even(name): _even(name) for name in context.policy.laboratories.named}

        def label(value: str) -> str:
            text = _even(value)
            if text in named:
                return named[text]
            fit = LABEL.fullmatch(text) and not _DIGITS.search(text) and not looks_like_person(text)
            return text if fit else OTHER

        return lambda values: by_distinct(values, lambda names: pl.Series([label(n) for n in names], dtype=pl.String))


def _even(text: str) -> str:
    return " ".join(text.upper().split())
