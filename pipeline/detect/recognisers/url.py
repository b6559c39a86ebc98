"""An address of the web (RFC 3986): a scheme or ``www.``."""

from __future__ import annotations

import re

from pipeline.detect.recogniser import Recogniser

_SHAPE = re.compile(r"(?i)(?:(?:https?|ftp)://|www\.)[^\s<>]{3,2000}")


class Url(Recogniser):
    """An address of the web (RFC 3986)."""

    ENTITY = "url"
    CATEGORY = "network"
    HEADERS = (
        "url",
        "lien",
        "site web",
        "website",
        "link",
        "page",
        "referer",
        "web",
    )
    SPECIFICITY = 0.9

    def matches(self, cell: str) -> float:
        """Score what begins as a web address."""
        return 1.0 if _SHAPE.fullmatch(cell) else 0.0
