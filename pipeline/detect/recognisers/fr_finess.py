"""A FINESS number, a health establishment's: department, seven digits of which Luhn's key; nine in all.

DREES, Fichier national des établissements sanitaires et sociaux; numbers given since 1979 have a 0 after
the department. A wrong key lowers the score.
"""

from __future__ import annotations

import re

from stdnum import luhn

from pipeline.detect.recogniser import Recogniser

_SHAPE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-8]|2[AB])\d{7}")


class FrFiness(Recogniser):
    """A FINESS number, a health establishment's."""

    ENTITY = "fr.finess"
    CATEGORY = "laboratory"
    HEADERS = (
        "finess",
        "finess ej",
        "finess et",
        "num finess",
        "code finess",
        "finess laboratoire",
        "laboratoire finess",
        "finess etablissement",
    )
    SPECIFICITY = 0.68

    def matches(self, cell: str) -> float:
        """Score by department, the zero and the key."""
        cell = cell[-9:] if cell[:6].upper() == "FINESS" else cell.replace(" ", "")
        if _SHAPE.fullmatch(cell) is None:
            return 0.0
        valid = cell.isdigit() and luhn.is_valid(cell)
        if cell[2] == "0" or cell[:2] in ("97", "98"):
            return 1.0 if valid else 0.7
        return 0.8 if valid else 0.25
