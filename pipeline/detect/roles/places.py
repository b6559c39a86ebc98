"""Whose postcode is whose: the patient's is the town's, the prescriber's follows from the prescriber."""

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
_ENOUGH_ROWS = 5


@dataclass(frozen=True)
class Places:
    """The postcodes of a table: how far each is the town's, and follows from a prescriber (None: too few to tell)."""

    codes: list[Evidence]
    towns: dict[int, float]
    follows: dict[int, float | None]

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
    places = Places(codes, towns, {code.position: _follows(table, causes, code) for code in codes})
    home = places.leader(towns, TOWNS)
    if home is not None and len(codes) == 1 and (places.follows[home] or 0.0) >= 0.97:
        home = None
    known = (_has_prescribers(table, causes), bool(table.holding(0.6, "address.street")))
    found = [hint for code in codes for hint in _judge(places, code, home, *known)]
    if home is not None:
        found += [Hint(city.position, "address.city", 0.1, "goes with a postcode") for city in cities]
    return found


def _judge(places: Places, code: Evidence, home: int | None, prescribed: bool, lived: bool) -> list[Hint]:
    """Judge one postcode: the town's, the prescriber's, or nobody knows whose.

    ``prescribed`` and ``lived``: whether the file knows prescribers, and streets.
    """
    at, follows = code.position, places.follows[code.position]
    own = places.leader({i: tie or 0.0 for i, tie in places.follows.items() if i != home}, FOLLOWS)
    if at == home:
        found = [Hint(at, "address.postcode", 0.3, "goes with the town"), Hint(at, "prescriber.postcode", -0.3)]
    elif at == own:
        why = "follows from the prescriber"
        found = [Hint(at, "prescriber.postcode", 0.55, why), Hint(at, "address.postcode", -0.3)]
    elif home is not None and prescribed and len(places.codes) == 2 and places.towns[at] < places.towns[home] - CLEARER:
        why = "a second postcode, not the town's"
        found = [Hint(at, "prescriber.postcode", 0.45, why), Hint(at, "address.postcode", -0.3)]
    elif (
        (lived and not prescribed and len(places.codes) == 1)
        or (own is not None and (follows or 0.0) < FOLLOWS - CLEARER)
        or (follows is not None and follows < FOLLOWS - 2 * CLEARER and home is None and len(places.codes) == 1)
    ):
        found = []
    else:
        found = [Hint(at, "address.postcode", -0.3)]
    return found


def _prescribers(table: Table, cities: list[Evidence]) -> list[Evidence]:
    """Columns that tell prescribers apart: their numbers, their names."""
    numbers = [c for c in table.professionals() if c.distinct >= 3]
    names = [c for c in table.holding(0.4, "person.name") if c not in cities and prescriber_tie(table, c) is not None]
    return numbers + names


def _has_prescribers(table: Table, causes: list[Evidence]) -> bool:
    """Tell whether a file knows prescribers at all."""
    named = any(column.header.get("prescriber.name", 0.0) >= 0.9 for column in table.evidence)
    return bool(causes) or named or bool(table.professionals())


def _follows(table: Table, causes: list[Evidence], code: Evidence) -> float | None:
    ties = [tie for cause in causes if (tie := table.tie(cause.position, code.position)) is not None]
    return max(ties, default=None)


def _agreement(table: Table, city: Evidence, code: Evidence) -> float:
    """Give the share of rows in which the postcode is one of the town's; 0 with too few rows to tell."""
    pairs = table.rows.select(str(city.position), str(code.position)).drop_nulls()[:600]
    if len(pairs) < _ENOUGH_ROWS:
        return 0.0
    return sum(is_postcode_of(town, postcode) for town, postcode in pairs.iter_rows()) / len(pairs)
