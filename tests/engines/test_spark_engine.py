"""The engine on Spark gives the release of this machine, and its processes are handed no key in the open."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from bench.cluster import QUICK, cluster
from bench.killed import again, kill
from pipeline.core import keyfile
from pipeline.core.errors import UsageError
from pipeline.core.policy_file import configs
from pipeline.engines import engine, spark
from pipeline.engines.attended import PATIENCE, Attended
from pipeline.publish import manifest, sealed
from tests.conftest import leak as make_leak

missing = spark.Spark.missing()
needs_spark = pytest.mark.skipif(missing is not None, reason=str(missing))
DATABASE = "release.duckdb"


def bytes_of(release: Path) -> dict[str, bytes]:
    files = [path for path in release.rglob("*") if path.is_file() and path.name != DATABASE]
    return {str(path.relative_to(release)): path.read_bytes() for path in files}


def configured(folder: Path) -> dict[str, str]:
    """The environment of a run on two cores of this machine."""
    (folder / "conf").mkdir()
    (folder / "conf" / "spark-defaults.conf").write_text("spark.master local[2]\nspark.driver.memory 1g\n")
    return {"SPARK_CONF_DIR": str(folder / "conf"), "JDK_JAVA_OPTIONS": QUICK}


class Watch:
    """Looks for needles in argv and environment of every process, and in every file below a folder, until stopped."""

    def __init__(self, folder: Path, needles: set[bytes]) -> None:
        self.found: set[str] = set()
        self.looked: set[str] = set()
        self.names: set[str] = set()
        self._folder, self._needles, self._stop = folder, needles, threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self.look()
            time.sleep(0.2)

    def look(self) -> None:
        for name in ("cmdline", "environ"):
            for path in Path("/proc").glob(f"[0-9]*/{name}"):
                self._file(path, name)
        for folder, _, names in os.walk(self._folder):  # folders come and go meanwhile
            for name in names:
                self._file(Path(folder) / name, "file")
                self.names.add(name)

    def _file(self, path: Path, kind: str) -> None:
        try:
            content = path.read_bytes()
        except OSError:
            return
        self.looked.add(kind)
        if any(needle in content for needle in self._needles):
            self.found.add(kind)


def spelt(secret: bytes) -> set[bytes]:
    return {secret, secret.hex().encode(), base64.b64encode(secret).rstrip(b"=")}


def test_the_watch_finds_what_lies_open(tmp_path: Path) -> None:
    """The positive control."""
    secret = b"canary-of-thirty-two-bytes-zqx!!"
    (tmp_path / "spill").write_bytes(b"x" + secret)
    text = secret.hex()
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    processes = [subprocess.Popen([*command, text]), subprocess.Popen(command, env={"SEEN": text})]
    try:
        watch = Watch(tmp_path, spelt(secret))
        end = time.monotonic() + 30
        while watch.found != {"cmdline", "environ", "file"} and time.monotonic() < end:
            watch.look()
    finally:
        for process in processes:
            process.kill()
            process.wait()
    assert watch.found == {"cmdline", "environ", "file"}


def values(leak: Path) -> set[bytes]:
    """Some social security numbers, e-mail addresses and records' numbers of a leak, from all over it."""
    frame = pl.read_csv(leak, separator=";", infer_schema=False, encoding="cp1252")
    columns = [frame[name].drop_nulls().gather_every(200) for name in ("nir", "email", "num_dossier")]
    return {value.encode() for column in columns for value in column if len(value) > 9}


@needs_spark
def test_a_cluster_gives_the_public_release_of_one_machine_and_nothing_raw_lies_open(
    estompe, clean: Path, tmp_path: Path
) -> None:
    """Spill, shuffle, logs, event log, work folder, command lines, environments: while it runs and after it."""
    needles = values(clean / "leak.csv")
    assert len(needles) > 20
    with cluster(tmp_path) as conf, Watch(tmp_path, needles) as watch:
        (tmp_path / "events").mkdir()
        with (conf / "spark-defaults.conf").open("a") as more:
            more.write(f"spark.eventLog.enabled true\nspark.eventLog.dir file:{tmp_path}/events\n")
        flags = ("--out", tmp_path / "release", "--work", tmp_path / "work")
        env = {"SPARK_CONF_DIR": str(conf), "JDK_JAVA_OPTIONS": QUICK}
        done = estompe("run", clean / "leak.csv", *flags, "--engine", "spark", env=env)
        watch.look()
    assert done.code == 0, done.err
    assert bytes_of(tmp_path / "release") == bytes_of(clean / "release")
    assert not list((tmp_path / "work").rglob("*recipe*"))
    assert not list((tmp_path / "events").iterdir())
    assert watch.names > {"daemons.log", "stderr", "manifest.json"}
    assert (watch.looked, watch.found) == ({"cmdline", "environ", "file"}, set())
    (tmp_path / "work" / "spilt").write_bytes((clean / "leak.csv").read_bytes())
    watch.look()
    assert watch.found == {"file"}, "the search does not find what it looks for"


