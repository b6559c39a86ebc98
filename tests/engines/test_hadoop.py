"""Stores that Hadoop knows: read from and written to by its own client, against a server on loopback."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.core.store import Address, StoreError
from pipeline.engines import session, spark
from pipeline.engines.hadoop import Hadoop, _Pump
from tests.engines.test_spark_engine import Watch, bytes_of, configured, values
from tests.stores import WebHdfs, webhdfs

pytestmark = pytest.mark.skipif(spark.Spark.missing() is not None, reason=str(spark.Spark.missing()))


@pytest.fixture(scope="module")
def hadoop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hadoop]:
    folder = tmp_path_factory.mktemp("pipes")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", configured(folder)["SPARK_CONF_DIR"])
        answer = signal.getsignal(signal.SIGINT)
        started = session.start(folder)
        assert signal.getsignal(signal.SIGINT) is answer, "an interrupt would no more end in one line"
        yield Hadoop(started, folder)
        started.stop()
    assert not [path for path in folder.iterdir() if path.is_fifo()]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[WebHdfs]:
    with webhdfs(tmp_path) as serving:
        yield serving


def test_files_are_listed_by_name_with_their_lengths_and_what_is_absent_is_told_from_what_is_empty(
    hadoop: Hadoop, server: WebHdfs, tmp_path: Path
) -> None:
    for name, size in (("b.csv", 3), ("a b.csv", 0), ("sub/é#1.csv", 5)):
        (tmp_path / "leaks" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "leaks" / name).write_bytes(b"x" * size)
    (tmp_path / "empty").mkdir()
    found = hadoop.files(server.address / "leaks")
    assert found is not None
    assert [(file.name, file.size) for file in found] == [
        ("leaks/a b.csv", 0),
        ("leaks/b.csv", 3),
        ("leaks/sub/é#1.csv", 5),
    ]
    for file in found:
        (alone,) = hadoop.files(file.address) or []
        assert (alone.address, alone.name, alone.size) == (file.address, file.name.rpartition("/")[2], file.size)
        with hadoop.open(file) as stream:
            assert stream.read() == b"x" * file.size
    assert hadoop.files(server.address / "empty") == []
    assert hadoop.files(server.address / "nowhere") is None


def test_what_is_read_is_every_byte_and_a_reader_may_stop_before_the_end(
    hadoop: Hadoop, server: WebHdfs, tmp_path: Path
) -> None:
    content = bytes(range(256)) * 20_000
    (tmp_path / "big").write_bytes(content)
    (file,) = hadoop.files(server.address / "big") or []
    with hadoop.open(file) as stream:
        assert stream.read() == content
    with hadoop.open(file) as stream:
        assert stream.read(1000) == content[:1000]
    with hadoop.open(file) as stream:
        assert stream.read() == content


def test_bytes_that_do_not_come_and_bytes_too_many_are_an_error_and_no_end(
    hadoop: Hadoop, server: WebHdfs, tmp_path: Path
) -> None:
    (tmp_path / "big").write_bytes(bytes(3_000_000))
    (file,) = hadoop.files(server.address / "big") or []
    server.cut = True
    with pytest.raises(StoreError), hadoop.open(file) as stream:
        stream.read()
    server.cut = False
    (tmp_path / "big").write_bytes(bytes(3_000_001))
    with pytest.raises(StoreError, match="another length"), hadoop.open(file) as stream:
        stream.read()


def test_files_are_written_renamed_and_removed(hadoop: Hadoop, server: WebHdfs, tmp_path: Path) -> None:
    (tmp_path / "here").write_bytes(b"content")
    out = server.address / "releases"
    hadoop.put(tmp_path / "here", out / "new/cubes/a.parquet")
    assert (tmp_path / "releases" / "new" / "cubes" / "a.parquet").read_bytes() == b"content"
    hadoop.rename(out / "new", out / "one")
    assert [file.name for file in hadoop.files(out / "one") or []] == ["one/cubes/a.parquet"]
    hadoop.put(tmp_path / "here", out / "other/b")
    with pytest.raises(StoreError, match="exists already"):
        hadoop.rename(out / "other", out / "one")
    hadoop.remove(out / "other")
    with pytest.raises(StoreError, match="not renamed"):
        hadoop.rename(out / "nowhere", out / "two")
    for _ in range(2):
        hadoop.remove(out / "one")
    assert hadoop.files(out / "one") is None
    assert hadoop.files(out) == []


@pytest.mark.parametrize(
    ("address", "why"),
    [("s3a://bucket/leak.csv", "ClassNotFound"), ("nothing://host/leak.csv", "UnsupportedFileSystem"),
     ("hdfs://127.0.0.1:1/leak.csv", "Connect")],
)  # fmt: skip
def test_a_store_that_is_not_there_says_which_kind_of_error_and_no_more(hadoop: Hadoop, address: str, why: str) -> None:
    with pytest.raises(StoreError, match=rf"^{why}Exception$"):
        hadoop.files(Address(address))


def test_a_file_whose_path_has_spaces_and_signs_is_put(hadoop: Hadoop, server: WebHdfs, tmp_path: Path) -> None:
    place = tmp_path / "my work 100%20" / "é#1.txt"
    place.parent.mkdir()
    place.write_bytes(b"content")
    hadoop.put(place, server.address / "put é")
    assert (tmp_path / "put é").read_bytes() == b"content"


def test_a_call_that_was_interrupted_does_not_answer_the_next(hadoop: Hadoop) -> None:
    class Stopped(BaseException):
        """What no library knows."""

    def stop(number: int, frame: object) -> None:
        raise Stopped

    with socket.create_server(("127.0.0.1", 0)) as mute:
        before = signal.signal(signal.SIGALRM, stop)
        signal.setitimer(signal.ITIMER_REAL, 1)
        try:
            with pytest.raises(Stopped) as held:  # its traceback keeps the connection
                hadoop.files(Address(f"webhdfs://127.0.0.1:{mute.getsockname()[1]}/leak.csv"))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
    assert hadoop.session.sparkContext._jvm.java.lang.Math.addExact(1, 2) == 3
    assert hadoop.session.range(3).count() == 3
    del held


def test_who_stops_while_a_store_is_mute_does_not_wait_for_it() -> None:
    outlet, inlet = os.pipe()
    mute = threading.Event()
    pump = _Pump(outlet, 1, lambda: mute.wait(60))
    begun = time.monotonic()
    pump.close()
    assert time.monotonic() - begun < 10
    assert pump._thread.is_alive()
    mute.set()
    os.close(inlet)


def test_a_release_from_a_store_into_a_store_is_that_of_a_local_run_and_nothing_raw_lies_open(
    estompe, clean: Path, tmp_path: Path
) -> None:
    root, work = tmp_path / "store", tmp_path / "work"
    (root / "leaks").mkdir(parents=True)
    work.mkdir()
    (root / "leaks" / "leak.csv").write_bytes((clean / "leak.csv").read_bytes())
    env = configured(tmp_path)
    with webhdfs(root) as server, Watch(work, values(clean / "leak.csv")) as watch:
        out = server.address / "releases/one"
        flags = ("--engine", "spark", "--work", work, "--out", out)
        done = estompe("run", server.address / "leaks/leak.csv", *flags, env=env)
        assert done.code == 0, done.err
        assert done.out == f"{out}/report.html\n"
        assert bytes_of(root / "releases" / "one") == bytes_of(clean / "release")
        assert server.reads == 1
        assert (watch.looked, watch.found) == ({"cmdline", "environ", "file"}, set())
        assert any(name.endswith(".spool") for name in watch.names)
    assert [path.name for path in (root / "releases").iterdir()] == ["one"]
    assert not list(work.rglob("*.spool"))
