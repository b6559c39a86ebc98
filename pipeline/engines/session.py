"""Where Spark is, and a session of it: a cluster that its configuration names, a server of Spark Connect, or here."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.core.errors import UsageError

JAVA = 17
"""Oldest Java that Spark 4 runs on."""
REMOTE = "SPARK_REMOTE"
"""Environment variable in which Spark Connect finds its server."""

OPTIONS = "spark.driver.extraJavaOptions"

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
    return _said("spark.master")


def _said(setting: str) -> str | None:
    """What `spark-defaults.conf` says of a setting, None where it says nothing; the last line counts, as for Spark."""
    folder = os.environ.get("SPARK_CONF_DIR") or os.path.join(os.environ.get("SPARK_HOME", "/nowhere"), "conf")  # noqa: PTH118
    defaults = Path(folder) / "spark-defaults.conf"
    lines = defaults.read_text("utf-8").splitlines() if defaults.is_file() else []
    found = [re.split(r"\s*[\s=:]\s*", line.strip(), maxsplit=1) for line in lines]
    return next((pair[1] for pair in reversed(found) if len(pair) == 2 and pair[0] == setting), None)


def remote() -> bool:
    """Whether a server of Spark Connect is to do it; what is set for its session is the server's affair, not ours."""
    return REMOTE in os.environ


def cores(session: Any) -> int:
    """How many tasks the cluster does at once, as far as it tells."""
    if remote():
        found = int(session.conf.get("spark.default.parallelism", None) or os.cpu_count() or 1)
    else:
        found = int(session.sparkContext.defaultParallelism)
    return max(found, 1)


def start(folder: Path) -> Any:
    """A session with `FORCED`, and nothing of Spark's on stderr: its messages may hold what it was given."""
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    for name, value in ({} if remote() else _settings(folder)).items():
        builder = builder.config(name, value)
    try:
        with _silent(), _unmoved():
            return builder.getOrCreate()
    except Exception as error:
        said = f"--engine spark: Spark does not start ({type(error).__name__})"
        hint = "is spark.master reachable, with the same spark.authenticate.secret? docs/how-to/run-on-a-cluster.md"
        raise UsageError(said, hint) from None


def _settings(folder: Path) -> dict[str, str]:
    where = master()
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
    given = _said(OPTIONS) or ""
    settings[OPTIONS] = f"{given} -Dlog4j2.configurationFile={logging.absolute().as_uri()}".strip()
    return settings


def renew(session: Any) -> None:
    """Talk to Java over a new connection: over one whose call was interrupted, each call gets the answer to another.

    Py4J does so by itself after a KeyboardInterrupt, and after nothing else.
    """
    if not remote():
        connection = session.sparkContext._gateway._gateway_client.get_thread_connection()
        if connection is not None:
            connection.close()


@contextmanager
def _unmoved() -> Iterator[None]:
    """Answer an interrupt afterwards as before: Spark puts an answer of its own in the place of ours."""
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, before)


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
