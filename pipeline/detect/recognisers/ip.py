"""An address of the Internet protocol, version 4 or 6 (RFC 791, RFC 4291), with or without a port or a prefix."""

from __future__ import annotations

import ipaddress
import re

from pipeline.detect.recogniser import Recogniser

_CHARACTERS = re.compile(r"[0-9A-Fa-f:./]+")


class Ip(Recogniser):
    """An address of the Internet protocol, version 4 or 6 (RFC 791, RFC 4291), with or without a port or a prefix."""

    ENTITY = "ip"
    CATEGORY = "network"
    HEADERS = (
        "ip",
        "adresse ip",
        "ip address",
        "derniere ip",
        "ip connexion",
        "last ip",
        "remote addr",
    )
    SPECIFICITY = 0.93

    def matches(self, cell: str) -> float:
        """Score what the standard library can read."""
        if (
            not 3 <= len(cell) <= 45
            or not _CHARACTERS.fullmatch(cell)
            or (cell.count(".") != 3 and cell.count(":") < 2)
        ):
            return 0.0
        try:
            ipaddress.ip_address(cell.split("/")[0] if cell.count(":") != 1 else cell.split(":")[0])
        except ValueError:
            return 0.0
        return 1.0
