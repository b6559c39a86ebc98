"""Spark (the extra ``spark``): parts of the input go to its workers, sealed results come back, in order.

Where the cluster is, its own configuration says (``spark.master`` in ``spark-defaults.conf`` of ``SPARK_CONF_DIR``, or
`spark-submit`) or a server of Spark Connect is (``SPARK_REMOTE``); without one, this machine's cores are used. Its plan
holds numbers of parts and names of two files.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.core.errors import UsageError
from pipeline.core.store import Store
from pipeline.core.travel import KEY_BYTES, deposit, seal
from pipeline.engines import local, tasks
from pipeline.engines.attended import PATIENCE, Attended
from pipeline.engines.engine import Engine, Fitted, Function, Item, Reading, Result
from pipeline.engines.hadoop import Hadoop
from pipeline.engines.session import JAVA, cores, java, remote, renew, start

WAVES, PER_CORE = 3, 2
"""Parts of an input for each core, by how many are under way at once: that bounds the driver's memory."""


class Spark(Engine):
    """The workers of an Apache Spark cluster; persons are linked and cells counted by this process."""

    name: ClassVar[str] = "spark"
    apart: ClassVar[bool] = True

    def __init__(self, folder: Callable[[], Path]) -> None:
        super().__init__(folder)
        self._session: Any = None
        self._attended: Attended | None = None
        self._key = secrets.token_bytes(KEY_BYTES)
        self._key_file: Path | None = None

    @classmethod
    def missing(cls) -> str | None:
        """What has to be installed before it runs."""
        if find_spec("pyspark") is None:
            return "pyspark is not installed: pip install 'estompe[spark]', and Java 17 or later"
        if remote():
            known = find_spec("grpc") and find_spec("grpc_status")
            return (
                None if known else "SPARK_REMOTE is set, Spark Connect is not installed: pip install 'pyspark[connect]'"
            )
        found = java()
        if found is None or found < JAVA:
            return f"Java {JAVA} or later is not installed (on Debian: apt-get install openjdk-17-jre-headless)"
        return None

    def map_batches(self, reading: Reading[Item], make: Callable[[], Function[Item, Result]]) -> Iterator[Result]:
        """Apply a pure function to every item, part by part; a few results for each core are in memory at a time."""
        for results in self._each_part(reading, tasks.Mapped(make)):
            yield from results

    def fold(self, reading: Reading[Item], state: Fitted, watch: Callable[[], None] = lambda: None) -> Fitted:
        """Fit a state of each part at a worker; merge them here."""
        for results in self._each_part(reading, tasks.Folded(state)):
            for found in results:
                state.merge(found)
                watch()
        return state

    def link(self, keys: Sequence[pl.Series]) -> npt.NDArray[np.int64]:
        """Number the connected persons, on the numbers of their tokens, in this process."""
        return local.link(keys)

    def count_by(self, frame: pl.DataFrame, dimensions: Sequence[str], measures: Sequence[pl.Expr]) -> pl.DataFrame:
        """Aggregate in this process."""
        return local.count_by(frame, dimensions, measures)

    def store(self) -> Store:
        """The file systems of Hadoop, as Spark is configured for them."""
        if remote():
            said = "--engine spark: over Spark Connect no store is read or written"
            raise UsageError(said, "mount it on all its machines, or name the cluster in spark-defaults.conf")
        session, key_file = self._started()
        return Hadoop(session, key_file.parent)

    def close(self) -> None:
        """Stop the session; remove the key and whatever it opens."""
        try:
            if self._session is not None:
                renew(self._session)
                self._session.stop()
        finally:
            self._session = self._attended = None
            if self._key_file is not None:
                shutil.rmtree(self._key_file.parent, ignore_errors=True)
                self._key_file = None

    def _each_part(self, reading: Reading[Item], task: tasks.Task) -> Iterator[list[Any]]:
        """The results of each part, in the order of the parts."""
        session, key_file = self._started()
        wave = cores(session) * PER_CORE
        parts = reading.parts(wave * WAVES)
        recipe = deposit(key_file.parent, seal(self._key, (list(parts), task), tasks.RECIPE))
        work = partial(tasks.work, key=str(key_file), recipe=str(recipe))
        try:
            for first in range(0, len(parts), wave):
                last = min(first + wave, len(parts))
                found = self._wave(session, work, first, last)
                for number in range(first, last):
                    yield tasks.opened(self._key, found, number)
                    reading.passed(number)
        finally:
            recipe.unlink(missing_ok=True)

    def _wave(self, session: Any, work: Callable[..., Any], first: int, last: int) -> dict[int, list[bytes]]:
        """Sealed results by part, once all parts of a wave are done."""
        numbers = session.range(first, last, 1, last - first)
        attended = self._attended = self._attended or Attended(session)
        try:
            with attended:
                table = numbers.mapInArrow(work, tasks.SCHEMA).toArrow()
        except Exception as error:
            if attended.deserted:
                hint = f"start workers; {PATIENCE} is how long a run waits for one, in seconds"
                raise UsageError("--engine spark: the cluster has no executor left", hint) from None
            said = f"--engine spark: the cluster gave a part up ({type(error).__name__})"
            raise UsageError(
                said, "the logs of its workers say why; every worker needs estompe and sees --work"
            ) from None
        rows = sorted(zip(*(table[name].to_pylist() for name in ("part", "place", "sealed")), strict=True))
        found: dict[int, list[bytes]] = {number: [] for number in range(first, last)}
        for number, _, sealed in rows:
            found[number].append(sealed)
        return found

    def _started(self) -> tuple[Any, Path]:
        """The session, and where the key of this run lies for the workers."""
        if self._key_file is None:
            folder = self._folder() / secrets.token_hex(8)
            folder.mkdir(mode=0o700)
            self._key_file = deposit(folder, self._key)
        if self._session is None:
            self._session = start(self._key_file.parent)
        return self._session, self._key_file
