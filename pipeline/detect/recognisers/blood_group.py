"""A blood group: A, B, AB or O (a zero is often typed) with its rhesus sign, in signs or words.

ABO and RH1 groups as the French decree of 15 May 2018 has them written.
"""

from __future__ import annotations

import re

from pipeline.detect.recogniser import Recogniser

_FULL = re.compile(
    r"(?i)(?:groupe )?(?:AB|A|B|O|0)[ ,/]*(?:rh[ ésus]*(?:1"
    r"|D)?[ :]*)?(?:\+|-|−|pos(?:itif|itive)?\.?|n[ée]g(?:atif|ative)?\.?)(?: ?rh)?"
)


class BloodGroup(Recogniser):
    """A blood group."""

    ENTITY = "blood_group"
    CATEGORY = "blood_group"
    HEADERS = (
        "groupe sanguin",
        "sanguin",
        "rhesus",
        "groupe rhesus",
        "gs",
        "groupe abo",
        "abo",
        "abo rh",
    )
    SPECIFICITY = 0.95
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score a group with its rhesus 1, a group alone half."""
        if len(cell) > 22:
            return 0.0
        if _FULL.fullmatch(cell):
            return 1.0
        return 0.5 if cell.upper() in ("A", "B", "AB", "O") else 0.0
