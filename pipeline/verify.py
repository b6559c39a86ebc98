"""What can be said of a release with nothing but the release: the flow read backwards."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
from pydantic import ValidationError

from pipeline import __version__
from pipeline.core import signing
from pipeline.core.errors import InputError
from pipeline.publish import manifest, signature, third_party
from pipeline.tiers.tier import Tier, tiers


def verify(release: Path, key: Path | None = None, signer: Path | None = None) -> list[str]:
    """Check a release: signature, digests, agreement of its files, every claim of the gate.

    ``key`` opens its records; ``signer`` is the file of the public key that must have signed it.

    Returns the problems, one line each; empty when there are none.

    Raises
    ------
    InputError
        When the folder holds no release, or a manifest that cannot be understood.
    UsageError
        When ``signer`` or ``key`` is no such file.
    """
    expected = signing.load(signer) if signer else None
    facts = manifest.read(release)
    try:
        forged = signature.problems(release, manifest.content(release), facts, expected)
        return forged or _tier(facts).claims(release, facts, key)
    except (ValidationError, KeyError, TypeError, AttributeError, ValueError, duckdb.Error):
        raise InputError(f"{manifest.NAME}: says something that no manifest of estompe says") from None


def standing(release: Path, signer: Path | None = None) -> str:
    """What a release without problems is worth, in words."""
    facts = manifest.read(release)
    said = "every file is as the manifest says, and what they can prove holds"
    if facts["version"] != __version__:
        said += f"; made by version {facts['version']}, so descriptions and report were not written again"
    if signer:
        return f"signed by --signer: {said}"
    if facts.get("signer"):
        return f"integrity only: {said}; signed by {facts['signer']}, whose key it is --signer FILE would tell"
    return f"integrity only: {said}; it is not signed"


def script(release: Path) -> str:
    """The checks of a release as SQL, for who does not trust this program."""
    facts = manifest.read(release)
    try:
        return third_party.script(facts)
    except (KeyError, TypeError, ValueError):
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
