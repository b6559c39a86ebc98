"""What a protection is: it gets the true counts of a leak and says which of them come out, and as which numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar

from pipeline.anonymise.cubes import Cell, CountBy, Key, Table
from pipeline.anonymise.parts import Parts
from pipeline.core.keys import RunKey
from pipeline.core.policy import Cube, Policy
from pipeline.core.registry import subclasses

Weak = Iterable[tuple[str, Key]]


@dataclass(frozen=True)
class Truth:
    """What is true of a leak, in memory only.

    ``parts`` gives described records (`pipeline.anonymise.persons.describe`), no person being in two parts; ``cubes``
    are those that they can fill, ``tables`` the same counted. ``unlinked`` is the number of records without a person,
    ``persons_upper`` that of persons by the strict link, each record without one counted for itself. ``key`` is the
    secret of the project, or of the run where nobody gave one.
    """

    parts: Parts = field(repr=False)
    cubes: tuple[Cube, ...]
    tables: list[Table] = field(repr=False)
    whole: Cell
    policy: Policy
    key: RunKey
    count_by: CountBy
    unlinked: int
    persons_upper: int

    @property
    def prescribers_known(self) -> bool:
        """Whether the leak tells prescribers at all."""
        return self.whole.prescribers > 0


@dataclass(frozen=True)
class Totals:
    """The numbers of a whole leak, as they come out; ``unlinked`` is None where it is not told."""

    persons: int
    records: int
    persons_upper: int
    unlinked: int | None


@dataclass(frozen=True)
class Protected:
    """What may come out: the published cells of every table, each with its ``numbers`` (persons, records).

    ``record`` is what a reader has to know, and the gate recomputes. ``loosen`` takes out more where the gate found
    absent cells ``(cube, key)`` too narrowly bounded, or published ones that betray others; it is false where nothing
    more can be done. ``settle`` takes out
    what cannot come out any more once cells of a table are gone; None where noise hides every single person, so that
    a small leak has as many tables as a large one.
    """

    tables: list[Table]
    numbers: Callable[[Table, Key], tuple[int, int]]
    totals: Totals
    record: Mapping[str, Any]
    loosen: Callable[[Weak], bool]
    settle: Callable[[], None] | None

    def thin(self) -> str | None:
        """Take out the finest table, by persons a cell; its name, None where none is left but kinds of data."""
        if self.settle is None:
            return None
        plain = [table for table in self.tables if table.published and "category" not in table.dimensions]
        if not plain:
            return None
        finest = min(plain, key=lambda table: (_average(table), table.name))
        finest.published.clear()
        self.settle()
        return finest.name


def _average(table: Table) -> float:
    return sum(table.cells[key].persons for key in table.published) / len(table.published)


class Protection(ABC):
    """One way of keeping published numbers from betraying anybody; the first line of its docstring describes it."""

    name: ClassVar[str]
    needs_key: ClassVar[bool] = False
    needs_tokens: ClassVar[bool] = False
    untold: ClassVar[frozenset[str]] = frozenset()
    """Attributes that nothing is counted by."""

    def check(self) -> None:  # noqa: B027 (most need nothing)
        """Refuse, before anything is read, where something is not installed; raises `UsageError`."""

    @abstractmethod
    def protect(self, truth: Truth) -> Protected:
        """Decide what comes out, as which numbers."""

    def least(self, policy: Policy) -> int:
        """The smallest number of persons that comes out."""
        return policy.thresholds.persons

    def lines(self, reasons: Mapping[str, int]) -> tuple[int | None, dict[str, int]]:
        """What is told of lines that cannot be read: how many, and how many for each reason."""
        return sum(reasons.values()), dict(reasons)


@cache
def protections() -> dict[str, Protection]:
    """Every protection, by the name that a policy gives it."""
    found = subclasses("pipeline.anonymise.protections", Protection)  # type: ignore[type-abstract]
    return {kind.name: kind() for kind in found if hasattr(kind, "name")}
