"""Keys differ by purpose and hide; the work folder is private and its tables unreadable without the key."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pipeline.core.errors import UsageError
from pipeline.core.keys import RunKey
from pipeline.core.work import Vault, Work

CANARY = "CANARI-PASSEREAU-4711"
TABLE = pa.table({CANARY.lower(): [CANARY] * 50, "n": list(range(50))})


def store(vault: Vault, path: Path) -> None:
    with vault.writer(path, TABLE.schema) as writer:
        writer.write_table(TABLE)


def test_subkeys_differ_by_purpose_and_by_root_and_nothing_else() -> None:
    roots = [RunKey(bytes([i]) * 32) for i in range(3)]
    purposes = ["link.number", "link.names", "prescriber", ""]
    keys = {(i, purpose): roots[i].subkey(purpose) for i in range(3) for purpose in purposes}
    assert len(set(keys.values())) == len(keys)
    assert all(re.fullmatch(r"[0-9a-f]{64}", key) for key in keys.values())
    assert roots[1].subkey("link.names") == RunKey(b"\1" * 32).subkey("link.names")


def test_subkeys_are_those_of_rfc_5869() -> None:
    derived = HKDF(hashes.SHA256(), 32, b"estompe/1", b"prescriber").derive(b"\7" * 32)
    assert RunKey(b"\7" * 32).subkey("prescriber") == derived.hex()


def test_without_a_root_every_key_is_new() -> None:
    assert len({RunKey().subkey("x") for _ in range(20)}) == 20


def test_a_key_shows_nothing_of_itself() -> None:
    key = RunKey(b"ROOTROOTROOTROOTROOTROOTROOTROOT")
    for text in (repr(key), str(key), f"{key}", repr([key]), repr({"key": key})):
        assert "ROOT" not in text
        assert key.subkey("x") not in text


def test_a_vault_gives_back_what_was_written(tmp_path: Path) -> None:
    vault = Vault()
    store(vault, tmp_path / "t.vault")
    assert vault.read(tmp_path / "t.vault").equals(TABLE)


def test_a_vault_holds_no_plaintext_neither_of_values_nor_of_names(tmp_path: Path) -> None:
    store(Vault(), tmp_path / "t.vault")
    content = (tmp_path / "t.vault").read_bytes()
    assert CANARY.encode() not in content
    assert CANARY.lower().encode() not in content
    pq.write_table(TABLE, tmp_path / "plain.parquet", compression="none")
    assert CANARY.encode() in (tmp_path / "plain.parquet").read_bytes()


def test_another_key_reads_nothing(tmp_path: Path) -> None:
    store(Vault(b"1" * 32), tmp_path / "t.vault")
    with pytest.raises(Exception) as refused:  # noqa: PT011 (the kind is the library's)
        Vault(b"2" * 32).read(tmp_path / "t.vault")
    assert CANARY not in str(refused.value)
    with pytest.raises((OSError, pa.ArrowException)):
        pq.read_table(tmp_path / "t.vault")


def test_the_same_table_is_never_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        store(Vault(b"1" * 32), tmp_path / name)
    assert (tmp_path / "a").read_bytes() != (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("given", [True, False])
def test_work_folders_are_private(given: bool, tmp_path: Path) -> None:
    work = Work(tmp_path / "work" if given else None)
    try:
        for folder in (work.path, work.folder("transform"), work.folder("anonymise")):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    finally:
        work.close()
    assert work.path.exists() == given


@pytest.mark.parametrize("keep", [True, False])
def test_record_level_tables_go_when_the_work_is_done_unless_kept(keep: bool, tmp_path: Path) -> None:
    work = Work(tmp_path / "work", keep)
    store(work.vault, work.folder("transform") / "records.vault")
    work.write_summary("transform", {"records": 50})
    work.close()
    assert (tmp_path / "work" / "transform" / "records.vault").exists() == keep
    assert json.loads((tmp_path / "work" / "transform" / "summary.json").read_text()) == {"records": 50}


def test_a_work_folder_that_cannot_be_made_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(UsageError, match="work folder"):
            Work(path)


def test_a_pass_over_a_table_holds_a_piece_of_it_and_not_what_it_has_read(tmp_path: Path) -> None:
    vault, schema = Vault(), pa.schema([("noise", pa.binary())])
    with vault.writer(tmp_path / "t.vault", schema) as writer:
        for _ in range(24):
            writer.write_batch(pa.record_batch([[os.urandom(64) for _ in range(4_000)]], schema=schema))
    size, before, most = (tmp_path / "t.vault").stat().st_size, pa.total_allocated_bytes(), 0
    with vault.open(tmp_path / "t.vault") as file:
        for _ in file.iter_batches(batch_size=4_000):
            most = max(most, pa.total_allocated_bytes() - before)
    assert size > 24 * 4_000 * 64
    assert 0 < most < size / 4
