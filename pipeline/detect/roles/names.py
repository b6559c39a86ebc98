"""Which name is the patient's, the birth one, the first one, the prescriber's."""

from __future__ import annotations

from pipeline.detect.evidence import Evidence
from pipeline.detect.namelike import has_title
from pipeline.detect.table import Hint, Table
from pipeline.locales.fr.institutions import INSTITUTION_WORDS, INSURER_WORDS, has_word
from pipeline.locales.fr.names import fold

LISTED = 0.6
"""Mean score from which some of a column's words are in the dictionaries, and not only letters."""

SURNAME_WORDS = 2.2
"""Mean number of words up to which values may be surnames, particles included."""

_PERSONS = ("person.name", "person.birth_name", "person.first_name")


def hints(table: Table) -> list[Hint]:
    """Give points for names by dictionaries, titles, ties to a prescriber's number and gaps."""
    columns = [c for c in table.holding(0.4, *_PERSONS) if c.share("address.street", "address.city") < 0.75]
    found: list[Hint] = []
    patients = []
    for column in columns:
        housed = _institutions(table, column)
        role = None if housed else prescriber_tie(table, column)
        if role is not None:
            found += [Hint(column.position, "prescriber.name", *role)]
            found += [Hint(column.position, entity, -0.3) for entity in _PERSONS]
        elif housed or _few(column):
            found += [Hint(column.position, entity, -0.5) for entity in (*_PERSONS, "prescriber.name")]
        else:
            patients.append(column)
    surnames = []
    for column in patients:
        lean = _first_name_lean(column)
        found.append(
            Hint(
                column.position,
                "person.first_name",
                lean,
                "more first names than surnames" if lean > 0 else "",
            )
        )
        if _whole_names(column) and any(c is not column and c.share("person.first_name") >= 0.85 for c in columns):
            found.append(Hint(column.position, "person.name", -0.2))
        listed = column.share("person.name") >= LISTED
        gain = -lean if listed or lean > 0 else min(0.1, -lean)
        found += [Hint(column.position, entity, gain) for entity in ("person.name", "person.birth_name")]
        if lean < 0.1 and (listed or _header(column) > 0.5) and _short(column):
            surnames.append(column)
    return found + _birth_names(table, surnames)


def _few(column: Evidence) -> bool:
    """Tell whether a column has too few values for names of persons, the less so the better dictionaries know them."""
    if (column.distinct <= 2 and column.filled >= 8) or _combined(column):
        return True
    known = column.share("person.first_name") >= 0.85 or column.share("person.name") >= 0.9
    least = 12 if known else 100
    return column.filled >= 300 and column.distinct < min(least, 0.1 * column.filled)


def _combined(column: Evidence) -> bool:
    """Tell whether many values are made of the same few words: codes side by side, and no names."""
    words = [word for value in column.values for word in value.split()]
    return (
        len(column.values) >= 5
        and len(set(words)) <= min(30, 0.4 * len(words))
        and len(words) >= 2 * len(column.values)
    )


def _institutions(table: Table, column: Evidence) -> bool:
    """Tell whether half of the cells have a word of institutions: no persons."""
    return table.part(column, lambda value: has_word(value, INSTITUTION_WORDS | INSURER_WORDS)) >= 0.5


def prescriber_tie(table: Table, column: Evidence) -> tuple[float, str] | None:
    """Say what makes a column of names one of prescribers, None when nothing does."""
    titled = sum(has_title(value) for value in column.values)
    if column.values and titled >= 0.3 * len(column.values):
        return 0.6, "doctors' titles"
    if column.share("insurer", "laboratory") > 0.6 or column.distinct < 3:
        return None
    for number in table.professionals():
        if number.distinct >= 3 and table.tied(number.position, column.position, 0.85):
            return 0.6, "follows from a health professional's number"
    if column.distinct_share < 0.2:
        for code in table.holding(0.5, "address.postcode"):
            if code.distinct >= 3 and table.tied(column.position, code.position, 0.9):
                return 0.5, "few names, each with one postcode"
    return None


def _first_name_lean(column: Evidence) -> float:
    """Say how far a column leans to first names (positive) or to surnames (negative), within 0.4."""
    return max(-0.3, min(0.4, 1.5 * (column.share("person.first_name") - 0.68)))


def _birth_names(table: Table, columns: list[Evidence]) -> list[Hint]:
    """Tell the birth name from the name in use, among the two columns that look most like surnames."""
    columns = sorted(columns, key=lambda c: (-_header(c), -c.share("person.name"), c.position))[:2]
    if len(columns) < 2:
        return []
    one, other = sorted(columns, key=lambda c: c.position)
    if abs(one.null_share - other.null_share) > 0.1:
        birth, use = (one, other) if one.null_share > other.null_share else (other, one)
        points, why = 0.35, "a second surname, often missing"
    else:
        votes = _used_in_accounts(table, one.position, other.position)
        birth, use = (one, other) if votes < 0 else (other, one)
        points, why = 0.12, "a second surname"
        if votes:
            points, why = 0.3, "a second surname, not the one of e-mails and logins"
    return [
        Hint(birth.position, "person.birth_name", points, why),
        Hint(birth.position, "person.name", -points / 2),
        Hint(use.position, "person.name", points / 2),
    ]


def _whole_names(column: Evidence) -> bool:
    """Tell whether most values have two words and more, as first name and surname together do."""
    return sum(" " in value for value in column.values) >= 0.8 * len(column.values)


def _short(column: Evidence) -> bool:
    """Tell whether values have one or two words, as surnames and no comments do."""
    return sum(value.count(" ") + 1 for value in column.values) <= SURNAME_WORDS * len(column.values)


def _header(column: Evidence) -> float:
    """Give the strength of the header for a surname."""
    return max(column.header.get("person.name", 0.0), column.header.get("person.birth_name", 0.0))


def _used_in_accounts(table: Table, one: int, other: int) -> int:
    """Count in how many more e-mails and logins the first surname stands than the second, where they differ."""
    accounts = [c for c in table.holding(0.6, "email", "credential.login") if c.share("person.name") < 0.7]
    votes = 0
    for account in accounts:
        for a, b, text in table.rows.select(str(one), str(other), str(account.position)).drop_nulls().iter_rows():
            first, second = fold(a).replace(" ", ""), fold(b).replace(" ", "")
            if first != second and min(len(first), len(second)) >= 3:
                flat = fold(text).replace(" ", "")
                votes += (first in flat) - (second in flat)
    return votes if abs(votes) >= 3 else 0
