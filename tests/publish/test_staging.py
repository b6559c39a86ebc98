"""A release appears whole under its name, or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from pipeline.core.errors import InputError, UsageError
from pipeline.publish.stage import check_target, staging


def make(target: Path, text: str) -> None:
    with staging(target) as folder:
        (folder / "cubes").mkdir()
        (folder / "cubes" / "a.parquet").write_text(text)
        (folder / "manifest.json").write_text("{}")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_release_appears_with_its_files_and_nothing_beside_it(tmp_path: Path) -> None:
    make(tmp_path / "out", "one")
    assert names(tmp_path) == {"out"}
    assert (tmp_path / "out" / "cubes" / "a.parquet").read_text() == "one"
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "out" / "cubes" / "a.parquet").stat().st_mode) == 0o644


def test_while_it_is_made_nobody_else_may_read_it(tmp_path: Path) -> None:
    with staging(tmp_path / "out") as folder:
        assert folder.parent == tmp_path
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("existing", [True, False])
@pytest.mark.parametrize("error", [InputError("x"), KeyboardInterrupt(), OSError(errno.ENOSPC, "full"), ValueError()])
def test_whatever_goes_wrong_leaves_the_target_untouched_and_no_sibling(
    error: BaseException, existing: bool, tmp_path: Path
) -> None:
    if existing:
        make(tmp_path / "out", "old")
    expected = UsageError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected), staging(tmp_path / "out") as folder:  # noqa: PT012
        (folder / "half").write_text("half")
        raise error
    assert names(tmp_path) == ({"out"} if existing else set())
    if existing:
        assert (tmp_path / "out" / "cubes" / "a.parquet").read_text() == "old"


def test_an_earlier_release_is_replaced_whole(tmp_path: Path) -> None:
    make(tmp_path / "out", "old")
    (tmp_path / "out" / "stale").write_text("")
    make(tmp_path / "out", "new")
    assert names(tmp_path) == {"out"}
    assert names(tmp_path / "out") == {"cubes", "manifest.json"}
    assert (tmp_path / "out" / "cubes" / "a.parquet").read_text() == "new"


def test_an_earlier_release_comes_back_when_the_new_one_cannot_take_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "out", "old")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if (self / "half").exists():
            raise OSError(errno.EIO, "broken")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(UsageError, match="nothing was published"), staging(tmp_path / "out") as folder:
        (folder / "half").write_text("")
    assert names(tmp_path) == {"out"}
    assert (tmp_path / "out" / "cubes" / "a.parquet").read_text() == "old"


def test_a_disk_that_is_full_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused, staging(tmp_path / "out"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert "No space left" in refused.value.message
    assert "\n" not in refused.value.message


def refused_targets(folder: Path) -> dict[str, Path]:
    make(folder / "release", "old")
    (folder / "link").symlink_to(folder / "release")
    (folder / "dangling").symlink_to(folder / "nowhere")
    (folder / "file").write_text("")
    (folder / "other").mkdir()
    (folder / "other" / "holiday.jpg").write_text("")
    return {name: folder / name for name in ("link", "dangling", "file", "other", "missing/out", "file/out", ".")}


@pytest.mark.parametrize("force", [True, False])
@pytest.mark.parametrize("name", ["link", "dangling", "file", "other", "missing/out", "file/out", "."])
def test_targets_that_are_refused_even_with_force(name: str, force: bool, tmp_path: Path) -> None:
    target = refused_targets(tmp_path)[name]
    with pytest.raises(UsageError) as refused:
        check_target(target, force)
    assert refused.value.exit_code == 2
    assert refused.value.hint
    assert (tmp_path / "release" / "cubes" / "a.parquet").read_text() == "old"


def test_what_somebody_put_beside_a_release_is_not_replaced(tmp_path: Path) -> None:
    make(tmp_path / "release", "old")
    (tmp_path / "release" / "notes.md").write_text("mine")
    with pytest.raises(UsageError, match=r"notes\.md"):
        check_target(tmp_path / "release", True)


def test_an_existing_release_needs_force_and_a_new_one_does_not(tmp_path: Path) -> None:
    make(tmp_path / "release", "old")
    (tmp_path / "empty").mkdir()
    for name in ("release", "empty"):
        with pytest.raises(UsageError) as refused:
            check_target(tmp_path / name, False)
        assert "--force" in refused.value.hint
        check_target(tmp_path / name, True)
    check_target(tmp_path / "new", False)


def test_a_folder_that_cannot_be_written_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(UsageError, match="cannot be written"):
        check_target(tmp_path / "out", False)
    with pytest.raises(UsageError, match="cannot be written"), staging(tmp_path / "gone" / "out"):
        pass
