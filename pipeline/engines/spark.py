"""Spark (the extra ``spark``): parts of the input go to its workers, sealed results come back, in order.

Where the cluster is, its own configuration says (``spark.master`` in ``spark-defaults.conf`` of ``SPARK_CONF_DIR``, or
`spark-submit`); without one, this machine's cores are used. Its plan holds numbers of parts and names of two
files.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.core.errors import UsageError
from pipeline.core.travel import KEY_BYTES, deposit, seal
from pipeline.engines import local, tasks
from pipeline.engines.engine import Engine, Fitted, Function, Item, Reading, Result

JAVA = 17
"""Oldest Java that Spark 4 runs on."""
WAVES, PER_CORE = 3, 2
"""Parts of an input for each core, by how many are under way at once: that bounds the driver's memory."""

FORCED = {
    "spark.app.name": "estompe",
    "spark.authenticate": "true",
    "spark.network.crypto.enabled": "true",
    "spark.io.encryption.enabled": "true",
    "spark.eventLog.enabled": "false",
    "spark.ui.enabled": "false",
    "spark.driver.maxResultSize": "0",
    "spark.executorEnv.POLARS_MAX_THREADS": "1",
    "spark.speculation": "false",
}
"""What no configuration can take back."""


class Spark(Engine):
    """The workers of an Apache Spark cluster; persons are linked and cells counted by this process."""

    name: ClassVar[str] = "spark"
    apart: ClassVar[bool] = True

    def __init__(self, folder: Callable[[], Path]) -> None:
        super().__init__(folder)
        self._session: Any = None
        self._key = secrets.token_bytes(KEY_BYTES)
        self._key_file: Path | None = None

    @classmethod
    def missing(cls) -> str | None:
        """What has to be installed before it runs."""
        if find_spec("pyspark") is None:
            return "pyspark is not installed: pip install 'estompe[spark]', and Java 17 or later"
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

    def close(self) -> None:
        """Stop the session; remove the key and whatever it opens."""
        if self._session is not None:
            self._session.stop()
            self._session = None
        if self._key_file is not None:
            shutil.rmtree(self._key_file.parent, ignore_errors=True)
            self._key_file = None

    def _each_part(self, reading: Reading[Item], task: tasks.Task) -> Iterator[list[Any]]:
        """The results of each part, in the order of the parts."""
        session, key_file = self._started()
        cores = max(session.sparkContext.defaultParallelism, 1)
        parts = reading.parts(cores * WAVES * PER_CORE)
        recipe = deposit(key_file.parent, seal(self._key, (list(parts), task), tasks.RECIPE))
        work = partial(tasks.work, key=str(key_file), recipe=str(recipe))
        try:
            for first in range(0, len(parts), cores * PER_CORE):
                last = min(first + cores * PER_CORE, len(parts))
                found = self._wave(session, work, first, last)
                for number in range(first, last):
                    yield tasks.opened(self._key, found, number)
                    reading.passed(number)
        finally:
            recipe.unlink(missing_ok=True)

    def _wave(self, session: Any, work: Callable[..., Any], first: int, last: int) -> dict[int, list[bytes]]:
        """Sealed results by part, once all parts of a wave are done."""
        numbers = session.range(first, last, 1, last - first)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", FutureWarning)
                table = numbers.mapInArrow(work, tasks.SCHEMA).toArrow()
        except Exception as error:
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
            self._session = _start(self._key_file.parent)
        return self._session, self._key_file


def java() -> int | None:
    """The version of the Java that Spark would take, None where there is none."""
    home = os.environ.get("JAVA_HOME")
    program = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if program is None or not Path(program).exists():
        return None
    said = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)(?:\.(\d+))?', said)
    return None if found is None else int(found[2] if found[1] == "1" and found[2] else found[1])


def master() -> str | None:
    """Where Spark's own configuration says the cluster is; None where it says nothing."""
    if "PYSPARK_GATEWAY_PORT" in os.environ or "--master" in os.environ.get("PYSPARK_SUBMIT_ARGS", ""):
        return "submitted"
    folder = os.environ.get("SPARK_CONF_DIR") or os.path.join(os.environ.get("SPARK_HOME", "/nowhere"), "conf")  # noqa: PTH118
    defaults = Path(folder) / "spark-defaults.conf"
    lines = defaults.read_text("utf-8").splitlines() if defaults.is_file() else []
    found = [re.split(r"[\s=]+", line.strip(), maxsplit=1) for line in lines]
    return next((pair[1].strip() for pair in found if len(pair) == 2 and pair[0] == "spark.master"), None)


def _start(folder: Path) -> Any:
    """A session with `FORCED`, and nothing of Spark's on stderr: its messages may hold what it was given."""
    from pyspark.sql import SparkSession

    where = master()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {**FORCED, "spark.sql.warehouse.dir": str(folder / "warehouse")}
    if where is None or where.startswith("local"):
        settings |= {
            "spark.master": where or "local[*]",
            "spark.local.dir": str(folder),
            "spark.driver.host": "127.0.0.1",
        }
    if where is None or where.startswith(("local", "spark://127.0.0.1", "spark://localhost")):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    logging = folder / "log4j2.properties"
    logging.write_text("rootLogger.level = off\n", "utf-8")
    settings["spark.driver.extraJavaOptions"] = f"-Dlog4j2.configurationFile=file:{logging}"
    builder = SparkSession.builder
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        with _silent():
            return builder.getOrCreate()
    except Exception as error:
        said = f"--engine spark: Spark does not start ({type(error).__name__})"
        hint = "is spark.master reachable, with the same spark.authenticate.secret? docs/how-to/run-on-a-cluster.md"
        raise UsageError(said, hint) from None


@contextmanager
def _silent() -> Iterator[None]:
    """Give what is started meanwhile no stderr of ours."""
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)
