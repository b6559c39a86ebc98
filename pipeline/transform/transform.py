"""What a transform is: a pure function from a column to a column, whose parameters a policy may set."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import ClassVar, Protocol

import polars as pl
from pydantic import BaseModel, ConfigDict

from pipeline.core.keys import RunKey
from pipeline.core.policy import Policy, Treatment
from pipeline.core.registry import subclasses

ColumnFunction = Callable[[pl.Series], pl.Series]


class Found(Protocol):
    """An identifying value in a text: characters ``start`` to ``end`` (exclusive), and its entity."""

    @property
    def start(self) -> int: ...  # noqa: D102

    @property
    def end(self) -> int: ...  # noqa: D102

    @property
    def entity(self) -> str: ...  # noqa: D102


Finder = Callable[[str, Mapping[str, str]], Sequence[Found]]
"""Finds what identifies, or might, in a text; the mapping holds the record's own values by entity."""


@dataclass(frozen=True)
class Context:
    """What a transform may depend on besides the column: the policy, the keys of the run, a finder for texts.

    ``passing`` is a key that always ends with the run, for what is compared and never told.
    """

    policy: Policy
    key: RunKey
    find: Finder | None = None
    passing: RunKey = field(default_factory=RunKey)


@dataclass(frozen=True)
class Beside:
    """What stands beside a column in its records: the person (null where unknown) and the cells by entity."""

    person: pl.Series
    cells: Mapping[str, pl.Series] = field(default_factory=dict)

    @classmethod
    def nothing(cls, size: int) -> Beside:
        """Records of which nothing else is known."""
        return cls(pl.Series("person", [None] * size, dtype=pl.String))


RecordFunction = Callable[[pl.Series, Beside], pl.Series]


class Transform(BaseModel, ABC):
    """A treatment of one column; its fields are the parameters that a policy may set.

    The bound function is pure, null-preserving and length-preserving: row ``i`` of the result depends on
    row ``i`` of the column (and of what is beside it), the policy and the key, and on nothing else.

    Class constants
    ---------------
    name:
        How a policy calls it, after ``to``.
    treatment:
        What it does, in the policy's five words.
    entities:
        Those for which it is meant where a policy says no more than the treatment; ``*`` for all others.
    keyed:
        Whether the result depends on the key.
    injective:
        Whether two values never give the same result (of 128 bits at least, where it is keyed).
    costly:
        Whether it pays to remember what earlier values became.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: ClassVar[str]
    treatment: ClassVar[Treatment]
    entities: ClassVar[tuple[str, ...]] = ()
    keyed: ClassVar[bool] = False
    injective: ClassVar[bool] = False
    costly: ClassVar[bool] = False

    @abstractmethod
    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Make the function for one use; ``purpose`` separates the keys of different kinds of values."""

    def bind_beside(self, purpose: str, context: Context) -> RecordFunction:
        """Make the function that also looks at the rest of the record; most need not."""
        function = self.bind(purpose, context)
        return lambda values, _beside: function(values)

    def of_value(self) -> bool:
        """Whether the result depends on the value alone, and on nothing beside it: then equal values are done once."""
        return True

    def gives(self, values: pl.Series) -> pl.Series:
        """Tell of each value whether it is one that this transform can give: what a gate asks of a written file."""
        return values.is_not_null()

    def scope(self, entity: str) -> str:
        """The kind of value whose pseudonyms these are: equal values of one scope get equal pseudonyms."""
        return SCOPES.get(entity, entity)


class RecordTransform(Transform):
    """A transform that looks at the rest of the record."""

    def of_value(self) -> bool:
        """Unless its parameters say otherwise, what stands beside the value counts."""
        return False

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Make the function for a column of which nothing else is known."""
        function = self.bind_beside(purpose, context)
        return lambda values: function(values, Beside.nothing(len(values)))

    @abstractmethod
    def bind_beside(self, purpose: str, context: Context) -> RecordFunction:
        """Make the function for one use."""


SCOPES = {
    "person.birth_name": "person.name",
    "prescriber.postcode": "address.postcode",
    "fr.adeli": "fr.rpps",
}
"""Entities whose values are of the same kind as another's: a birth name may be somebody's name in use."""


def by_distinct(values: pl.Series, function: ColumnFunction) -> pl.Series:
    """Apply a costly column function to the distinct values only."""
    distinct = values.drop_nulls().unique(maintain_order=True)
    result = function(distinct)
    if len(distinct) == len(values):
        return result.rename(values.name)
    pairs = pl.DataFrame({"value": distinct, "result": result})
    return values.to_frame("value").join(pairs, on="value", how="left", maintain_order="left")["result"]


def tell(values: pl.Series, judge: Callable[[str], bool]) -> pl.Series:
    """Ask a question of each distinct value."""
    return by_distinct(values, lambda cells: pl.Series([judge(cell) for cell in cells], dtype=pl.Boolean))


@cache
def kinds() -> dict[str, type[Transform]]:
    """Every class of transform by its name."""
    found = subclasses("pipeline.transform.transforms", Transform)  # type: ignore[type-abstract]
    return {kind.name: kind for kind in found}


@cache
def transforms() -> dict[str, Transform]:
    """Every transform that needs no parameter, by its name, as it is when a policy sets none."""
    return {
        name: kind()
        for name, kind in kinds().items()
        if not any(part.is_required() for part in kind.model_fields.values())
    }
