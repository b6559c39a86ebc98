"""The French social security number: 13 or 15 characters, Corsica's 2A and 2B, provisional ones, any key.

Rule and sources in `pipeline.locales.fr.nir` (decree n° 82-103, INSEE's RNIPP). A wrong key lowers the
score: a mistyped number is still somebody's.
"""

from __future__ import annotations

import re

from pipeline.detect.recogniser import Recogniser
from pipeline.locales.fr.nir import parse

_DECIMAL = re.compile(r"\d{1,4}\.\d+")


class FrNir(Recogniser):
    """The French social security number."""

    ENTITY = "fr.nir"
    CATEGORY = "social_security"
    HEADERS = (
        "nir",
        "nia",
        "securite sociale",
        "num securite sociale",
        "num secu",
        "nir assure",
        "ssn",
        "insee",
        "num insee",
        "immatriculation",
        "num ss",
        "ins",
        "matricule ins",
        "social security",
        "social security num",
    )
    SPECIFICITY = 0.97

    def matches(self, cell: str) -> float:
        """Score by shape; a right key makes it certain."""
        if not 13 <= len(cell) <= 25 or _DECIMAL.fullmatch(cell):
            return 0.0
        nir = parse(cell)
        if nir is None:
            return 0.0
        if nir.key_ok:
            return 1.0
        return 0.95 if nir.key else 0.85
