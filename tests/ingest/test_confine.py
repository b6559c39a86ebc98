"""The confined child: what it cannot do (and could without the lock), how it dies, and what its parent then says."""

from __future__ import annotations

import io
import json
import os
import platform
from dataclasses import dataclass
from pathlib import Path

import confined_tasks
import pytest

from pipeline.core.errors import InputError
from pipeline.ingest import feed
from pipeline.ingest.confine import Confined
from pipeline.ingest.lockdown import Limits
from pipeline.ingest.refusals import REFUSALS, ConfinedError

FILTERED = platform.system() == "Linux" and platform.machine() in ("x86_64", "aarch64")
native = pytest.mark.skipif(not FILTERED, reason="no filter of system calls on this machine")


@dataclass(frozen=True)
class Given:
    """Bytes, as a file or as a stream only."""

    content: bytes = b""
    path: Path | None = None

    def open(self):
        return self.path.open("rb") if self.path else io.BytesIO(self.content)


def attempt(what: str, argument: str = "", locked: bool = True) -> str:
    with Confined("confined_tasks:Attempt", Given(), locked=locked) as child:
        (frame,) = child.run(what=what, argument=argument)
    return json.loads(frame.payload)


PYTHONS_OWN = ("network", "program")
RAW = ("raw_network", "raw_local_socket", "raw_fork", "raw_exec")


@pytest.mark.parametrize("what", PYTHONS_OWN)
def test_python_code_in_the_child_has_no_network_and_no_programs(what: str) -> None:
    assert attempt(what, locked=False) == "done"
    assert attempt(what) == "denied"


@native
@pytest.mark.parametrize("what", RAW)
def test_native_code_in_the_child_has_no_network_and_no_processes(what: str) -> None:
    assert attempt(what, locked=False) == "done"
    assert attempt(what) == "denied 38"


@native
def test_native_code_in_the_child_reaches_no_other_process() -> None:
    assert attempt("raw_kill", str(os.getpid()), locked=False) == "done"
    assert attempt("raw_kill", str(os.getpid())) == "denied 38"


