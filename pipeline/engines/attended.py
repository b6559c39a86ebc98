"""Spark waits for ever where no worker is left; this does not."""

from __future__ import annotations

import threading
import time
from typing import Any

from pipeline.core.errors import UsageError
from pipeline.engines.session import remote

PATIENCE = "spark.estompe.patience"
"""Name of a setting of Spark's own configuration: seconds without any executor after which a run is given up."""
USUAL = 120.0
"""Where nothing is set; and at least so long until the first executor has come."""
_EVERY = 0.5


class Attended:
    """Breaks off what a session is doing, in a ``with`` block, once no executor has been there for some seconds.

    On one machine's cores there is none, and a server of Spark Connect does not tell: nothing is broken off there.

    Raises
    ------
    UsageError
        Where the setting `PATIENCE` is no number.
    """

    def __init__(self, session: Any) -> None:
        self._context: Any = None if remote() else session.sparkContext
        said = session.conf.get(PATIENCE, str(USUAL))
        try:
            self._patience = float(said.removesuffix("s"))
        except ValueError:
            raise UsageError(f"{PATIENCE}: is no number of seconds", "a number, as in 120") from None
        self._met = False
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        self.deserted = False
        """Whether it was broken off."""

    def __enter__(self) -> Attended:
        if self._context is not None and not self._context.master.startswith("local"):
            self._over.clear()
            self._thread = threading.Thread(target=self._watch, daemon=True)
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        seen = time.monotonic()
        while not self._over.wait(_EVERY):
            if self._executors():
                self._met, seen = True, time.monotonic()
            elif time.monotonic() - seen > (self._patience if self._met else max(self._patience, USUAL)):
                self.deserted = True
                self._context.cancelAllJobs()

    def _executors(self) -> int:
        """How many there are; the driver, which is listed with them, is none."""
        return len(self._context._jsc.sc().statusTracker().getExecutorInfos()) - 1
