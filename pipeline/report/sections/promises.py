"""What the release promises and what it does not."""

from __future__ import annotations

from pipeline.report.blocks import Listing, Section
from pipeline.report.cubes import Release
from pipeline.report.words import Words


def build(release: Release, words: Words) -> Section:
    """Two lists of equal standing."""
    promised = tuple(words(f"promises.yes_{name}", k=release.facts["k"]) for name in ("k", "recover", "rows", "health"))
    others = tuple(words(f"promises.no_{name}") for name in ("leak", "exact", "absent", "law"))
    blocks = (
        Listing(words("promises.yes"), promised, mark="yes"),
        Listing(words("promises.no"), others, mark="no"),
    )
    return Section("promises", words("promises.label"), words("promises.heading"), blocks)
