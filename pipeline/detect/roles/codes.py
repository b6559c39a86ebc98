"""Which number is the record's, which the patient's: one changes with every record, one comes back."""

from __future__ import annotations

from pipeline.detect.evidence import Evidence
from pipeline.detect.table import Hint, Table

UNIQUE = 0.9
"""A record's number is another on so many records (a leak repeats some of its records)."""
_OTHER_SHAPES = (
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


def hints(table: Table) -> list[Hint]:
    """Give points for ``record.number`` and ``patient.number``, and relate digits to a sex."""
    codes = [c for c in table.holding(0.6, "record.number") if c.share(*_OTHER_SHAPES) < 0.7]
    found: list[Hint] = []
    for code in codes:
        if code.filled < 0.5 * code.records:
            continue
        if code.distinct_share >= UNIQUE and code.null_share < 0.15:
            points = 0.45 + 0.1 * (code.distinct_share >= 0.97)
            found.append(Hint(code.position, "record.number", points, "another on every record"))
            found.append(Hint(code.position, "patient.number", 0.3, "another on nearly every record"))
        if code.distinct_share < 0.985 and _person(table, code):
            points = 0.6 if code.null_share < 0.1 else 0.3
            found.append(Hint(code.position, "patient.number", points, "comes back with the same person"))
    return found + _sexes(table)


def _person(table: Table, code: Evidence) -> bool:
    """Tell whether a NIR or a birth date follows from a code."""
    traits = [c.position for c in table.holding(0.5, "fr.nir", "date") if c.distinct > 50]
    return code.distinct > 50 and any(table.tied(code.position, trait, 0.8) for trait in traits)


def _sexes(table: Table) -> list[Hint]:
    """Relate columns of one or two digits to the first digit of a NIR; many different values are no sex."""
    found = [Hint(c.position, "person.sex", -0.5) for c in table.holding(0.4, "person.sex") if c.distinct > 14]
    for column in table.holding(0.4, "person.sex"):
        for nir in table.holding(0.6, "fr.nir"):
            pairs = table.rows.select(str(column.position), str(nir.position)).drop_nulls()
            agree = (pairs[:, 0] == pairs[:, 1].str.slice(0, 1)).sum()
            if len(pairs) >= 20 and agree >= 0.8 * len(pairs):
                found.append(Hint(column.position, "person.sex", 0.4, "agrees with the NIR"))
    return found
