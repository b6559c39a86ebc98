"""What the release promises and what it does not, and how the promise was put to the test."""

from __future__ import annotations

from pipeline.report.blocks import Listing, Section
from pipeline.report.cubes import Release
from pipeline.report.protection import exact
from pipeline.report.words import Words


def build(release: Release, words: Words) -> Section:
    """Two lists of equal standing, then what the gate and the verification do, for who is no statistician."""
    promised = tuple(words(f"promises.yes_{name}", k=release.facts["k"]) for name in ("k", "recover", "rows", "health"))
    others = tuple(words(f"promises.no_{name}") for name in ("leak", "exact", "absent", "law"))
    tested = ["owner", "gate"]
    if exact(release):
        tested.append("subtract")
    attacks = (release.facts.get("gate") or {}).get("attacks", ())
    tested += ["attacked" if attacks else "attack", "verify"]
    said = tuple(words(f"promises.tested_{name}", number=len(attacks)) for name in tested)
    blocks = (
        Listing(words("promises.yes"), promised, mark="yes"),
        Listing(words("promises.no"), others, mark="no"),
        Listing(words("promises.tested"), said, mark="wide"),
    )
    return Section("promises", words("promises.label"), words("promises.heading"), blocks)
