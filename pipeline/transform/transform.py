"""What a transform is: a pure function from a column to a column."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import polars as pl

from pipeline.core.keys import RunKey
from pipeline.core.policy import Policy
from pipeline.core.registry import subclasses

ColumnFunction = Callable[[pl.Series], pl.Series]


@dataclass(frozen=True)
class Context:
    """What a transform may depend on besides the column: the policy and the keys of the run."""

    policy: Policy
    key: RunKey


class Transform(ABC):
    """A treatment of one column.

    The bound function is pure, null-preserving and length-preserving: row ``i`` of the result depends on
    row ``i`` of the column, the policy and the key, and on nothing else.
    """

    name: ClassVar[str]

    @abstractmethod
    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Make the function for one use; ``purpose`` separates the keys of different columns."""


def by_distinct(values: pl.Series, function: ColumnFunction) -> pl.Series:
    """Apply a costly column function to the distinct values only."""
    distinct = values.drop_nulls().unique(maintain_order=True)
    result = function(distinct)
    pairs = pl.DataFrame({"value": distinct, "result": result})
    return values.to_frame("value").join(pairs, on="value", how="left", maintain_order="left")["result"]


@cache
def transforms() -> dict[str, Transform]:
    """Every transform by its name."""
    found = subclasses("pipeline.transform.transforms", Transform)  # type: ignore[type-abstract]
    return {transform.name: transform() for transform in found}
