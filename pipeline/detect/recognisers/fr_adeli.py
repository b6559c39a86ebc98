"""An ADELI number, a health professional's: department, profession (1 to 9), five digits, Luhn's key; nine in all.

DREES, répertoire ADELI (departments of two characters, 9A to 9F overseas). A wrong key lowers the score.
"""

from __future__ import annotations

import re

from stdnum import luhn

from pipeline.detect.recogniser import Recogniser

_SHAPE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-8]|2[AB]|9[A-F])[1-9]\d{6}")


class FrAdeli(Recogniser):
    """An ADELI number, a health professional's."""

    ENTITY = "fr.adeli"
    CATEGORY = "prescriber"
    HEADERS = (
        "adeli",
        "adeli medecin",
        "num adeli",
    )
    SPECIFICITY = 0.5
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score by department, profession and key."""
        cell = cell[-9:] if cell[:5].upper() == "ADELI" else cell.replace(" ", "")
        if _SHAPE.fullmatch(cell) is None:
            return 0.0
        if cell.isdigit() and luhn.is_valid(cell):
            return 1.0
        return 0.5
