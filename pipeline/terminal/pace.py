"""How far one stage is and how fast it goes: what progress displays say, and nothing that they guess."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

Clock = Callable[[], float]

WARM = 1.0
"""Seconds before a rate is told: the first block says nothing about the rest."""


class Pace:
    """The amounts of one stage since it began.

    Parameters
    ----------
    stage:
        Its name.
    total:
        Bytes that it will read, 0 where nobody can know (a stage that reads no input, an archive's member).
    clock:
        Seconds that never run backwards.
    """

    def __init__(self, stage: str, total: int, clock: Clock = time.monotonic) -> None:
        self.stage, self.total = stage, total
        self.bytes = self.records = self.quarantined = 0
        self._clock, self._since = clock, clock()

    def advance(self, amount: int, records: int, quarantined: int) -> None:
        """Take in what is done since the last call."""
        self.bytes += amount
        self.records += records
        self.quarantined += quarantined

    @property
    def seconds(self) -> float:
        """Seconds since the stage began."""
        return self._clock() - self._since

    @property
    def share(self) -> float | None:
        """Part of the bytes that is done, 0 to 1; None where the whole is unknown."""
        return min(self.bytes / self.total, 1.0) if self.total else None

    @property
    def rate(self) -> float | None:
        """Records a second over the stage so far; None before `WARM` seconds and where no records pass."""
        return self.records / self.seconds if self.records and self.seconds >= WARM else None

    @property
    def left(self) -> float | None:
        """Seconds that this stage still needs at its mean pace; None where nothing allows to say."""
        if not self.share or self.seconds < WARM:
            return None
        return self.seconds * (1 - self.share) / self.share

    def figures(self, done: bool) -> dict[str, Any]:
        """Everything as one JSON object; null where it is unknown. Counts and seconds, no value of a leak."""
        return {
            "stage": self.stage,
            "done": done,
            "seconds": round(self.seconds, 1),
            "bytes": self.bytes,
            "bytes_total": self.total or None,
            "share": None if self.share is None else round(self.share, 4),
            "records": self.records,
            "records_per_second": None if self.rate is None else round(self.rate),
            "quarantined": self.quarantined,
            "seconds_left": None if done or self.left is None else round(self.left, 1),
        }