@needs_spark
def test_killed_processes_of_a_cluster_change_no_byte_and_without_any_a_run_is_refused(
    estompe, policy: Path, tmp_path: Path
) -> None:
    leak = make_leak(tmp_path, 8_000)
    flags = ("-q", leak, "--policy", policy)
    assert estompe("run", *flags, "--out", tmp_path / "local").code == 0
    place = tmp_path / "cluster"
    place.mkdir()
    with cluster(place, patience=120) as conf, ThreadPoolExecutor(1) as aside:

        def start(name: str) -> Future[Any]:
            folders = ("--out", tmp_path / name, "--work", tmp_path / f"work-{name}")
            env = {"SPARK_CONF_DIR": str(conf), "JDK_JAVA_OPTIONS": QUICK}
            return aside.submit(estompe, "run", *flags, *folders, "--engine", "spark", env=env)

        run = start("release")
        for after, victim in ((1, "python worker"), (4, "executor"), (7, "worker")):
            assert kill(place, victim, after, run.done) == 1
        assert run.result().code == 0, run.result().err
        assert again(place)[1] >= 3
        defaults = conf / "spark-defaults.conf"
        defaults.write_text(defaults.read_text().replace("patience 120", "patience 3"))
        run = start("never")
        assert kill(place, "all workers", 1, run.done) == 1
        done = run.result()
    assert bytes_of(tmp_path / "release") == bytes_of(tmp_path / "local")
    assert (done.code, len(done.err.strip().splitlines())) == (2, 1), done.err
    assert "no executor left" in done.err
    assert not (tmp_path / "never").exists()


@needs_spark
def test_newsroom_records_are_the_same_and_the_key_is_never_in_the_open(estompe, clean: Path, tmp_path: Path) -> None:
    tables = []
    for name in ("local", "spark"):
        key = tmp_path / f"keys-{name}" / "project.key"
        if name == "local":
            keyfile.create(key)
        else:
            key.parent.mkdir(mode=0o700)
            for file in (tmp_path / "keys-local").iterdir():
                if "ledger" not in file.name:
                    (key.parent / file.name).write_bytes(file.read_bytes())
                    (key.parent / file.name).chmod(0o600)
        place = tmp_path / name
        place.mkdir()
        root = keyfile.load(key).run
        needles = spelt(root._root)
        flags = ("--policy", configs() / "newsroom.yaml", "--key", key, "--engine", name)
        with Watch(place, needles) as watch:
            folders = ("--out", place / "release", "--work", place / "work")
            done = estompe("run", clean / "leak.csv", *flags, *folders, env=configured(place))
        assert done.code == 0, done.err
        assert (watch.looked, watch.found) == ({"cmdline", "environ", "file"}, set())
        release = place / "release"
        tables.append(pl.DataFrame(pl.from_arrow(sealed.records(release, keyfile.load(key), manifest.read(release)))))
        facts = json.loads((release / "manifest.json").read_text())
        assert facts["counts"]["accepted"] == tables[-1].height
    assert tables[0].equals(tables[1])


def test_without_the_extra_a_run_says_so_and_writes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(spark, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pyspark is not installed.*estompe\[spark\]"):
        engine.engine("spark", lambda: tmp_path / "never")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(spark.find_spec("pyspark") is None, reason="pyspark is not installed")
def test_without_java_the_command_says_so_in_one_line_and_writes_nothing(estompe, clean: Path, tmp_path: Path) -> None:
    flags = ("--engine", "spark", "--out", tmp_path / "out", "--work", tmp_path / "work")
    done = estompe("run", clean / "leak.csv", *flags, env={"JAVA_HOME": str(tmp_path / "none")})
    assert done.code == 2
    assert "Java 17" in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_without_what_spark_connect_needs_a_run_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SPARK_REMOTE", "sc://127.0.0.1:1")
    monkeypatch.setattr(spark, "find_spec", lambda name: None if name == "grpc" else name)
    with pytest.raises(UsageError, match=r"SPARK_REMOTE is set.*pyspark\[connect\]"):
        engine.engine("spark", lambda: tmp_path / "never")
    assert not list(tmp_path.iterdir())


def test_a_patience_that_is_no_number_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_REMOTE", "sc://127.0.0.1:1")
    for said in ("60", "60s"):
        Attended(SimpleNamespace(conf={PATIENCE: said}))
    with pytest.raises(UsageError, match=r"spark\.estompe\.patience: is no number"):
        Attended(SimpleNamespace(conf={PATIENCE: "soon"}))


@pytest.mark.parametrize(("flags", "said"), [(("--engine", "abacus"), "is no engine")])
def test_a_wrong_engine_is_refused(estompe, clean: Path, tmp_path: Path, flags: tuple[str, ...], said: str) -> None:
    done = estompe("run", clean / "leak.csv", *flags, "--out", tmp_path / "out", "--work", tmp_path / "work")
    assert (done.code, said in done.err) == (2, True)
    assert not list(tmp_path.iterdir())


def test_states_that_refuse_to_be_pickled_travel_sealed_and_open_under_their_key_alone() -> None:
    from cryptography.exceptions import InvalidTag

    from pipeline.core.keys import RunKey
    from pipeline.core.travel import seal, unseal

    run, key = RunKey(), bytes(range(32))
    kept = seal(key, {"run": run, "batch": pa.array(["ZQXCANARY"])}, "a")
    assert unseal(key, kept, "a")["run"].subkey("x") == run.subkey("x")
    assert b"ZQXCANARY" not in kept
    for other, label in ((bytes(32), "a"), (key, "b")):
        with pytest.raises(InvalidTag):
            unseal(other, kept, label)
