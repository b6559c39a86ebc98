"""What an identifier looks like: one word with digits."""

from __future__ import annotations

import re

_CODE = re.compile(r"[A-Za-z0-9]+(?:[._/ -][A-Za-z0-9]+){0,4}")
_DECIMAL = re.compile(r"\d{1,4}\.\d{1,2}|\d{1,3}\.\d{3,}")
_UUID = re.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def code_score(cell: str) -> float:
    """Score one cell as an identifier: 1 with three digits and more, half with one or two in a longer word, else 0."""
    if not 3 <= len(cell) <= 40 or _CODE.fullmatch(cell) is None:
        return 1.0 if _UUID.fullmatch(cell) else 0.0
    if _DECIMAL.fullmatch(cell):
        return 0.0
    digits = sum(c.isdigit() for c in cell)
    letters = sum(c.isalpha() for c in cell)
    if cell.count(" ") > 2 or letters > 12:
        return 0.0
    if digits >= 3:
        return 1.0 if digits >= letters or digits >= 4 else 0.8
    return 0.4 if digits and len(cell) >= 4 else 0.0
