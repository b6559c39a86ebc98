"""The code of a laboratory or of one of its sites: a short code, one for each laboratory."""

from __future__ import annotations

import re

from pipeline.detect.recogniser import Recogniser

_CODE = re.compile(r"[A-Za-z]{0,8}[ ._/-]?[A-Za-z0-9]{1,9}(?:[._/-][A-Za-z0-9]{1,6})?")


class LaboratoryCode(Recogniser):
    """The code of a laboratory or of one of its sites."""

    ENTITY = "laboratory.code"
    CATEGORY = "laboratory"
    HEADERS = (
        "code laboratoire",
        "laboratoire code",
        "laboratoire identifiant",
        "identifiant laboratoire",
        "num laboratoire",
        "code site",
        "laboratoire num",
        "site",
        "id site",
        "num site",
    )
    SPECIFICITY = 0.2
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score short codes; a bare number less."""
        if _CODE.fullmatch(cell) is None:
            return 0.0
        return 1.0 if any(c.isdigit() for c in cell) else 0.6
