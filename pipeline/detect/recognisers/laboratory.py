"""A medical laboratory: words of the trade, or a label that many records share and that has a code.

Words from FINESS (category 611, laboratoire de biologie médicale). A release may print these labels, so that what
a laboratory *does* (``analyse de sang``, ``biochimie``) must not pass for one.
"""

from __future__ import annotations

from functools import cache

from pipeline.detect.recogniser import Recogniser
from pipeline.locales.fr.institutions import LABORATORY_WORDS
from pipeline.locales.fr.names import first_names, fold, surnames

_DOES = frozenset(
    str.split(
        "BIOLOGIE BIOLOGIQUE BIOLOGIQUES BIOMEDICALE BIOMEDICAL ANALYSE ANALYSES MEDICALE MEDICALES PRELEVEMENT "
        "PRELEVEMENTS"
    )
)
_HOUSES = frozenset(
    str.split("CENTRE CENTER SITE POLE PLATEAU INSTITUT SELAS SELARL SELAFA SEL SCM SCP GIE GCS GROUPE")
)
_OTHER_BIO = ("BIOLOG", "BIOCHI", "BIOPS", "BIOMET", "BIOTHER", "BIOMARQ", "BIOMED", "BIOPHYS", "BIOSTAT", "BIOMOL")
_TRADE = LABORATORY_WORDS - _DOES


@cache
def _is_trade(token: str) -> bool:
    """Tell whether a word is of laboratories alone: ``LBM``, ``BIOLAB``, ``LABORIZON``, and no person's name."""
    if token in _TRADE:
        return True
    coined = token.startswith(("BIO", "LABO")) or token.endswith(("LAB", "LABO", "BIO"))
    return coined and not token.startswith(_OTHER_BIO) and token not in surnames() and token not in first_names()


class Laboratory(Recogniser):
    """A medical laboratory."""

    ENTITY = "laboratory"
    CATEGORY = "laboratory"
    HEADERS = (
        "laboratoire",
        "nom laboratoire",
        "laboratoire nom",
        "site",
        "site prelevement",
        "laboratory name",
        "raison sociale",
        "laboratoire analyses",
        "libelle laboratoire",
    )
    SPECIFICITY = 0.62
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score words of the trade 1, other labels by shape a little."""
        if len(cell) > 80 or len(cell) < 2:
            return 0.0
        tokens = fold(cell).split()
        if not tokens:
            return 0.0
        if any(map(_is_trade, tokens)) or (not _DOES.isdisjoint(tokens) and not _HOUSES.isdisjoint(tokens)):
            return 1.0
        if {"BIOLOGIE", "MEDICALE"} <= set(tokens) and len(tokens) > 3:
            return 1.0
        return 0.3 if len(cell) > 2 and len(tokens) <= 8 and sum(c.isdigit() for c in cell) < 4 else 0.0
