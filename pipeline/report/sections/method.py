"""How the page was made, and how to ask the release for more."""

from __future__ import annotations

from pipeline.report.blocks import Folded, Listing, Section, Text
from pipeline.report.cubes import Release, clean
from pipeline.report.protection import protection
from pipeline.report.words import Words

_STEPS = ("read", "recognise", "link", "count", "protect", "judge", "sign")
_QUERY = "SHOW TABLES"


def build(release: Release, words: Words) -> Section:
    """Tell the steps from the file to the numbers, the versions, the way to query."""
    facts = release.facts
    steps = tuple(words(f"method.{step}", protection=protection(release, words)) for step in _STEPS)
    made = words(
        "method.made",
        version=clean(facts["version"]),
        release=clean(facts["release_id"]),
        policy=clean(facts["policy_digest"]),
    )
    blocks = (
        Listing(words("method.steps"), steps, ordered=True),
        Text(made, "note"),
        Text(words("method.query_text"), "note"),
        Folded(words("method.query"), (), _QUERY),
    )
    return Section("method", words("method.label"), words("method.heading"), blocks)
