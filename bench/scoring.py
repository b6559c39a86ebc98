"""Scores of found spans against true ones: recall by coverage, typed precision, intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt

Found = tuple[int, int, str]
"""Start, end (exclusive), entity."""

COVERED = 0.95
"""Share of a true span's characters that findings must cover for it to count as found."""


def wilson(hits: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """Give the 95 % interval of a share (Wilson, 1927).

    >>> low, high = wilson(95, 100)
    >>> round(low, 3), round(high, 3)
    (0.888, 0.978)
    """
    if not trials:
        return 0.0, 1.0
    share = hits / trials
    middle = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


@dataclass
class Score:
    """Counts over texts; every figure follows from them."""

    true: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    touching: int = 0
    texts: int = 0
    safe: int = 0
    clean: int = 0
    clean_touched: int = 0

    def add(self, length: int, true: Sequence[Found], found: Sequence[Found]) -> None:
        """Count one text of ``length`` characters."""
        covered = bytearray(length)
        for start, end, _ in found:
            covered[start:end] = b"\1" * (end - start)
        missed = 0
        for start, end, entity in true:
            self.true[entity] += 1
            if sum(covered[start:end]) >= COVERED * (end - start):
                self.hit[entity] += 1
            else:
                missed += 1
        for start, end, entity in found:
            self.found[entity] += 1
            beside = {kind for a, b, kind in true if a < end and start < b}
            self.right[entity] += entity in beside
            self.touching += bool(beside)
        self.texts += 1
        self.safe += not missed
        self.clean += not true
        self.clean_touched += not true and bool(found)

    def recall(self, entities: Iterable[str] | None = None) -> tuple[int, int]:
        """Found and all true spans, of ``entities`` or of all."""
        chosen = list(self.true if entities is None else entities)
        return sum(self.hit[e] for e in chosen), sum(self.true[e] for e in chosen)

    def precision(self) -> tuple[int, int]:
        """Findings of the right entity, and all."""
        return sum(self.right.values()), sum(self.found.values())


def percent(hits: int, trials: int) -> str:
    """A share with its interval, as text."""
    if not trials:
        return "    -"
    low, high = wilson(hits, trials)
    return f"{100 * hits / trials:6.2f} % [{100 * low:.2f} to {100 * high:.2f}] of {trials:,}"


def overlap(true: Sequence[Found], found: Sequence[Found]) -> tuple[int, int, int, int]:
    """Count by overlap, whatever the entity: true spans met, true spans, findings that meet one, findings."""
    met = sum(any(a < end and start < b for a, b, _ in found) for start, end, _ in true)
    meeting = sum(any(a < end and start < b for a, b, _ in true) for start, end, _ in found)
    return met, len(true), meeting, len(found)
