"""How a stage tells how far it is; only the command line draws it."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives what a stage reports; amounts are bytes of the input."""

    def begin(self, stage: str, total: int) -> None:
        """A stage begins; ``total`` is 0 where nobody can know."""

    def advance(self, amount: int, records: int = 0, quarantined: int = 0) -> None:
        """``amount`` bytes more are done, ``records`` more records met, ``quarantined`` of them unreadable."""

    def close(self, done: bool = True) -> None:
        """Nothing more will be reported; ``done`` unless the stage was broken off."""


class Silent:
    """Reports nothing."""

    def begin(self, stage: str, total: int) -> None:
        """Do nothing."""

    def advance(self, amount: int, records: int = 0, quarantined: int = 0) -> None:
        """Do nothing."""

    def close(self, done: bool = True) -> None:
        """Do nothing."""
