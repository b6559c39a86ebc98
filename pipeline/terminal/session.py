"""A work folder and a progress display that both end with a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.core.errors import GateError, UsageError
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

    def advance(self, amount: int, records: int = 0, quarantined: int = 0) -> None:
        """Advance, unless the user asked to stop."""
        Stop.check()
        self._shown.advance(amount, records, quarantined)

    def close(self, done: bool = True) -> None:
        """End the display."""
        self._shown.close(done)


FORMS = ("auto", "json")


def display(form: str, quiet: bool) -> Progress:
    """What shows progress on stderr: nothing, bars and words, or lines for machines.

    Raises
    ------
    UsageError
        For a form that there is not.
    """
    from pipeline.terminal.screen import Bars, Lines

    if form not in FORMS:
        raise UsageError(f"--progress {form}: is no form of progress", f"one of {', '.join(FORMS)}")
    if form == "json":
        return Lines()
    return Silent() if quiet else Bars()


@contextmanager
def session(
    folder: Path | None,
    keep: bool,
    quiet: bool,
    lasting: bool = False,
    form: str = "auto",
    resumable: bool = False,
) -> Iterator[tuple[Work, Progress]]:
    """Open the work folder (a private temporary one without ``folder``) and the display; close both at the end.

    ``lasting``: other processes will go on in the folder. ``form``: how progress is shown. ``resumable``: a run
    that is broken off in the folder can be gone on with.
    """
    progress = display(form, quiet)
    done = False
    try:
        work = Work(folder, keep, lasting, resumable)
    except BaseException:
        progress.close(done)
        raise
    try:
        Stop.resumable = resumable
        yield work, Attentive(progress)
        done = True
    except GateError:
        work.close()
        raise
    finally:
        progress.close(done)
        work.close(done)
