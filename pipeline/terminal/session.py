"""A work folder and a progress display that both end with a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.core.progress import Progress, Silent
from pipeline.core.work import Work


@contextmanager
def session(folder: Path | None, keep: bool, quiet: bool) -> Iterator[tuple[Work, Progress]]:
    """Open the work folder (a private temporary one without ``folder``) and the display; close both at the end."""
    from pipeline.terminal.screen import Bars

    work = Work(folder, keep)
    progress: Progress = Silent() if quiet else Bars()
    try:
        yield work, progress
    finally:
        progress.close()
        work.close()
