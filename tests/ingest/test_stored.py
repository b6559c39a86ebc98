"""What lies in a store is read once, kept as ciphertext, and then read as a file of this machine is."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest

from pipeline.core.errors import InputError, UsageError
from pipeline.core.store import Address, Stored, StoreError, location
from pipeline.core.travel import seal, unseal
from pipeline.ingest.open import Depot, Opened, open_inputs, understand
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.parts import split
from pipeline.ingest.spool import spool
from tests.stores import Shelf

TEXT = "dossier;nom;ville\n" + "".join(f'{i};"CANARI\n{i}";B\n' for i in range(40_000))
HOST = Address("shelf://host")


class Listened:
    """Progress that remembers."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, int]] = []
        self.done = 0

    def begin(self, stage: str, total: int) -> None:
        self.stages.append((stage, total))

    def advance(self, amount: int, records: int = 0, quarantined: int = 0) -> None:
        del records, quarantined
        self.done += amount

    def close(self, done: bool = True) -> None: ...


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    for name, content in {
        "leak.csv": TEXT.encode(),
        "packed.csv.gz": gzip.compress(TEXT.encode()),
        "folder/a.csv": TEXT.encode(),
        "folder/sub/b.csv": b"dossier;nom\n1;A\n",
        "folder/_SUCCESS": b"",
    }.items():
        path = tmp_path / "store" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (tmp_path / "store" / "empty").mkdir()
    (tmp_path / "work").mkdir()
    return Shelf(tmp_path / "store")


def depot(shelf: Shelf, told: Listened | None = None) -> Depot:
    return Depot(lambda: shelf.root.parent / "work", lambda: shelf, told or Listened())


@pytest.mark.parametrize(("name", "found", "unread"), [
    ("leak.csv", ["leak.csv"], []),
    ("packed.csv.gz", ["packed.csv.gz"], []),
    ("folder", ["folder/a.csv", "folder/sub/b.csv"], ["folder/_SUCCESS"]),
])  # fmt: skip
def test_what_is_found_in_a_store_is_what_is_found_on_this_machine(
    shelf: Shelf, name: str, found: list[str], unread: list[str]
) -> None:
    told = Listened()
    stored = open_inputs([HOST / name], depot=depot(shelf, told))
    here = open_inputs([shelf.root / name])
    assert [item.name for item in stored.inputs] == [item.name for item in here.inputs] == found
    assert [name for name, _ in stored.unread] == unread
    for one, other in zip(stored.inputs, here.inputs, strict=True):
        with one.source.open() as first, other.source.open() as second:
            assert first.read() == second.read()
        assert one.tables == other.tables
    size = sum(path.stat().st_size for path in (shelf.root / name).rglob("*") if path.is_file())
    assert told.stages == [("copy", size or (shelf.root / name).stat().st_size)]
    assert told.done == told.stages[0][1]
    kept = list((shelf.root.parent / "work").iterdir())
    assert kept
    assert all(path.suffix == ".spool" and b"CANARI" not in path.read_bytes() for path in kept)


