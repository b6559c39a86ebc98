"""Sizes of memory as people write them, and tables in parts that are never plain on disk."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipeline.core import spill
from pipeline.core.errors import UsageError
from pipeline.core.memory import LEAST, size, usual
from pipeline.core.spill import Spill

SIZES = {
    "2GB": 2_000_000_000,
    "2g": 2_000_000_000,
    "1.5GiB": 3 << 29,
    " 1500 MB ": 1_500_000_000,
    "1100000k": 1_100_000_000,
    "2TiB": 2 << 40,
    "1073741824": 1 << 30,
}


@pytest.mark.parametrize("text", SIZES)
def test_sizes(text: str) -> None:
    assert size(text) == SIZES[text]


@pytest.mark.parametrize("text", ["", "much", "-2GB", "2 apples", "GB", "1,5GB", "512MB", "0", "1e9", "1073741823"])
def test_nonsense_and_too_little_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--memory"):
        size(text)


def test_a_machine_has_something() -> None:
    assert usual() >= LEAST


CANARY = "MARTINE-CANARY"


def frame(rows: int) -> pl.DataFrame:
    return pl.DataFrame(
        {"by": range(rows), "what": [f"{CANARY}-{i}" for i in range(rows)]}, schema_overrides={"by": pl.UInt64}
    )


@pytest.mark.parametrize("parts", [1, 2, 7])
def test_parts_hold_every_row_once_and_end_with_the_block(parts: int, tmp_path: Path) -> None:
    with Spill(tmp_path / "rows", parts) as spill:
        for piece in (frame(5000).slice(0, 3000), frame(5000).slice(3000)):
            spill.add(piece, "by")
        spill.finish()
        for _ in range(2):
            read = list(spill.read())
            assert all((part["by"] % parts).n_unique() == 1 for part in read) if parts > 1 else len(read) == 1
            assert pl.concat(read).sort("by").equals(frame(5000))
        files = list(tmp_path.iterdir())
        assert len(files) == (parts if parts > 1 else 0)
        assert all(CANARY.encode() not in file.read_bytes() and file.name.endswith(".vault") for file in files)
    assert list(tmp_path.iterdir()) == []


def test_the_canary_would_be_found_in_a_plain_file(tmp_path: Path) -> None:
    frame(5000).write_parquet(tmp_path / "plain", compression="uncompressed")
    assert CANARY.encode() in (tmp_path / "plain").read_bytes()


@pytest.mark.parametrize("width", [1, 3, 25])
def test_wide_rows_wait_in_smaller_numbers_until_they_are_written(
    width: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spill, "_WAITING", 6_000)
    frame = pl.DataFrame({f"c{n}": pl.int_range(500, dtype=pl.UInt64, eager=True) for n in range(width)})
    with Spill(tmp_path / "rows", 4) as cut:
        for _ in range(20):
            cut.add(frame, "c0")
            waiting = sum(one.height for part in cut._waiting for one in part)
            assert waiting * width <= 6_000
        cut.finish()
        assert pl.concat(cut.read()).sort("c0").equals(pl.concat([frame] * 20).sort("c0"))


def test_what_is_written_takes_no_memory_however_many_pieces_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parquet's writer keeps some 840 bytes for every column of every piece: here it would be 20 MB."""

    def anonymous() -> int:
        return int(Path("/proc/self/status").read_text("ascii").split("RssAnon:")[1].split()[0]) * 1024

    monkeypatch.setattr(spill, "_WAITING", 100)
    frame = pl.DataFrame({f"c{n}": pl.int_range(16, dtype=pl.UInt64, eager=True) for n in range(25)})
    with Spill(tmp_path / "rows", 2) as cut:
        for _ in range(50):
            cut.add(frame, "c0")
        before = anonymous()
        for _ in range(450):
            cut.add(frame, "c0")
        assert sum(cut._pieces) == 1_000
        assert anonymous() - before < 8 << 20
        cut.finish()
        assert sum(part.height for part in cut.read()) == 8_000


def test_no_file_of_any_part_is_kept_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of parts are more than the system lets a process have open."""

    def opened() -> set[str]:
        return {str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()}

    monkeypatch.setattr(spill, "_WAITING", 300)
    whole = frame(3000)
    with Spill(tmp_path / "rows", 300) as cut:
        for piece in whole.iter_slices(500):
            cut.add(piece, "by")
        assert len(list(tmp_path.iterdir())) > 250
        assert not [name for name in opened() if str(tmp_path) in name]
        cut.finish()
        assert pl.concat(cut.read()).sort("by").equals(whole.sort("by"))
