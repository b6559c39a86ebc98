"""A medical laboratory: words of the trade, or a label that many records share and that has a code.

Words from FINESS (category 611, laboratoire de biologie médicale).
"""

from __future__ import annotations

from pipeline.detect.recogniser import Recogniser
from pipeline.locales.fr.institutions import LABORATORY_WORDS
from pipeline.locales.fr.names import fold


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
        if not LABORATORY_WORDS.isdisjoint(tokens) or any(
            t.startswith(("BIO", "LABO")) or t.endswith(("LAB", "LABO", "BIO")) for t in tokens
        ):
            return 1.0
        return 0.3 if len(cell) > 2 and len(tokens) <= 8 and sum(c.isdigit() for c in cell) < 4 else 0.0
