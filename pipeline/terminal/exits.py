"""How a command ends: a signal, an error of ours, the system's, or a bug; one line each, and an exit code."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import ClassVar

from pipeline.core.errors import EstompeError
from pipeline.terminal.language import line, said

STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """The user, or the system, asks to stop."""


class Stop:
    """Raises `Interrupted` at a signal, but not again while the cleaning up after one is under way.

    ``called`` tells that one came: a library may turn the exception into its own (DuckDB does). Another signal
    counts after ``CLEANING`` seconds: Python drops an exception that strikes inside a finaliser. What was dropped
    is raised again by `check`, which the next sign of progress asks.
    """

    CLEANING = 3.0
    called: ClassVar[bool] = False
    resumable: ClassVar[bool] = False
    """Whether the run under way can be gone on with."""

    def __init__(self) -> None:
        self._last = -self.CLEANING

    def __call__(self, number: int, frame: object) -> None:
        """Answer one signal."""
        del number, frame
        now = time.monotonic()
        if now - self._last >= self.CLEANING:
            Stop.called, self._last = True, now
            raise Interrupted

    def watch(self) -> None:
        """Answer the signals from now on; what Python itself would print of a dropped exception is not printed."""
        for number in STOPS:
            signal.signal(number, self)
        sys.unraisablehook = lambda _dropped: None

    @classmethod
    def check(cls) -> None:
        """Raise `Interrupted` when a signal came."""
        if cls.called:
            raise Interrupted


def explain(error: BaseException) -> tuple[str, int]:
    """Say in one line, in the user's language, what went wrong, and the exit code; never a value of the leak."""
    if isinstance(error, Interrupted):
        for number in STOPS:
            signal.signal(number, signal.SIG_IGN)
        return said("interrupted; nothing was published") + _go_on(), 130
    if isinstance(error, EstompeError):
        return line(error), error.exit_code
    if isinstance(error, OSError):
        return said(f"the system refuses: {os.strerror(error.errno or 0)}; nothing was published") + _go_on(), 2
    from duckdb import IOException, TransactionException

    if isinstance(error, (IOException, TransactionException)):
        refused = "the system refuses to write the database, the disk may be full; nothing was published"
        return said(refused) + _go_on(), 2
    return f"a bug, please report it: {_place(error)}; nothing was published", 1


def _go_on() -> str:
    return f" ({said('go on with the same command and --resume')})" if Stop.resumable else ""


def _place(error: BaseException) -> str:
    """The kind of an exception and our line that met it; never its message, which may hold a value of the leak."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if "pipeline" in path.parts:
            frames.append(f"{path.parent.name}/{path.name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' < '.join(reversed(frames[-3:]))}"
