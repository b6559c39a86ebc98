"""Whose postcode is whose: the patient's goes with the town, the prescriber's follows from the prescriber."""

from __future__ import annotations

from pipeline.detect.roles.names import prescriber_tie
from pipeline.detect.table import Hint, Table


def hints(table: Table) -> list[Hint]:
    """Give points for ``prescriber.postcode``, ``address.postcode`` and ``address.city``."""
    codes = table.holding(0.5, "address.postcode")
    cities = table.holding(0.6, "address.city")
    prescribers = [c.position for c in table.holding(0.45, "fr.rpps", "fr.adeli") if c.distinct >= 3]
    named = table.holding(0.4, "person.name")
    prescribers += [c.position for c in named if c not in cities and prescriber_tie(table, c) is not None]
    found: list[Hint] = []
    towns: dict[int, float] = {}
    for code in codes:
        towns[code.position] = max((table.tie(c.position, code.position) or 0.0 for c in cities), default=0.0)
        if any(table.tied(p, code.position, 0.85) for p in prescribers):
            found.append(Hint(code.position, "prescriber.postcode", 0.55, "follows from the prescriber"))
            found.append(Hint(code.position, "address.postcode", -0.3))
        elif towns[code.position] >= 0.6:
            found.append(Hint(code.position, "address.postcode", 0.15, "goes with the town"))
    if len(codes) == 2 and not any(hint.entity == "prescriber.postcode" for hint in found) and cities:
        other, home = sorted(codes, key=lambda c: towns[c.position])
        if towns[home.position] >= 0.6 and towns[other.position] < 0.5 * towns[home.position]:
            found.append(Hint(other.position, "prescriber.postcode", 0.45, "a second postcode, not the town's"))
            found.append(Hint(other.position, "address.postcode", -0.3))
    for city in cities:
        if any(towns[code.position] >= 0.6 for code in codes):
            found.append(Hint(city.position, "address.city", 0.1, "goes with a postcode"))
    return found
