"""How a language is written: the spaces of its punctuation, the separators of its numbers."""

from __future__ import annotations

import re

LANGUAGES = ("fr", "en")
THIN, FIXED = "\u202f", "\u00a0"
"""The narrow and the wide space at which no line breaks."""

_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\w,])|(?<![\w.,])\d+\.\d+(?![\w.])")


def typeset(text: str, lang: str) -> str:
    """Put the spaces of French punctuation where a line may not break.

    >>> typeset("Qui ? « Ici » : oui", "fr") == "Qui\u202f? «\u00a0Ici\u00a0»\u00a0: oui"
    True
    """
    if lang != "fr":
        return text
    text = re.sub(r" ([;?!])", THIN + r"\1", text)
    return re.sub(r" ([:»%])", FIXED + r"\1", text).replace("« ", "«" + FIXED)


def separated(digits: str, lang: str) -> str:
    """A number that English wrote (``1,234.5``), with the separators of ``lang``.

    >>> separated("1,234.5", "en"), separated("1,234.5", "fr") == "1\u202f234,5"
    ('1,234.5', True)
    """
    return digits.replace(",", THIN).replace(".", ",") if lang == "fr" else digits


def renumbered(text: str, lang: str) -> str:
    """Every number of a text that English wrote, with the separators of ``lang``; addresses and versions stay.

    >>> renumbered("region 98.1 %, year 1,234", "fr") == "region 98,1 %, year 1\u202f234"
    True
    >>> renumbered("version 0.1.0 at 10.0.0.1, file a1.5.csv", "fr")
    'version 0.1.0 at 10.0.0.1, file a1.5.csv'
    """
    return _NUMBER.sub(lambda found: separated(found.group(), lang), text)
