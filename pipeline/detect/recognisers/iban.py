"""A bank account number: IBAN of ISO 13616, France's of 27 characters.

Check digits of ISO 7064 through `stdnum`; wrong ones lower the score. A French BIC is none.
"""

from __future__ import annotations

import re

from stdnum import iban

from pipeline.detect.recogniser import Recogniser

_SHAPE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")


class Iban(Recogniser):
    """A bank account number."""

    ENTITY = "iban"
    CATEGORY = "banking"
    HEADERS = (
        "iban",
        "rib",
        "compte bancaire",
        "bank account",
        "coordonnees bancaires",
    )
    SPECIFICITY = 0.95

    def matches(self, cell: str) -> float:
        """Score by shape, country's length and check digits."""
        text = cell.replace(" ", "").replace("-", "").upper()
        if text.startswith("IBAN"):
            text = text[4:].lstrip(":")
        if _SHAPE.fullmatch(text) is None or (text[:2] == "FR" and len(text) != 27):
            return 0.0
        if iban.is_valid(text):
            return 1.0
        return 0.85 if text[:2] == "FR" else 0.4
