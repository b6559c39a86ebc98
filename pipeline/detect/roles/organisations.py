"""Laboratories, insurers, and the codes that go with them: labels that many records share."""

from __future__ import annotations

from pipeline.detect.evidence import Evidence
from pipeline.detect.table import Hint, Table
from pipeline.locales.fr.institutions import INSTITUTION_WORDS, has_word

_OTHER_SHAPES = (
    "date",
    "address.postcode",
    "fr.rpps",
    "fr.nir",
    "phone",
    "person.sex",
    "blood_group",
    "email",
    "address.city",
)


def hints(table: Table) -> list[Hint]:
    """Give points for ``laboratory``, ``laboratory.code``, ``insurer`` and ``insurer.member``."""
    labels = [c for c in table.holding(0.25, "insurer", "laboratory") if _labels(c)]
    found: list[Hint] = []
    for label in labels:
        found += [*_by_words(label), *_laboratory(table, label), *_insurer(table, label)]
    for column in table.holding(0.4, "text.free"):
        if column not in labels and _institutions(column):
            found.append(Hint(column.position, "text.free", -0.3))
            found.append(Hint(column.position, "laboratory", 0.1, "names of institutions"))
    return found


def _institutions(column: Evidence) -> bool:
    """Tell whether most values have a word of institutions: labels, and no comments."""
    named = sum(has_word(value, INSTITUTION_WORDS) for value in column.values)
    return named >= 0.6 * len(column.values) > 0


def _shared(column: Evidence) -> bool:
    """Tell whether many records share each value."""
    return (
        column.distinct >= 2
        and column.distinct <= max(60, 0.05 * column.filled)
        and column.distinct <= 0.4 * column.filled
    )


def _labels(column: Evidence) -> bool:
    """Tell whether a column may hold labels: shared values or, in a file too small to tell, words of the trade."""
    told = column.filled < 300 and column.share("insurer", "laboratory") >= 0.6
    return (_shared(column) or told) and column.share(*_OTHER_SHAPES) < 0.7


def _by_words(label: Evidence) -> list[Hint]:
    """Give points to labels that many records share and that say what they are."""
    found = [Hint(label.position, "text.free", -0.3)]
    for entity, other in (("laboratory", "insurer"), ("insurer", "laboratory")):
        if label.share(entity) >= 0.5 and label.share(entity) > label.share(other):
            found.append(Hint(label.position, entity, 0.3, "words of the trade, shared by many records"))
    return found


def _laboratory(table: Table, label: Evidence) -> list[Hint]:
    """Find the code that goes one to one with a label: the two are a laboratory and its code."""
    if label.share("insurer") > label.share("laboratory") or label.share("laboratory.code") >= 0.9:
        return []
    for code in table.holding(0.6, "laboratory.code"):
        close = 0.7 <= code.distinct / label.distinct <= 1.5
        if code.position == label.position or not close or code.share(*_OTHER_SHAPES) >= 0.7:
            continue
        if code.share("person.name") >= 0.4 and code.share("record.number") < 0.3:
            continue
        if _both_ways(table, code.position, label.position):
            return [
                Hint(label.position, "laboratory", 0.55, "has a code of its own"),
                Hint(code.position, "laboratory.code", 0.7, "one code for each laboratory"),
                *(Hint(code.position, entity, -0.2) for entity in ("credential.login", "credential.password")),
            ]
    return []


def _both_ways(table: Table, one: int, other: int) -> bool:
    """Tell whether two columns follow from each other."""
    return table.tied(one, other, 0.9) and table.tied(other, one, 0.9)


def _insurer(table: Table, label: Evidence) -> list[Hint]:
    """Find the member number: a code with the same gaps as an insurer's label."""
    if label.share("laboratory") > max(0.6, label.share("insurer")):
        return []
    found = []
    for code in table.holding(0.5, "insurer.member"):
        if code.position != label.position and not _shared(code) and table.same_gaps(label.position, code.position):
            found += [
                Hint(label.position, "insurer", 0.4, "there where a member number is"),
                Hint(code.position, "insurer.member", 0.55, "there where an insurer is"),
            ]
    if not found and label.share("insurer") >= 0.6:
        found += [
            Hint(code.position, "insurer.member", 0.3, "a code that comes back with the household")
            for code in table.holding(0.7, "insurer.member")
            if not _shared(code) and code.null_share > 0.05 and abs(code.null_share - label.null_share) < 0.1
        ]
    return found
