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
    follows from this one's.
    """

    name: str
    attribute: str
    kind: Kind
    implies: str | None = None


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
        Dimension("category", "categories", "multiple"),
        Dimension("storage", "storage", "additive", implies="category"),
    )
}


def implied(dimension: str, value: str) -> str:
    """The value that follows: a department's region, a month's year, the category that a storage kind is of.

    >>> implied("department", "56"), implied("month", "2019-05"), implied("storage", "md5")
    ('Bretagne', '2019', 'credentials')
    """
    if dimension == "department":
        return department_regions().get(value, UNKNOWN)
    if dimension == "month":
        return value[:4] if value != UNKNOWN else UNKNOWN
    return "credentials"


def closure(dimensions: Iterable[str]) -> frozenset[str]:
    """The dimensions together with those that follow from them."""
    names = set(dimensions)
    names |= {implies for name in dimensions if (implies := DIMENSIONS[name].implies)}
    return frozenset(names)


def project(cell: Mapping[str, str], onto: Iterable[str]) -> tuple[str, ...]:
    """The coordinates of ``cell`` in a coarser cube with the dimensions ``onto``."""
    values = dict(cell)
    for name, value in cell.items():
        implies = DIMENSIONS[name].implies
        if implies:
            values.setdefault(implies, implied(name, value))
    return tuple(values[name] for name in onto)
