"""What a measure is: a question asked of the written release, with a limit."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar

from pipeline.assess.written import Key, Written
from pipeline.core.policy import Thresholds


@dataclass(frozen=True)
class Check:
    """The answer of one measure; ``key`` is the policy key that would change it, ``detail`` counts only.

    ``weak`` are the cells ``(cube, key)`` that failed, for whoever has to mend the release: absent ones, and published
    ones that betray what stands nowhere. They are not told.
    """

    id: str
    threat: str
    value: float
    limit: float
    passed: bool
    detail: str = ""
    key: str = ""
    weak: frozenset[tuple[str, Key]] = field(default=frozenset(), repr=False)


class Measure(ABC):
    """One question. ``threat`` is its number in the threat model."""

    id: ClassVar[str]
    threat: ClassVar[str]
    criterion: ClassVar[str]
    """Which of the three criteria of WP216 it serves (`pipeline.assess.criteria`)."""
    asks: ClassVar[tuple[str, str]]
    """The question in French and in English."""
    key: ClassVar[str] = ""

    @abstractmethod
    def evaluate(self, written: Written, thresholds: Thresholds) -> Check:
        """Answer from the written files alone."""

    def check(self, value: float, limit: float, passed: bool, detail: str = "") -> Check:
        """An answer of this measure."""
        return Check(self.id, self.threat, value, limit, passed, detail, self.key)
