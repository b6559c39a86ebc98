"""Warnings with ids that stay: a policy may acknowledge one with a reason, and is not told again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NOTICES: dict[str, str] = {
    "unlisted-column": "columns that nobody listed are suppressed",
    "kept-identifier": "a value that identifies persons is kept as it is",
    "small-pool": "stand-ins of a small pool repeat: two values may get the same one",
    "no-recipient": "no recipient is named: only the holder of the key opens the records",
    "linked-release": "pseudonyms are those of an earlier release: whoever has both can join them",
}
"""Id -> what it says."""

BLOCKING = ("kept-identifier",)
"""Not followed unless the policy acknowledges them."""


@dataclass(frozen=True)
class Notice:
    """One warning of a run; ``where`` names columns or policy keys, never values."""

    id: str
    where: str = ""


def told(notices: Sequence[Notice], acknowledged: Mapping[str, str]) -> list[dict[str, Any]]:
    """The warnings as plain data, each with the reason that the policy gives (None where it gives none)."""
    return [
        {"id": n.id, "text": NOTICES[n.id], "where": n.where, "acknowledged": acknowledged.get(n.id)} for n in notices
    ]
