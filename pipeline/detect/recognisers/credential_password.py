"""A password: a hash, or one word of mixed characters; told by its neighbours.

Forms of storage in `pipeline.locales.passwords`.
"""

from __future__ import annotations

import re

from pipeline.detect.recogniser import Recogniser

_HASH = re.compile(
    r"\$(?:2[abxy]?|1|5|6|y|argon2\w*|P|H|pbkdf2[\w-]*|apr1|scrypt)\$|pbkdf2|\{S?SHA|\{S?MD5|\*[0-9A-F]{40}$"
)
_HEX = re.compile(r"(?i)(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{128})(?::.*)?")


class CredentialPassword(Recogniser):
    """A password."""

    ENTITY = "credential.password"
    CATEGORY = "credentials"
    HEADERS = (
        "mot passe",
        "passe",
        "code acces",
        "secret",
        "code secret",
        "hash",
        "mot passe hash",
        "passwd",
        "pin",
    )
    SPECIFICITY = 0.35
    SINGLE = True

    def matches(self, cell: str) -> float:
        """Score hashes and mixed words 1, plain words half."""
        if _HASH.match(cell) or _HEX.fullmatch(cell):
            return 1.0
        if len(cell) > 40 or len(cell) < 3 or " " in cell or "@" in cell[1:-1]:
            return 0.0
        kinds = any(c.islower() for c in cell) + any(c.isupper() for c in cell) + any(c.isdigit() for c in cell)
        kinds += not cell.isalnum()
        return 1.0 if kinds >= 3 else 0.7 if kinds == 2 else 0.5
