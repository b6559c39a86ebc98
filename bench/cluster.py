"""A Spark cluster on this machine's loopback, for a try and for the tests: ``make cluster``."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

HOST = "127.0.0.1"
_PATIENCE = 60.0
"""Seconds for a master to listen."""
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData"
"""What makes a Java that lives for seconds start with less work."""


@contextmanager
def cluster(folder: Path, workers: int = 2, patience: int = 60) -> Iterator[Path]:
    """A standalone master and its workers of one core each; gives the folder for ``SPARK_CONF_DIR``.

    ``patience`` is how many seconds a run waits where no executor is left.

    Raises
    ------
    RuntimeError
        Where the master does not listen in time.
    """
    with socket.create_server((HOST, 0)) as free:
        port = free.getsockname()[1]
    conf = _configure(folder, port, patience)
    started = [_start(folder, conf, "master.Master", "--host", HOST, "--port", str(port))]
    try:
        _wait(port, started[0])
        flags = ("--host", HOST, "--cores", "1", "--memory", "1g", f"spark://{HOST}:{port}")
        started += [_start(folder, conf, "worker.Worker", *flags) for _ in range(workers)]
        yield conf
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait()


def _configure(folder: Path, port: int, patience: int) -> Path:
    conf = folder / "conf"
    conf.mkdir(mode=0o700)
    settings = {
        "spark.master": f"spark://{HOST}:{port}",
        "spark.authenticate": "true",
        "spark.authenticate.secret": secrets.token_hex(32),
        "spark.network.crypto.enabled": "true",
        "spark.executor.memory": "512m",
        "spark.driver.host": HOST,
        "spark.local.dir": str(folder),
        "spark.executor.extraJavaOptions": QUICK,
        "spark.estompe.patience": str(patience),
    }
    path = conf / "spark-defaults.conf"
    path.touch(mode=0o600)
    path.write_text("".join(f"{name} {value}\n" for name, value in settings.items()), "utf-8")
    return conf


def _start(folder: Path, conf: Path, kind: str, *flags: str) -> subprocess.Popen[bytes]:
    spec = find_spec("pyspark")
    if spec is None or spec.origin is None:
        raise RuntimeError("pyspark is not installed: bash .ci/setup spark")
    home = Path(spec.origin).parent
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", "--webui-port", "0", *flags]
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_CONF_DIR": str(conf),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_WORKER_DIR": str(folder / "work"),
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_DAEMON_JAVA_OPTS": QUICK,
        "PYSPARK_PYTHON": sys.executable,
    }
    with (folder / "daemons.log").open("ab") as log:
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)


def _wait(port: int, master: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and master.poll() is None:
        try:
            socket.create_connection((HOST, port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the master does not listen")


def main() -> None:
    """Start it, say how to use it, wait for Ctrl-C."""
    with tempfile.TemporaryDirectory(prefix="estompe-cluster-") as name, cluster(Path(name)) as conf:
        print(f"SPARK_CONF_DIR={conf} estompe run FILE --engine spark --out release\nCtrl-C stops the cluster.")
        try:
            signal.pause()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