def test_the_child_writes_and_removes_no_file(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(b"x")
    assert attempt("file", str(tmp_path / "new")) == "denied"
    if FILTERED:
        for what in ("raw_file", "raw_read", "raw_remove"):
            assert attempt(what, str(kept)) == "denied 38"
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


@native
def test_without_the_lock_it_would_read_and_remove_files(tmp_path: Path) -> None:
    for what in ("raw_read", "raw_file", "raw_remove"):
        (tmp_path / "kept").write_bytes(b"x")
        assert attempt(what, str(tmp_path / "kept"), locked=False) == "done"
    assert list(tmp_path.iterdir()) == []


def test_no_byte_goes_into_a_file_even_without_the_lock(tmp_path: Path) -> None:
    with (
        Confined("confined_tasks:Attempt", Given(), locked=False) as child,
        pytest.raises(ConfinedError, match="damaged"),
    ):
        list(child.run(what="file", argument=str(tmp_path / "new")))
    assert (tmp_path / "new").read_bytes() == b""


def test_the_child_may_still_make_threads() -> None:
    assert attempt("thread") == "done"


@native
def test_the_child_says_that_the_kernel_filters() -> None:
    with Confined("confined_tasks:Attempt", Given()) as child:
        assert child.filtered


def test_the_child_inherits_no_descriptor_and_no_environment(monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ESTOMPE_SECRET", "MARTIN")
    with (tmp_path / "open").open("wb") as held:
        os.set_inheritable(held.fileno(), True)
        with Confined("confined_tasks:Attempt", Given()) as child:
            place = Path(f"/proc/{child._process.pid}")
            targets = [str(entry.readlink()) for entry in (place / "fd").iterdir()] if os.geteuid() == 0 else []
            environment = (place / "environ").read_bytes() if os.geteuid() == 0 else b""
    assert str(tmp_path / "open") not in targets
    assert b"MARTIN" not in environment


ENDS = {
    # how the task ends: reason class
    "segfault": "crash",
    "leave": "crash",
    "value": "damaged",
    "nest": "depth",
    "refuse": "climbing",
    "lie": "crash",
    "huge": "crash",
    "memory": "memory",
}


@pytest.mark.parametrize(("how", "reason"), ENDS.items())
def test_a_bad_end_is_a_reason_class(how: str, reason: str, capfd) -> None:
    with Confined("confined_tasks:Misbehave", Given(), Limits(memory=1 << 30)) as child:
        frames = child.run(how=how)
        assert next(frames).payload == b"first"
        with pytest.raises(ConfinedError) as caught:
            list(frames)
    assert caught.value.reason == reason
    said = caught.value.input_error("leak.zip").message
    assert said == f"leak.zip: {REFUSALS[reason]}"
    assert capfd.readouterr() == ("", "")


def test_what_the_child_prints_goes_nowhere(capfd) -> None:
    with Confined("confined_tasks:Misbehave", Given()) as child:
        assert [frame.payload for frame in child.run(how="print")] == [b"first"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(("how", "limits"), [("spin", Limits(cpu_seconds=1)), ("sleep", Limits(silence_seconds=10))])
def test_a_child_that_takes_too_long_is_killed(how: str, limits: Limits) -> None:
    with Confined("confined_tasks:Misbehave", Given(), limits) as child:
        with pytest.raises(ConfinedError, match="time"):
            list(child.run(how=how))
        assert child._process.poll() is not None


def test_a_task_that_cannot_begin_says_why_each_time() -> None:
    with Confined("confined_tasks:Fails", Given()) as child:
        for _ in range(2):
            with pytest.raises(ConfinedError, match="encrypted"):
                list(child.run())


@pytest.mark.parametrize("kind", ["file", "stream", "memory"])
def test_the_bytes_arrive_whole(kind: str, tmp_path: Path) -> None:
    content = bytes(range(256)) * 20_000
    (tmp_path / "leak").write_bytes(content)
    given = Given(path=tmp_path / "leak") if kind == "file" else Given(content)
    with Confined("confined_tasks:Read", given, seekable=kind == "memory") as child:
        frames = list(child.run())
        assert b"".join(frame.payload for frame in frames) == content
        assert frames[-1].consumed == len(content)
        if kind != "stream":
            assert b"".join(frame.payload for frame in child.run(again=True)) == content


def test_an_answer_may_be_left_early_and_the_next_is_whole() -> None:
    content = bytes(range(256)) * 100
    with Confined("confined_tasks:Read", Given(content), seekable=True) as child:
        for _ in range(3):
            frames = child.run(again=True)
            next(frames)
            frames.close()
        assert b"".join(frame.payload for frame in child.run(again=True)) == content


def test_a_fault_of_the_stream_is_told_as_such() -> None:
    class Broken(Given):
        def open(self):
            raise InputError("leak.gz: is damaged or cut off")

    with Confined("confined_tasks:Misbehave", Broken()) as child, pytest.raises(InputError, match=r"leak\.gz"):
        list(child.run(how="value"))


def test_what_is_too_large_for_memory_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(feed, "SPOOL_CAP", 1000)
    with pytest.raises(ConfinedError, match="spool"):
        Confined("confined_tasks:Read", Given(bytes(1001)), seekable=True)


def test_an_abandoned_child_with_a_full_pipe_ends() -> None:
    with Confined("confined_tasks:Misbehave", Given(bytes(8 << 20))) as child:
        assert next(child.run(how="print")).payload == b"first"
    assert child._process.poll() is not None


def test_every_attempt_is_tried() -> None:
    tried = {*PYTHONS_OWN, *RAW, "raw_kill", "file", "raw_file", "raw_read", "raw_remove", "thread", "came", "answers"}
    there = {name[1:] for name, value in vars(confined_tasks).items() if name[0] == "_" and callable(value)}
    assert {name for name in there if not name.startswith("_")} == tried
