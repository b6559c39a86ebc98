"""The dimensions of the cubes, and how each behaves when it is summed away (docs/explanation/counting-persons.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.locales.fr.geography import department_regions

UNKNOWN = "unknown"
Kind = Literal["canonical", "additive", "multiple"]


@dataclass(frozen=True)
class Dimension:
    """One dimension.

    ``kind``: *canonical* (a person has one value: sums of persons and records are exact), *additive* (a record
    has one value, a person several: records add up, persons obey max <= union <= sum), *multiple* (a record has
    several values: only "a part is no larger than the whole" holds). ``implies`` names a dimension whose value
    follows from this one's. Where ``within``, only records of that one value have this one: their sum over it is the
    sum within that value, and no other.
    """

    name: str
    attribute: str
    kind: Kind
    implies: str | None = None
    within: bool = False


DIMENSIONS: dict[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        Dimension("region", "department", "canonical"),
        Dimension("department", "department", "canonical", implies="region"),
        Dimension("sex", "sex", "canonical"),
        Dimension("age_band", "birth_year", "canonical"),
        Dimension("laboratory", "laboratory", "additive"),
        Dimension("year", "month", "additive"),
        Dimension("month", "month", "additive", implies="year"),
        Dimension("prescriber_department", "prescriber_department", "additive"),
        Dimension("provider", "provider", "additive"),
        Dimension("country", "country", "additive"),
        Dimension("category", "categories", "multiple"),
        Dimension("storage", "storage", "additive", implies="category", within=True),
        Dimension("strength", "strength", "additive", implies="storage", within=True),
        Dimension("reuse", "reuse", "additive", implies="storage", within=True),
    )
}


def implied(dimension: str, value: str) -> str:
    """The value that follows: a department's region, a month's year, a storage kind's category, a strength's storage.

    >>> implied("department", "56"), implied("month", "2019-05"), implied("storage", "md5"), implied("strength", "weak")
    ('Bretagne', '2019', 'credentials', 'clear')
    """
    if dimension == "department":
        return department_regions().get(value, UNKNOWN)
    if dimension == "month":
        return value[:4] if value != UNKNOWN else UNKNOWN
    return "clear" if dimension in ("strength", "reuse") else "credentials"


def closure(dimensions: Iterable[str]) -> frozenset[str]:
    """The dimensions together with those that follow from them."""
    names = set(dimensions)
    for name in tuple(names):
        while implies := DIMENSIONS[name].implies:
            names.add(name := implies)
    return frozenset(names)


def following(values: Mapping[str, str]) -> dict[str, str]:
    """``values`` and all that follows from them, step by step; what is given is not overruled."""
    found = dict(values)
    for name, value in values.items():
        while implies := DIMENSIONS[name].implies:
            name, value = implies, implied(name, value)
            found.setdefault(name, value)
    return found


def project(cell: Mapping[str, str], onto: Iterable[str]) -> tuple[str, ...]:
    """The coordinates of ``cell`` in a coarser cube with the dimensions ``onto``."""
    values = following(cell)
    return tuple(values[name] for name in onto)
