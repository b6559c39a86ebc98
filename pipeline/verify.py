"""What can be said of a release with nothing but the release: the flow read backwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.core.errors import InputError
from pipeline.publish import manifest
from pipeline.tiers.tier import Tier, tiers


def verify(release: Path, key: Path | None = None) -> list[str]:
    """Check a release: digests, agreement of its files, every claim of the gate; ``key`` opens its records.

    Returns the problems, one line each; empty when there are none.

    Raises
    ------
    InputError
        When the folder holds no release, or a manifest that cannot be understood.
    """
    facts = manifest.read(release)
    try:
        return _tier(facts).claims(release, facts, key)
    except (ValidationError, KeyError, TypeError, AttributeError, ValueError):
        raise InputError(f"{manifest.NAME}: says something that no manifest of estompe says") from None


def render(release: Path, lang: str) -> str:
    """The report of a release once more, as HTML."""
    facts = manifest.read(release)
    return _tier(facts).page(release, facts, lang)


def _tier(facts: dict[str, Any]) -> Tier:
    name = str(facts.get("tier"))
    if name not in tiers():
        raise InputError(f"{manifest.NAME}: names a tier that this version does not know")
    return tiers()[name]
