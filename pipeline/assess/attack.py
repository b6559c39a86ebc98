"""What an attack is: an attempt on the written release by someone who holds the leak, with its rate of success."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar

import polars as pl

from pipeline.assess.counted import Counted
from pipeline.assess.interval import Interval, exact
from pipeline.assess.raw import Leak
from pipeline.assess.rows import Rows
from pipeline.assess.written import Written
from pipeline.core.policy import Thresholds

CUBES, ROWS = "cubes", "rows"


@dataclass(frozen=True)
class Earlier:
    """What an earlier release of the project published: its cells, or its records."""

    name: str
    written: Written | None = None
    table: pl.DataFrame | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Surface:
    """All that an attacker has: the written release (counts or records), the leak, earlier releases."""

    leak: Leak
    thresholds: Thresholds
    written: Written | None = None
    rows: Rows | None = None
    earlier: Sequence[Earlier] = ()
    year: int | None = None
    keys: Sequence[bytes] = ()
    """Keys that leaked, for the attacks that are to succeed with them."""

    @property
    def kind(self) -> str:
        """Counts or records."""
        return CUBES if self.rows is None else ROWS

    @property
    def least(self) -> int:
        """Under how many persons a cell of a shadow release does not come out; of records all do."""
        return 1 if self.rows or not self.written else self.written.promise.least(self.thresholds.persons)

    @cached_property
    def counted(self) -> Counted:
        """The attacker's own count of the leak in the coordinates of the released cubes."""
        if self.written is None:
            raise ValueError("there are no cubes")
        return Counted(self.written, self.leak, self.year)


@dataclass(frozen=True)
class Finding:
    """One figure of an attack.

    ``passed`` is None where the attack has nothing to work on; ``detail`` says why, or what was counted.
    ``judged`` is ``high`` where the limit is one of the upper confidence bound, else ``value``. ``enforced`` is
    false where the tier does not promise to withstand the attack: the figure is told all the same.
    """

    id: str
    threat: str
    interval: Interval
    limit: float
    attempts: int
    passed: bool | None
    detail: str = ""
    key: str = ""
    judged: str = "value"
    enforced: bool = True

    def told(self) -> Finding:
        """The same where the tier promises nothing."""
        return replace(self, enforced=False)


class Attack(ABC):
    """One attack: ``threat`` is its number in the threat model, ``kinds`` what it works on, ``key`` a policy key."""

    id: ClassVar[str]
    threat: ClassVar[str]
    criterion: ClassVar[str]
    """Which of the three criteria of WP216 it tries (`pipeline.assess.criteria`)."""
    asks: ClassVar[tuple[str, str]]
    """The question in French and in English."""
    kinds: ClassVar[frozenset[str]] = frozenset({ROWS})
    absent: ClassVar[str] = "counts only: no records to work on"
    """Why there is nothing to attack in a release of another kind."""
    key: ClassVar[str] = "thresholds.persons"

    def run(self, surface: Surface) -> tuple[Finding, ...]:
        """Attack; a figure that says so where there is nothing to attack."""
        if surface.kind not in self.kinds:
            return (self.nothing(self.absent),)
        return tuple(self.attempt(surface))

    @abstractmethod
    def attempt(self, surface: Surface) -> Iterator[Finding]:
        """The figures of the attack."""

    def nothing(self, why: str, name: str = "") -> Finding:
        """There is nothing to attack."""
        return Finding(name or self.id, self.threat, exact(0.0), 0.0, 0, None, why, self.key)

    def found(
        self,
        interval: Interval,
        limit: float,
        attempts: int,
        detail: str = "",
        name: str = "",
        judged: str = "value",
    ) -> Finding:
        """A figure that must not exceed a limit."""
        value = interval.high if judged == "high" else interval.value
        return Finding(
            f"{self.id}.{name}" if name else self.id,
            self.threat,
            interval,
            limit,
            attempts,
            value <= limit + 1e-12,
            detail,
            self.key,
            judged,
        )
