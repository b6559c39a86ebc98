"""Whether a cell is a postcode or a commune."""

from __future__ import annotations

import re

from pipeline.locales.fr.geography import commune_names, commune_postcodes, department_of, postcodes
from pipeline.locales.fr.names import fold

_POSTCODE = re.compile(r"(?:F-?)?(\d{5}|\d{4})")
_SPELLED = {"ST": "SAINT", "STE": "SAINTE", "S": "SUR", "SS": "SOUS", "LES": "LES"}
_TAIL = re.compile(r"(?i)[ -]*\b(?:cedex)(?: ?\d{1,2})?$|[ -]\d{1,2}(?:e|er|eme|ème)?$")


def postcode_score(cell: str) -> float:
    """Score one cell as a French postcode: 1 in La Poste's table, 0.6 in a department, 0.5 with a lost zero."""
    match = _POSTCODE.fullmatch(cell)
    if match is None:
        return 0.0
    code = match[1]
    if len(code) == 4:
        return 0.5 if "0" + code in postcodes() else 0.0
    if code in postcodes():
        return 1.0
    return 0.6 if department_of(code) is not None else 0.0


def city_score(cell: str) -> float:
    """Score one cell as a French commune: 1 in the official list, 0.9 after spelling out, 0.2 by shape."""
    if len(cell) > 50 or not any(c.isalpha() for c in cell):
        return 0.0
    plain = _TAIL.sub("", cell)
    if sum(c.isdigit() for c in plain):
        return 0.0
    folded = fold(plain)
    names = commune_names()
    if folded in names:
        return 1.0
    spelled = _spelled(folded)
    return 0.9 if spelled in names else 0.2 if folded else 0.0


def is_postcode_of(city: str, postcode: str) -> bool:
    """Tell whether a commune has a postcode, in the official list; ``ST`` is read as ``SAINT``.

    >>> is_postcode_of("ST MALO", "35400"), is_postcode_of("Vannes", "35400")
    (True, False)
    """
    code = postcode.zfill(5)[-5:]
    folded = fold(_TAIL.sub("", city))
    known = commune_postcodes()
    return (folded, code) in known or (_spelled(folded), code) in known


def _spelled(folded: str) -> str:
    return " ".join(_SPELLED.get(word, word) for word in folded.split())
