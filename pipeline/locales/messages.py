"""The catalogue of messages of each language; the source itself is in English."""

from __future__ import annotations

from functools import cache, partial

from pipeline.core.messages import Catalogue
from pipeline.core.registry import exported
from pipeline.locales.writing import FIXED, THIN, renumbered, typeset

JOINTS = {"fr": {"; ": f"{THIN}; ", " and ": " et ", ", ": ", "}}
"""What stands between messages that are said together, in English -> in the language."""


@cache
def catalogue(lang: str) -> Catalogue:
    """What is said in ``lang``: every module of ``pipeline.locales.<lang>.messages``, nothing for English."""
    if lang == "en":
        return Catalogue({})
    tables = exported(f"pipeline.locales.{lang}.messages", "MESSAGES")
    entries = {key: typeset(text, lang) for table in tables for key, text in table.items()}  # type: ignore[attr-defined]
    return Catalogue(entries, partial(renumbered, lang=lang), f"{FIXED}: ", JOINTS[lang])