@pytest.mark.parametrize("wanted", [1, 2, 9])
def test_ranges_of_a_spool_give_what_ranges_of_the_file_give_whoever_reads_them(
    wanted: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, key = tmp_path_factory.mktemp("ranges"), bytes(32)
    (folder / "leak.csv").write_text(TEXT)
    source = spool(io.BytesIO(TEXT.encode()), folder, "leak.csv")
    here = open_inputs([folder / "leak.csv"])
    there = Opened((understand(source, Overrides()),))
    ranges = [unseal(key, seal(key, part, "part"), "part") for part in split(there, wanted)]
    assert len(ranges) == len(split(here, wanted))
    for one, other in zip(ranges, split(here, wanted), strict=True):
        assert [item.block.batch for item in one] == [item.block.batch for item in other]


@pytest.mark.parametrize(("name", "why"), [
    ("nowhere.csv", "is not there"), ("empty", "is a folder without any file"), ("folder/_SUCCESS", "is empty"),
])  # fmt: skip
def test_what_is_not_there_and_what_is_empty_is_refused(shelf: Shelf, name: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        open_inputs([HOST / name], depot=depot(shelf))


@pytest.mark.parametrize("broken", ["files", "open"])
def test_a_store_that_refuses_is_an_error_of_the_input_in_its_own_word(shelf: Shelf, broken: str) -> None:
    shelf.broken = {broken}
    with pytest.raises(InputError, match=r"leak\.csv: the store does not give it \(Refused\)"):
        open_inputs([HOST / "leak.csv"], depot=depot(shelf))


def test_a_store_that_breaks_off_is_an_error_and_no_short_leak(shelf: Shelf) -> None:
    class Broken(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, target: bytearray | memoryview) -> int:  # type: ignore[override]
            if self.tells:
                raise StoreError("Interrupted")
            self.tells = True
            target[:20] = TEXT.encode()[:20]
            return 20

        tells = False

    class Fragile(Shelf):
        @contextmanager
        def open(self, file: Stored) -> Iterator[BinaryIO]:
            del file
            yield io.BufferedReader(Broken(), 20)

    with pytest.raises(InputError, match="Interrupted"):
        open_inputs([HOST / "leak.csv"], depot=depot(Fragile(shelf.root)))


def test_a_command_that_reaches_no_store_says_what_does(shelf: Shelf) -> None:
    with pytest.raises(UsageError, match="does not read") as refused:
        open_inputs([HOST / "leak.csv"])
    assert "--engine spark" in refused.value.hint
    del shelf


def test_an_engine_that_reaches_no_store_says_so_before_anything_is_made(estompe, tmp_path: Path) -> None:
    for leak, out in (("s3a://b/leak.csv", tmp_path / "out"), (tmp_path / "leak.csv", "s3a://b/out")):
        done = estompe("run", leak, "--out", out, "--work", tmp_path / "work", "-q")
        assert (done.code, len(done.err.splitlines())) == (2, 1), done.err
        assert "reads and writes no store" in done.err
    assert not list((tmp_path / "work").rglob("*.*"))
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("said", "meant"), [
    ("leak.csv", Path("leak.csv")), ("-", Path("-")), ("c:/leak.csv", Path("c:/leak.csv")),
    ("/a//b.csv", Path("/a/b.csv")), ("file:///leaks/a.csv", Path("/leaks/a.csv")),
    ("file://localhost/leaks/a%20b.csv", Path("/leaks/a b.csv")), ("FILE:///a", Path("/a")),
    ("hdfs:///leaks//a.csv", Address("hdfs:///leaks//a.csv")), ("s3a://b/x/", Address("s3a://b/x/")),
])  # fmt: skip
def test_what_a_user_names(said: str, meant: object) -> None:
    assert location(said) == meant


@pytest.mark.parametrize(("said", "why"), [
    ("s3a://key:ZQXSECRET@bucket/leak.csv", "with a password"), ("hdfs://", "names no file"),
    ("hdfs://host", "names no file"), ("hdfs://host/a/..", "has . or .."), ("hdfs://host/./a", "has . or .."),
    ("s3a://bucket//", "names no file"),
])  # fmt: skip
def test_addresses_that_are_refused_before_anything_else(estompe, said: str, why: str, tmp_path: Path) -> None:
    for leak, out in ((said, tmp_path / "out"), (tmp_path / "leak.csv", said)):
        done = estompe("run", leak, "--out", out, "--engine", "spark")
        assert (done.code, len(done.err.splitlines()), done.out) == (2, 1, ""), done.err
        assert why in done.err
        assert "ZQXSECRET" not in done.err


@pytest.mark.parametrize("uri", ["s3a://b/x/release", "s3a://b/x/release/"])
def test_what_stands_below_and_beside_an_address(uri: str) -> None:
    address = Address(uri)
    assert address.name == "release"
    assert (address / "cubes" / "a.parquet").uri == "s3a://b/x/release/cubes/a.parquet"
    assert address.with_name(".new").uri == "s3a://b/x/.new"
