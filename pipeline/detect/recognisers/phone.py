"""A telephone number: French (metropolitan and overseas) or international.

Plan: ARCEP decision 2018-0881 through `phonenumbers`. Possible numbers count, not only assigned ones:
reserved and mistyped numbers are read as phones too. Nine digits without the leading zero are what a
spreadsheet leaves.
"""

from __future__ import annotations

import re

import phonenumbers

from pipeline.detect.recogniser import Recogniser

_NATIONAL = re.compile(r"\(?0[1-9]\)?(?:[ .\-/]{0,2}\d){8}")
_BARE = re.compile(r"[1-79](?:[ .]?\d{2}){4}")
_PREFIXED = re.compile(r"(?:33|262|590|594|596|269|687|689)[ .]?[1-9](?:[ .]?\d{2}){4}")
_INTERNATIONAL = re.compile(r"(?:\+|00)[1-9](?:[ .\-/()]{0,2}\d){7,14}")


def _possible(cell: str) -> bool:
    """Tell whether the number has a length that its country knows."""
    try:
        text = "+" + cell[2:] if cell.startswith("00") else cell
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(text, "FR")))
    except phonenumbers.NumberParseException:
        return False


class Phone(Recogniser):
    """A telephone number."""

    ENTITY = "phone"
    CATEGORY = "phone"
    HEADERS = (
        "telephone",
        "portable",
        "telephone fixe",
        "telephone portable",
        "telephone mobile",
        "fixe",
        "mobile",
        "tel domicile",
        "tel travail",
        "domicile telephone",
        "telephone medecin",
        "fax",
        "contact telephone",
        "num telephone",
        "portable telephone",
        "home phone",
        "work phone",
        "landline",
    )
    SPECIFICITY = 0.88

    def matches(self, cell: str) -> float:
        """Score national shapes by pattern, international ones by possible length."""
        if not 9 <= len(cell) <= 24:
            return 0.0
        if _NATIONAL.fullmatch(cell):
            return 1.0
        if _BARE.fullmatch(cell):
            return 0.45
        if _PREFIXED.fullmatch(cell):
            return 0.9
        if not _INTERNATIONAL.fullmatch(cell):
            return 0.0
        return 0.95 if _possible(cell) else 0.0
