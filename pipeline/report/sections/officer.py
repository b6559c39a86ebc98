"""For the data protection officer: the criteria of WP216 and the checks of the gate.

Source: Article 29 Working Party, Opinion 05/2014 on anonymisation techniques (WP216).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.report.blocks import Card, Cards, Section, Text
from pipeline.report.cubes import Release, clean
from pipeline.report.tables import Entry, Table
from pipeline.report.words import Words


def build(release: Release, words: Words) -> Section:
    """Show the three criteria in plain words, then every check with its measure and its limit."""
    k = release.facts["k"]
    criteria = tuple(
        Card(words(f"officer.{name}"), "", words(f"officer.{name}_text", k=k))
        for name in ("single", "linking", "inference")
    )
    gate = release.facts.get("gate") or {}
    checks = gate.get("checks") or []
    table = check_table(gate, words) if checks else Text(words("officer.none"), "empty")
    blocks = (Text(words("officer.text")), Cards(criteria), table)
    return Section("officer", words("officer.label"), words("officer.heading"), blocks)


def check_table(gate: Mapping[str, Any], words: Words) -> Table:
    """One line a check, in the gate's order."""
    checks = gate["checks"]
    passed = gate["passed"] and all(check["passed"] for check in checks)
    caption = words("officer.passed", count=len(checks)) if passed else words("officer.failed")
    rows = tuple(
        (
            Entry(clean(check["id"]), code=True),
            Entry(clean(check["threat"])),
            measure(check["value"], words),
            measure(check["limit"], words),
            Entry(words("officer.yes" if check["passed"] else "officer.no")),
        )
        for check in checks
    )
    heads = tuple(words(f"officer.heads.{name}") for name in ("id", "threat", "value", "limit", "passed"))
    return Table(caption, heads, rows)


def measure(value: object, words: Words) -> Entry:
    """Show a measured value or a limit, of whatever type the gate gives it."""
    if value is None:
        return Entry("–")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Entry(words.number(value), value)
    return Entry(clean(value))
