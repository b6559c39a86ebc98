"""Insurers and the numbers of their members: a label that many records share, and a code there where it is."""

from __future__ import annotations

from pipeline.detect.evidence import Evidence
from pipeline.detect.roles.codes import OTHER_SHAPES
from pipeline.detect.roles.organisations import is_label, is_place, shared
from pipeline.detect.table import Hint, Table

_EXAMINED = ("laboratory", "date.sample", "prescriber.name", "fr.rpps")


def hints(table: Table) -> list[Hint]:
    """Give points for ``insurer`` and ``insurer.member``."""
    found: list[Hint] = []
    for label in table.holding(0.25, "insurer"):
        if not is_label(label) or label.share("laboratory") > max(0.6, label.share("insurer")):
            continue
        if label.share("insurer") >= 0.5:
            found.append(Hint(label.position, "insurer", 0.3, "words of the trade, shared by many records"))
            found.append(Hint(label.position, "text.free", -0.3))
        found += _members(table, label)
    return found


def _members(table: Table, label: Evidence) -> list[Hint]:
    """Find the member number: a code with the same gaps as the insurer, or the only code of an insurer's own file."""
    others = [c for c in table.holding(0.5, "insurer.member") if c.position != label.position]
    codes = [c for c in others if not shared(c)]
    found: list[Hint] = []
    for code in others:
        if (code in codes or code.distinct > label.distinct) and table.same_gaps(label.position, code.position):
            found += [
                Hint(label.position, "insurer", 0.4, "there where a member number is"),
                Hint(code.position, "insurer.member", 0.55, "there where an insurer is"),
            ]
    if found or label.share("insurer") < 0.6:
        return found
    for code in codes:
        if code.null_share > 0.05 and abs(code.null_share - label.null_share) < 0.1:
            found.append(Hint(code.position, "insurer.member", 0.3, "a code that comes back with the household"))
    plain = [c for c in codes if c.share("record.number") >= 0.6 and c.share(*OTHER_SHAPES) < 0.7]
    if len(plain) == 1 and label.null_share < 0.05 and not _examined(table):
        found.append(Hint(plain[0].position, "insurer.member", 0.65, "the only code in an insurer's file"))
    return found


def _examined(table: Table) -> bool:
    """Tell whether a file speaks of examinations, which an insurer's list of members does not."""
    return any(
        column.share("fr.rpps") >= 0.5
        or (
            column.share("laboratory") >= max(0.7, column.share("insurer"))
            and is_label(column)
            and is_place(table, column)
        )
        or any(column.header.get(entity, 0.0) >= 0.9 for entity in _EXAMINED)
        for column in table.evidence
    )
