"""A work folder and a progress display that both end with a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.core.progress import Progress, Silent
from pipeline.core.work import Work
from pipeline.terminal.exits import Stop


class Attentive:
    """Passes progress on, and stops where an interrupt was dropped on its way."""

    def __init__(self, shown: Progress) -> None:
        self._shown = shown

    def begin(self, stage: str, total: int) -> None:
        """Begin a stage, unless the user asked to stop."""
        Stop.check()
        self._shown.begin(stage, total)

    def advance(self, amount: int) -> None:
        """Advance, unless the user asked to stop."""
        Stop.check()
        self._shown.advance(amount)

    def close(self, done: bool = True) -> None:
        """End the display."""
        self._shown.close(done)


@contextmanager
def session(folder: Path | None, keep: bool, quiet: bool, lasting: bool = False) -> Iterator[tuple[Work, Progress]]:
    """Open the work folder (a private temporary one without ``folder``) and the display; close both at the end.

    ``lasting``: other processes will go on in the folder.
    """
    from pipeline.terminal.screen import Bars

    work = Work(folder, keep, lasting)
    progress = Silent() if quiet else Bars()
    done = False
    try:
        yield work, Attentive(progress)
        done = True
    finally:
        progress.close(done)
        work.close()
