"""Hierarchies that follow from the values: kinds found in the folder `kinds`, asked for by name or proposed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cache
from typing import ClassVar

from pipeline.anonymise.generalise.hierarchy import Hierarchy, of_rows
from pipeline.core.errors import UsageError
from pipeline.core.registry import subclasses


class Kind(ABC):
    """One kind of values with a natural order of generalisations. ``NAME`` is what ``--hierarchy`` calls it.

    ``SURENESS`` orders the kinds where several fit the values; one of 0 is only taken when asked for.
    """

    NAME: ClassVar[str]
    SURENESS: ClassVar[int] = 0

    @abstractmethod
    def rows(self, values: Sequence[str], parameters: str) -> list[tuple[str, ...]] | None:
        """One row of labels a value, from the value itself to the coarsest; None where a value is not of this kind.

        Raises
        ------
        UsageError
            For parameters that it does not understand.
        """


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its name, the surest first."""
    found = [kind() for kind in subclasses("pipeline.anonymise.generalise.kinds", Kind)]  # type: ignore[type-abstract]
    return {kind.NAME: kind for kind in sorted(found, key=lambda kind: (-kind.SURENESS, kind.NAME))}


def build(name: str, asked: str, values: Sequence[str]) -> Hierarchy:
    """The hierarchy of the kind ``asked`` (``date``, ``interval:5,10,20``) over the distinct values of a column.

    Raises
    ------
    UsageError
        When there is no such kind, or a value of the column is not of it.
    """
    called, _, parameters = asked.partition(":")
    if called not in kinds():
        raise UsageError(f"--hierarchy {name}={called}: is no kind of hierarchy", f"one of {', '.join(kinds())}")
    rows = kinds()[called].rows(sorted(values), parameters)
    if rows is None:
        said = f"--hierarchy {name}={called}: the column {name} holds values that are none of that kind"
        raise UsageError(said, "take another kind, or give its hierarchy as a file in --hierarchies")
    return of_rows(name, rows or [("*",)], name)


def propose(name: str, values: Sequence[str]) -> tuple[Hierarchy, str]:
    """The hierarchy of the surest kind that all values of a column fit, and the name of that kind."""
    ordered = sorted(values)
    for kind in kinds().values():
        if kind.SURENESS and ordered and (rows := kind.rows(ordered, "")) is not None:
            return of_rows(name, rows, name), kind.NAME
    return build(name, "flat", ordered), "flat"
