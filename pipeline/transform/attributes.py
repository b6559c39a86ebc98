"""Which attributes a transformed record has, from which kinds of values, and by which transform."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from pipeline.core.errors import PolicyError
from pipeline.core.policy import Policy, Treatment
from pipeline.core.profile import Profile
from pipeline.transform.transform import ColumnFunction, Context, transforms


@dataclass(frozen=True)
class Attribute:
    """One attribute: where several columns hold its entities, the first that gives a value counts."""

    name: str
    entities: tuple[str, ...]
    transform: str
    dtype: pl.DataType


ATTRIBUTES: tuple[Attribute, ...] = (
    Attribute("department", ("address.postcode",), "department", pl.String()),
    Attribute("sex", ("person.sex",), "sex", pl.String()),
    Attribute("birth_year", ("person.birth_date",), "year", pl.Int16()),
    Attribute("prescriber_department", ("prescriber.postcode",), "department", pl.String()),
    Attribute("laboratory", ("laboratory",), "laboratory_label", pl.String()),
    Attribute("month", ("date.sample",), "month", pl.String()),
    Attribute("storage", ("credential.password",), "password_storage", pl.String()),
    Attribute("strength", ("credential.password",), "password_strength", pl.String()),
    Attribute("institution", ("credential.login",), "institution_account", pl.Boolean()),
    Attribute("provider", ("email", "credential.login"), "mail_provider", pl.String()),
    Attribute("country", ("email", "credential.login"), "mail_country", pl.String()),
    Attribute("health", ("text.free",), "health_facts", pl.UInt64()),
)

REUSE = "reuse"
"""An attribute that no single record tells: whether other accounts have its password (`pipeline.transform.reuse`)."""

NEVER = {("email", Treatment.KEEP)}
"""What no count can be by, though something coarser is: an address is nobody's but one person's."""

PRESCRIBER = ("fr.rpps", "fr.adeli", "prescriber.name")
"""Entities that tell prescribers apart, best first; they are only ever counted."""


@dataclass(frozen=True)
class Bound:
    """An attribute bound to the columns of one file."""

    name: str
    columns: tuple[int, ...]
    function: ColumnFunction
    dtype: pl.DataType

    def of(self, cells: list[pl.Series]) -> pl.Series:
        """The attribute of a batch; ``cells`` are the trimmed columns of the file, empty cells null."""
        result: pl.Series | None = None
        for column in self.columns:
            values = self.function(cells[column])
            result = values if result is None else result.zip_with(result.is_not_null(), values)
        if result is None:
            result = pl.Series([None] * len(cells[0]), dtype=self.dtype)
        return result.cast(self.dtype).alias(self.name)


def bind(profile: Profile, context: Context) -> tuple[Bound, ...]:
    """Bind every attribute to the columns that hold it, unless the policy suppresses them."""
    bound = []
    for attribute in ATTRIBUTES:
        columns = [i for i in profile.indices(*attribute.entities) if _speaks(profile, i)]
        function = transforms()[attribute.transform].bind(attribute.name, context)
        bound.append(Bound(attribute.name, tuple(columns), function, attribute.dtype))
    columns = [i for entity in PRESCRIBER for i in profile.indices(entity)][:1]
    token = transforms()["token"].bind("prescriber", context)
    bound.append(Bound("prescriber", tuple(columns), token, pl.String()))
    return tuple(bound)


def _speaks(profile: Profile, column: int) -> bool:
    return profile.columns[column].treatment != Treatment.SUPPRESS


def check(policy: Policy) -> None:
    """Refuse treatments that a `public` release cannot give: counts hold no pseudonym and no value as it was.

    Raises
    ------
    PolicyError
        With the key path.
    """
    for problem in problems(policy):
        raise problem


def problems(policy: Policy) -> Iterator[PolicyError]:
    """Every treatment of the policy that a `public` release cannot give."""
    counted = {entity: a.transform for a in reversed(ATTRIBUTES) for entity in a.entities}
    ruled = {f"treatments.{entity}": (entity, rule) for entity, rule in policy.treatments.items()}
    for name, column in policy.columns.items():
        if column.rule and column.entity:
            ruled[f"columns.{name}.treatment"] = (column.entity, column.rule)
    for key, (entity, rule) in ruled.items():
        treatment = rule.treatment
        if treatment in (Treatment.PSEUDONYMISE, Treatment.SYNTHESISE):
            yield PolicyError(f"{key}: {treatment} needs records, and the public tier publishes counts", "suppress it")
        elif treatment != Treatment.SUPPRESS and (entity not in counted or (entity, treatment) in NEVER):
            yield PolicyError(f"{key}: {treatment} is not possible, nothing is counted by it", "suppress it")
        elif rule.parameters or rule.to not in (None, counted.get(entity)):
            usual = counted.get(entity, "nothing")
            yield PolicyError(f"{key}: the public tier counts by {usual} alone", "leave to and with out")


def available(profile: Profile) -> frozenset[str]:
    """Names of the attributes that the columns of a file can fill."""
    names = {a.name for a in ATTRIBUTES if any(_speaks(profile, i) for i in profile.indices(*a.entities))}
    return frozenset(names | ({REUSE} if "storage" in names else set()))
