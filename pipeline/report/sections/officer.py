"""For the data protection officer: the criteria of WP216, the checks of the gate, what is left to decide.

Sources: Article 29 Working Party, Opinion 05/2014 on anonymisation techniques (WP216); CNIL, "L'anonymisation de
données personnelles" (2020), which takes over the three criteria; GDPR, recital 26 and articles 33 to 35.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.report.blocks import Block, Card, Cards, Listing, Section, Text
from pipeline.report.cubes import Release, clean
from pipeline.report.tables import Entry, Table
from pipeline.report.words import Words

CRITERIA = ("singling_out", "linkability", "inference")
CRITERION = {
    "smallest_cell": "singling_out",
    "free_values": "singling_out",
    "recoverable_cells": "inference",
    "consistent_counts": "inference",
    "protected_numbers": "inference",
    "revealing_categories": "inference",
}
"""The criterion that a check is about, where the check does not say it itself."""
VERDICTS = {True: "yes", False: "no", None: "nothing"}
_LEFT = ("leak", "notice", "review", "journalism")


def build(release: Release, words: Words) -> Section:
    """Show the three criteria in plain words, every check with its measure and limit, then what is left to decide."""
    k = release.facts["k"]
    criteria = tuple(Card(words(f"officer.{name}"), "", words(f"officer.{name}_text", k=k)) for name in CRITERIA)
    gate = release.facts.get("gate") or {}
    blocks: list[Block] = [Text(words("officer.text")), Cards(criteria)]
    if gate.get("checks"):
        blocks += [Text(words("officer.gate")), check_table(gate, words), Text(words("officer.read"), "note")]
    else:
        blocks.append(Text(words("officer.none"), "empty"))
    blocks.append(Listing(words("officer.left"), tuple(words(f"officer.left_{name}") for name in _LEFT)))
    return Section("officer", words("officer.label"), words("officer.heading"), tuple(blocks))


def check_table(gate: Mapping[str, Any], words: Words) -> Table:
    """One line a check, in the gate's order."""
    checks = [*gate["checks"], *gate.get("attacks", ())]
    passed = gate["passed"] and all(check["passed"] is not False for check in checks)
    caption = words("officer.passed", count=len(checks)) if passed else words("officer.failed")
    rows = tuple(
        (
            Entry(question(check, words)),
            Entry(clean(check["id"]), code=True),
            Entry(criterion(check, words)),
            Entry(clean(check["threat"])),
            measure(check["value"], words),
            limit(check, words),
            Entry(words(f"officer.{VERDICTS[check['passed']]}")),
        )
        for check in checks
    )
    heads = tuple(
        words(f"officer.heads.{name}") for name in ("asks", "id", "criterion", "threat", "value", "limit", "passed")
    )
    return Table(caption, heads, rows)


def question(check: Mapping[str, Any], words: Words) -> str:
    """What a check asks, in plain words: the report's own, else those that come with it, else its id."""
    if words.has(key := f"check.{check['id']}"):
        return words(key)
    asked = check.get("question")
    told = asked.get(words.lang) if isinstance(asked, Mapping) else None
    return clean(told or str(check["id"]).replace("_", " "))


def criterion(check: Mapping[str, Any], words: Words) -> str:
    """Name the criterion that a check is about; a dash where nobody says it."""
    name = str(check.get("criterion") or CRITERION.get(str(check["id"]), ""))
    return words(f"officer.short.{name}") if words.has(f"officer.short.{name}") else "–"


def limit(check: Mapping[str, Any], words: Words) -> Entry:
    """Show the limit, with the side on which a measure has to stay where it is known."""
    shown = measure(check["limit"], words)
    if shown.value is None or not words.has(f"check.{check['id']}"):
        return shown
    side = "least" if check["id"].startswith("smallest_") else "most"
    return Entry(words(f"officer.side.{side}", limit=shown.shown), shown.value)


def measure(value: object, words: Words) -> Entry:
    """Show a measured value or a limit, of whatever type the gate gives it."""
    if value is None:
        return Entry("–")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Entry(words.number(value), value)
    return Entry(clean(value))
