"""Laboratories and the codes that go with them: labels that many records share.

A release may print the names of laboratories, so that nothing is one without a sign of the trade: its words, or a
title, and labels that are names rather than codes or kinds of examination.
"""

from __future__ import annotations

from collections import Counter

from pipeline.detect.evidence import Evidence
from pipeline.detect.table import Hint, Table
from pipeline.locales.fr.institutions import INSTITUTION_WORDS, LABORATORY_WORDS, has_word, looks_like_person
from pipeline.locales.fr.names import PARTICLES, fold

OWN_WORDS = 0.6
"""Share of labels with a word that no other label has: below, they are combinations of a few codes."""

PERSONS = 0.3
"""Share of records whose label may name a person, from which a column is none of places."""

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
_OTHER_TITLES = frozenset(
    str.split(
        "EXAMEN EXAMENS EXAM ANALYSE ANALYSES ANALYSIS TEST TESTS ACTE ACTES SERVICE MOTIF SPECIALITE SPECIALTY "
        "PROFESSION DIAGNOSTIC DIAGNOSIS PANEL BILAN RESULTAT RESULT NATURE GARANTIE GARANTIES COUVERTURE COVERAGE "
        "PRESTATION PRESTATIONS TRAITEMENT TREATMENT"
    )
)
"""Words of a title that names what is examined, covered or done, and no place."""


def hints(table: Table) -> list[Hint]:
    """Give points for ``laboratory`` and ``laboratory.code``; take them from what is no name of a place."""
    found: list[Hint] = []
    for label in table.holding(0.25, "laboratory"):
        if not (is_label(label) and is_place(table, label)):
            found.append(Hint(label.position, "laboratory", -1.0))
        elif label.share("laboratory") >= 0.5 and label.share("laboratory") > label.share("insurer"):
            found.append(Hint(label.position, "laboratory", 0.3, "words of the trade, shared by many records"))
            found += [Hint(label.position, "text.free", -0.5), *_code_of(table, label)]
        elif label.header.get("laboratory", 0.0) >= 0.9:
            found.append(Hint(label.position, "laboratory", 0.2, "labels that many records share"))
            found += _code_of(table, label)
    for column in table.holding(0.4, "text.free"):
        if column.header.get("text.free", 0.0) < 0.9 and table.part(column, _institution) >= 0.5:
            found.append(Hint(column.position, "text.free", -1.0))
    return found


def is_label(column: Evidence) -> bool:
    """Tell whether many records share each value or, in a file too small to tell, words of the trade say so."""
    told = column.filled < 300 and column.share("insurer", "laboratory") >= 0.6
    return (shared(column) or told) and column.share(*_OTHER_SHAPES) < 0.7


def shared(column: Evidence) -> bool:
    """Tell whether many records share each value, or all of them the only one."""
    few = column.distinct <= max(60, 0.05 * column.filled) and column.distinct <= 0.4 * column.filled
    return few and column.distinct >= 1 and column.filled >= 5


def is_place(table: Table, label: Evidence) -> bool:
    """Tell whether labels name places: each has a word of its own, few are persons, the title says nothing else."""
    if label.title & _OTHER_TITLES and "LABORATOIRE" not in label.title:
        return False
    labels = {_words(value) for value in label.values}
    counts = Counter(word for words in labels for word in words)
    own = {word for word, count in counts.items() if count == 1 and word not in LABORATORY_WORDS}
    if table.part(label, lambda value: not own.isdisjoint(_words(value))) < OWN_WORDS:
        return False
    return table.part(label, looks_like_person) < PERSONS


def _words(label: str) -> frozenset[str]:
    return frozenset(word for word in fold(label).split() if len(word) > 2 and word not in PARTICLES)


def _institution(value: str) -> bool:
    """Tell whether a value is short and has a word of institutions: a label, and no comment."""
    return value.count(" ") < 8 and has_word(value, INSTITUTION_WORDS)


def _code_of(table: Table, label: Evidence) -> list[Hint]:
    """Find the code that goes one to one with a laboratory, or that is the only one where it is."""
    for code in table.holding(0.6, "laboratory.code"):
        close = 0.7 <= code.distinct / label.distinct <= 1.5
        if code.position == label.position or not close or code.share(*_OTHER_SHAPES) >= 0.7:
            continue
        if code.share("person.name") >= 0.4 and code.share("record.number") < 0.3:
            continue
        alone = label.distinct == code.distinct == 1 and code.null_share < 0.1 and code.share("laboratory.code") >= 0.9
        if alone or (table.tied(code.position, label.position, 0.9) and table.tied(label.position, code.position, 0.9)):
            why = "one code, as there is one laboratory" if alone else "one code for each laboratory"
            return [
                Hint(label.position, "laboratory", 0.25, "has a code of its own"),
                Hint(code.position, "laboratory.code", 0.7, why),
                *(Hint(code.position, entity, -0.2) for entity in ("credential.login", "credential.password")),
            ]
    return []
