"""How a column is named to a reader: by its header, unless the header may itself be a value of the leak."""

from __future__ import annotations

import re

_NAME = re.compile(r"[^\W\d_][\w .,'’()/°-]{0,59}", re.UNICODE)
_VALUE = re.compile(r"\d{3}|@|\d[/.:-]\d")


def display_name(header: str, position: int) -> str:
    """The header when it reads like one, else ``column N`` (``position`` counts from 0, ``N`` from 1).

    >>> display_name("date_naissance", 6)
    'date_naissance'
    >>> display_name("0639980012", 11)
    'column 12'
    """
    text = header.strip()
    if _NAME.fullmatch(text) and not _VALUE.search(text):
        return text
    return f"column {position + 1}"
