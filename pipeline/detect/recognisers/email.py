"""An e-mail address: a local part, an at sign, a domain with a dot.

RFC 5321 and 5322 in the forms that forms accept, accents allowed. Presidio's own recogniser asks the
network for the list of public suffixes; this one asks nothing.
"""

from __future__ import annotations

import re

from pipeline.detect.recogniser import Recogniser

_ADDRESS = re.compile(r"[\w.%+'&!#/=?^~-]{1,64}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}")
_LOOSE = re.compile(r"[\w.%+'-]{1,64} ?@ ?[\w-]{2,}")


class Email(Recogniser):
    """An e-mail address."""

    ENTITY = "email"
    CATEGORY = "email"
    HEADERS = (
        "email",
        "adresse email",
        "e mail",
        "adresse electronique",
        "email patient",
        "email address",
        "courriel",
    )
    SPECIFICITY = 0.9

    def matches(self, cell: str) -> float:
        """Score the shape; several addresses in a cell or a lost dot score less."""
        if "@" not in cell or len(cell) > 254:
            return 0.0
        if _ADDRESS.fullmatch(cell):
            return 1.0
        return 0.7 if _LOOSE.search(cell) and len(cell) < 120 and cell.count(" ") < 4 else 0.0
