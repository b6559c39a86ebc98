"""A health insurer (mutuelle, assurance, caisse): words of the trade, or a label that few records share.

Words from the public register of mutual societies and the names of the compulsory schemes.
"""

from __future__ import annotations

from pipeline.detect.recogniser import Recogniser
from pipeline.locales.fr.institutions import INSURER_WORDS
from pipeline.locales.fr.names import fold


class Insurer(Recogniser):
    """A health insurer (mutuelle, assurance, caisse)."""

    ENTITY = "insurer"
    CATEGORY = "insurance"
    HEADERS = (
        "mutuelle",
        "nom mutuelle",
        "assurance",
        "organisme",
        "complementaire",
        "caisse",
        "organisme complementaire",
        "health insurance",
        "nom organisme",
        "regime",
    )
    SPECIFICITY = 0.6
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score words of the trade 1, other labels by shape a little."""
        if len(cell) > 80 or len(cell) < 2:
            return 0.0
        tokens = fold(cell).split()
        if not tokens:
            return 0.0
        if not INSURER_WORDS.isdisjoint(tokens):
            return 1.0
        return 0.3 if len(cell) > 2 and len(tokens) <= 8 and sum(c.isdigit() for c in cell) < 4 else 0.0
