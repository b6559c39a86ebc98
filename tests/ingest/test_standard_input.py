"""Standard input is read twice, so it is kept: as ciphertext, for as long as the command runs."""

from __future__ import annotations

import io
import json
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.errors import InputError
from pipeline.ingest import spool as spooling
from pipeline.ingest.spool import SpooledBytes, spool

TEXT = "dossier;nom;ville\n" + "".join(f"{i};CANARI{i};B\n" for i in range(500))


@pytest.fixture
def spooled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SpooledBytes:
    """A spooled text of many small chunks."""
    monkeypatch.setattr(spooling, "CHUNK", 1000)
    return spool(io.BytesIO(TEXT.encode()), tmp_path, "-")


def test_what_is_spooled_comes_back_and_lies_there_as_ciphertext(spooled: SpooledBytes, tmp_path: Path) -> None:
    for _ in range(2):
        with spooled.open() as stream:
            assert stream.read() == TEXT.encode()
    (file,) = tmp_path.iterdir()
    content = file.read_bytes()
    assert b"CANARI" not in content
    assert len(content) > len(TEXT)
    assert file.stat().st_mode & 0o777 == 0o600
    assert (spooled.size, spooled.path) == (len(TEXT), None)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 12_000), st.integers(0, 3_000)), max_size=8))
def test_it_can_be_read_from_any_place(places: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = spool(io.BytesIO(TEXT.encode()), Path(folder), "-")
        with source.open() as stream:
            for place, length in places:
                stream.seek(place)
                assert stream.read(length) == TEXT.encode()[place : place + length]


def test_a_changed_spool_is_refused(spooled: SpooledBytes, tmp_path: Path) -> None:
    (file,) = tmp_path.iterdir()
    content = bytearray(file.read_bytes())
    content[1500] ^= 1
    file.write_bytes(content)
    with pytest.raises(InputError, match="changed"), spooled.open() as stream:
        stream.read()


def piped(program: str, *arguments: object, given: bytes) -> subprocess.CompletedProcess[bytes]:
    command = [program, *map(str, arguments)]
    return subprocess.run(command, input=given, capture_output=True, check=False, timeout=120)


def test_a_pipe_is_read_as_a_file_is_and_nothing_stays(program, tmp_path: Path) -> None:
    done = piped(program, "ingest", "-", "--json", "-q", "--work", tmp_path / "work", given=TEXT.encode())
    assert done.returncode == 0, done.stderr
    (file,) = json.loads(done.stdout)["files"]
    assert (file["name"], file["records"], file["delimiter"]) == ("-", 500, ";")
    assert {path.name for path in (tmp_path / "work").rglob("*")} == {"ingest", "summary.json", "quarantine.parquet"}


def test_a_stage_reads_a_pipe_again_and_again_in_one_folder_and_leaves_no_copy(program, tmp_path: Path) -> None:
    for _ in range(2):
        done = piped(program, "stage", "ingest", "-", "-q", "--work", tmp_path / "work", given=TEXT.encode())
        assert done.returncode == 0, done.stderr
    names = {path.name for path in (tmp_path / "work" / "ingest").iterdir()}
    assert names == {"summary.json", "stamp.json", "quarantine.parquet"}


def test_an_empty_pipe_and_one_asked_for_twice_are_refused(program) -> None:
    done = piped(program, "sniff", "-", given=b"")
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"is empty" in done.stderr
    done = piped(program, "ingest", "-", "-", given=TEXT.encode())
    assert done.returncode == 2
