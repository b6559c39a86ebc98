"""Everything under a folder is synced, files before the folders that name them; nothing else is touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.core import durable
from pipeline.core.work import Work


@pytest.fixture
def synced(monkeypatch) -> list[str]:
    """Names of what is synced, in order."""
    found: list[str] = []
    monkeypatch.setattr(durable.os, "fsync", lambda one: found.append(str(Path(f"/proc/self/fd/{one}").readlink())))
    return found


def test_files_come_before_their_folders_and_pipes_and_links_are_passed_over(synced, tmp_path: Path) -> None:
    inner = tmp_path / "outer" / "inner"
    inner.mkdir(parents=True)
    (inner / "a").write_bytes(b"1")
    (tmp_path / "b").write_bytes(b"2")
    (tmp_path / "link").symlink_to("/etc/passwd")
    os.mkfifo(tmp_path / "pipe")
    durable.settle_all(tmp_path)
    folders = [str(inner), str(inner.parent), str(tmp_path)]
    assert sorted(synced[:2]) == sorted([str(inner / "a"), str(tmp_path / "b")])
    assert synced[2:] == folders


def test_a_link_is_never_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/passwd")
    with pytest.raises(OSError, match="symbolic links"):
        durable.settle(tmp_path / "link")


def test_of_a_work_folder_only_what_stages_wrote_is_synced(synced, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one").write_bytes(b"3")
    work = Work(tmp_path)
    work.write_summary("ingest", {})
    work.settle()
    assert synced == [str(tmp_path / "ingest" / "summary.json"), str(tmp_path / "ingest"), str(tmp_path)]
