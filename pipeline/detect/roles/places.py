"""Whose postcode is whose: the patient's is the town's, the prescriber's follows from the prescriber.

A postcode that changes from one visit of a patient to the next is not the patient's, nor a relative's, nor an
employer's: it is that of who sent the patient.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.detect.evidence import Evidence
from pipeline.detect.places import is_postcode_of
from pipeline.detect.roles.names import prescriber_tie
from pipeline.detect.table import Hint, Table

TOWNS = 0.5
"""Share of rows in which the patient's postcode is one of the town's, at least; moves and slips are the rest."""
FOLLOWS = 0.85
"""Strength of the tie from a prescriber to the own postcode; a patient's does not follow from the prescriber."""
CLEARER = 0.15
"""By how much one of two postcodes must be more of a town's, or of a prescriber's, than the other."""
CHANGES = 0.75
"""Strength of the tie from a patient up to which a postcode is not theirs; those who move are few."""
_ENOUGH_ROWS = 5


@dataclass(frozen=True)
class Places:
    """The postcodes of a table: how far each is the town's, follows from a prescriber, and from a patient.

    None where too few repeat to tell. ``prescribed``, ``lived``, ``medical``: whether the file knows prescribers,
    streets, health care.
    """

    codes: list[Evidence]
    towns: dict[int, float]
    follows: dict[int, float | None]
    stays: dict[int, float | None]
    prescribed: bool
    lived: bool
    medical: bool

    @property
    def home(self) -> int | None:
        """Position of the patient's postcode, by the towns or else by what stays with a patient."""
        of_towns = self.leader(self.towns, TOWNS)
        if of_towns is not None and len(self.codes) == 1 and (self.follows[of_towns] or 0.0) >= 0.97:
            return None
        return self.leader({i: tie or 0.0 for i, tie in self.stays.items()}, FOLLOWS) if of_towns is None else of_towns

    @property
    def own(self) -> int | None:
        """Position of the prescriber's postcode."""
        return self.leader({i: tie or 0.0 for i, tie in self.follows.items() if i != self.home}, FOLLOWS)

    def leader(self, marks: dict[int, float], floor: float) -> int | None:
        """Position of the postcode that is clearly first by ``marks``, None where no one or more than one is."""
        ranked = sorted(marks, key=lambda position: (-marks[position], position))
        if not ranked or marks[ranked[0]] < floor:
            return None
        near = len(ranked) > 1 and marks[ranked[1]] > marks[ranked[0]] - CLEARER
        return None if near else ranked[0]


def hints(table: Table) -> list[Hint]:
    """Give points for ``prescriber.postcode``, ``address.postcode`` and ``address.city``."""
    codes = table.holding(0.5, "address.postcode")
    cities = [c for c in table.holding(0.6, "address.city") if c.distinct > 1]
    towns = {code.position: max((_agreement(table, c, code) for c in cities), default=0.0) for code in codes}
    causes = _prescribers(table, cities)
    streets = table.holding(0.6, "address.street")
    keys = table.holding(0.6, "address.street", "fr.nir", "phone", "date")
    patients = [c for c in keys if codes and _is_somebodys(table, c)]
    places = Places(
        codes,
        towns,
        follows={code.position: _tie(table, causes, code) for code in codes},
        stays={code.position: _tie(table, patients, code) for code in codes},
        prescribed=_has_prescribers(table, causes),
        lived=bool(streets),
        medical=table.medical,
    )
    found = [hint for code in codes for hint in _judge(table, places, code)]
    if places.home is not None and places.home == places.leader(towns, TOWNS):
        found += [Hint(city.position, "address.city", 0.1, "goes with a postcode") for city in cities]
    return found


def _judge(table: Table, places: Places, code: Evidence) -> list[Hint]:
    """Judge one postcode: the patient's, the prescriber's, or nobody knows whose."""
    at, home, own = code.position, places.home, places.own
    if at == home:
        why = "goes with the town" if places.towns[at] >= TOWNS else "stays with the patient"
        return [Hint(at, "address.postcode", 0.3, why), Hint(at, "prescriber.postcode", -0.3)]
    sent = _sent(table, places, code)
    if sent:
        points = 0.55 if at == own else 0.45
        return [Hint(at, "prescriber.postcode", points, sent), Hint(at, "address.postcode", -0.3)]
    follows = places.follows[at]
    if len(places.codes) == 1 and places.lived and not places.prescribed:
        return []
    if own is not None and (follows or 0.0) < FOLLOWS - CLEARER:
        return []
    if len(places.codes) == 1 and home is None and follows is not None and follows < FOLLOWS - 2 * CLEARER:
        return []
    return [Hint(at, "address.postcode", -0.3)]


def _sent(table: Table, places: Places, code: Evidence) -> str:
    """Say what makes a postcode the prescriber's; empty when nothing does."""
    at, home, stays = code.position, places.home, places.stays[code.position]
    if at == places.own:
        return "follows from the prescriber"
    second = home is not None and len(places.codes) == 2 and places.towns[at] < places.towns[home] - CLEARER
    if second and places.prescribed:
        return "a second postcode, not the town's"
    if stays is not None and stays < CHANGES and places.medical and code.distinct >= 3:
        labels = table.holding(0.5, "laboratory", "fr.finess")
        if not any(table.tied(label.position, at, FOLLOWS) for label in labels):
            return "changes from one visit of a patient to the next"
    return ""


def _prescribers(table: Table, cities: list[Evidence]) -> list[Evidence]:
    """Columns that tell prescribers apart: their numbers, their names."""
    numbers = [c for c in table.professionals() if c.distinct >= 3]
    names = [c for c in table.holding(0.4, "person.name") if c not in cities and prescriber_tie(table, c) is not None]
    return numbers + names


def _is_somebodys(table: Table, key: Evidence) -> bool:
    """Tell whether a first name follows from a street, a number, a date: one street is found in many towns."""
    traits = [c.position for c in table.holding(0.7, "person.first_name") if c.distinct > 3]
    return any(table.tied(key.position, trait, FOLLOWS) for trait in traits if trait != key.position)


def _has_prescribers(table: Table, causes: list[Evidence]) -> bool:
    """Tell whether a file knows prescribers at all."""
    named = any(column.header.get("prescriber.name", 0.0) >= 0.9 for column in table.evidence)
    return bool(causes) or named or bool(table.professionals())


def _tie(table: Table, causes: list[Evidence], code: Evidence) -> float | None:
    """Say how far a postcode follows from any of ``causes``, None where too little repeats."""
    ties = [tie for cause in causes if (tie := table.tie(cause.position, code.position)) is not None]
    return max(ties, default=None)


def _agreement(table: Table, city: Evidence, code: Evidence) -> float:
    """Give the share of rows in which the postcode is one of the town's; 0 with too few rows to tell."""
    pairs = table.rows.select(str(city.position), str(code.position)).drop_nulls()[:600]
    if len(pairs) < _ENOUGH_ROWS:
        return 0.0
    return sum(is_postcode_of(town, postcode) for town, postcode in pairs.iter_rows()) / len(pairs)
