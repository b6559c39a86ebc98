"""Which number is the record's, which the patient's: one changes with every record, one comes back."""

from __future__ import annotations

from pipeline.detect.evidence import Evidence
from pipeline.detect.table import Hint, Table

UNIQUE = 0.9
"""A record's number is another on so many records (a leak repeats some of its records)."""
MANY = 20
"""Distinct numbers, and distinct persons, from which one is said to follow from the other."""
OTHER_SHAPES = (
    "date",
    "address.postcode",
    "fr.rpps",
    "fr.nir",
    "phone",
    "iban",
    "fr.finess",
    "fr.adeli",
    "ip",
)
"""Entities whose values look like codes and say more."""


def hints(table: Table) -> list[Hint]:
    """Give points for ``record.number``, ``patient.number`` and ``insurer.member``."""
    codes = [c for c in table.holding(0.6, "record.number") if c.share(*OTHER_SHAPES) < 0.7]
    found: list[Hint] = []
    for code in codes:
        found += _named(code)
        if code.filled < 0.5 * code.records:
            found.append(Hint(code.position, "record.number", -0.5))
            continue
        if code.distinct_share >= UNIQUE and code.null_share < 0.15:
            points = 0.45 + 0.1 * (code.distinct_share >= 0.97)
            found.append(Hint(code.position, "record.number", points, "another on every record"))
            found.append(Hint(code.position, "patient.number", 0.3, "another on nearly every record"))
        if code.distinct_share < 0.985 and _person(table, code):
            kind, points = ("patient.number", 0.6) if code.null_share < 0.1 else ("insurer.member", 0.35)
            found.append(Hint(code.position, kind, points, "comes back with the same person"))
    return found


def _named(code: Evidence) -> list[Hint]:
    """Let the title say which number it is: all these numbers look alike, so that values tell nothing against it."""
    kinds = ("record.number", "patient.number", "insurer.member")
    said = {kind: code.header.get(kind, 0.0) for kind in kinds}
    best = max(kinds, key=lambda kind: said[kind])
    if said[best] < 0.6 or sorted(said.values())[-2] >= said[best]:
        return []
    return [Hint(code.position, best, 0.4)]


def _person(table: Table, code: Evidence) -> bool:
    """Tell whether a NIR or a birth date follows from a code."""
    traits = [c.position for c in table.holding(0.5, "fr.nir", "date") if c.distinct > MANY]
    return code.distinct > MANY and any(table.tied(code.position, trait, 0.8) for trait in traits)
