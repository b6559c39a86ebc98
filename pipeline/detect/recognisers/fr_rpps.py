"""An RPPS number, a health professional's: eleven digits, the first 1 (or 8 in its long form), Luhn's key last.

Agence du numérique en santé, Répertoire partagé des professionnels de santé. A wrong key lowers the score.
"""

from __future__ import annotations

import re

from stdnum import luhn

from pipeline.detect.recogniser import Recogniser

_SHAPE = re.compile(r"8?\d{11}|\d{2}(?: \d{3}){3}")


class FrRpps(Recogniser):
    """An RPPS number, a health professional's."""

    ENTITY = "fr.rpps"
    CATEGORY = "prescriber"
    HEADERS = (
        "rpps",
        "rpps medecin",
        "num rpps",
        "medecin rpps",
        "identifiant medecin",
        "medecin identifiant",
        "num medecin",
    )
    SPECIFICITY = 0.8
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score by the first digits and the key."""
        if _SHAPE.fullmatch(cell) is None:
            return 0.0
        digits = cell.replace(" ", "")[-11:]
        if digits[0] != "1":
            return 0.25
        if digits[1] == "0":
            return 1.0 if luhn.is_valid(digits) else 0.9
        return 0.8 if luhn.is_valid(digits) else 0.5
