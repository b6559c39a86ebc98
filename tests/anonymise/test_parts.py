"""What is counted in parts is what is counted at once, by every protection and in every tier."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from test_suppression_against_gate import ATTRIBUTES, make_records

from pipeline.anonymise import rows, stage
from pipeline.anonymise.parts import FIXED, Room, Stored, linked
from pipeline.core.errors import GateError
from pipeline.core.keys import RunKey
from pipeline.core.policy_file import configs, load
from pipeline.core.spill import Spill
from pipeline.core.work import Work
from pipeline.engines.local import count_by, link
from pipeline.transform.transforms.health_facts import BITS

ENGINE = stage.Engine(link, count_by)
KEY = RunKey(b"k" * 32)


@dataclass(frozen=True)
class Cut(Room):
    """A room that asks for so many parts, whatever fits."""

    number: int = 1

    def parts(self, size: int) -> int:
        return self.number


def stored(records: pl.DataFrame) -> Stored:
    def read(columns: Sequence[str] | None) -> Iterator[pl.DataFrame]:
        for piece in records.iter_slices(97):
            yield piece if columns is None else piece.select(columns)

    return Stored(records.height, records.columns, read)


def leak() -> pl.DataFrame:
    """Persons of several records, one of three without anything that links it."""
    records = make_records(11, 900, 1.0, 2.0, ("56", "22", "45", None))
    alone = pl.int_range(records.height, eager=True) % 3 == 0
    return records.with_columns(
        pl.when(alone).then(None).otherwise(pl.col(name)).alias(name)
        for name in records.columns
        if name.startswith("link_")
    )


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("protection", ["suppression", "rounding", "cell_key"])
def test_cubes_are_the_same_in_any_number_of_parts(protection: str, tmp_path: Path) -> None:
    policy = load().model_copy(update={"protection": protection})
    whole = Work(tmp_path / "whole")
    stage.count(leak(), ATTRIBUTES, policy, ENGINE, KEY).write(whole)
    for number in (1, 2, 9):
        work = Work(tmp_path / f"parts-{number}")
        room = Cut(work.folder("anonymise"), 0, number)
        with stage.count_stored(stored(leak()), ATTRIBUTES, policy, ENGINE, room, KEY) as counted:
            counted.write(work)
        assert files(work.path) == files(whole.path)
        assert len(files(whole.path)) > 10


def test_where_nothing_links_noise_is_the_same_in_any_number_of_parts(tmp_path: Path) -> None:
    """Records that are alike in all but prescriber and password are told apart by how many there are."""
    nobody = leak().with_columns(pl.lit(None, pl.String).alias(n) for n in leak().columns if n.startswith("link_"))
    nobody = nobody.with_columns(birth_year=None, prescriber_department=None, month=pl.lit("2019-05"))
    nobody = nobody.cast({"birth_year": pl.Int16, "prescriber_department": pl.String})
    nobody = nobody.with_columns(pl.col("categories") & BITS["credentials"] | 1)
    policy = load().model_copy(update={"protection": "cell_key", "persons": "records"})
    whole = Work(tmp_path / "whole")
    stage.count(nobody, ATTRIBUTES, policy, ENGINE, KEY).write(whole)
    work = Work(tmp_path / "parts")
    room = Cut(work.folder("anonymise"), 0, 3)
    with stage.count_stored(stored(nobody), ATTRIBUTES, policy, ENGINE, room, KEY) as counted:
        counted.write(work)
    assert files(work.path) == files(whole.path)


def test_rows_are_the_same_in_any_number_of_parts(tmp_path: Path) -> None:
    policy = load(configs() / "research.yaml")
    whole = rows.make(leak(), ATTRIBUTES, policy, link)
    assert whole.table.num_rows > 100
    for number in (1, 2, 9):
        made = rows.make_stored(stored(leak()), ATTRIBUTES, policy, Cut(tmp_path, 0, number))
        assert made.table.equals(whole.table)
        assert made.facts == whole.facts
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [1, 4])
def test_where_nothing_links_each_record_counts_if_the_policy_says_so(number: int, tmp_path: Path) -> None:
    nobody = leak().with_columns(pl.lit(None, pl.String).alias(n) for n in leak().columns if n.startswith("link_"))
    room = Cut(tmp_path, 0, number)
    with linked(stored(nobody), room, each_record=True) as (parts, _):
        assert sum(part["person"].n_unique() for part in parts()) == nobody.height
    with pytest.raises(GateError), linked(stored(nobody), room, each_record=False):
        pass
    assert list(tmp_path.iterdir()) == []


def test_records_that_nothing_links_fill_no_part_alone_however_alike_they_are(tmp_path: Path) -> None:
    whole = leak()
    alike = pl.concat([whole.filter(pl.all_horizontal(pl.col("^link_.*$").is_null())).head(1)] * whole.height)
    room = Cut(tmp_path, 0, 5)
    with linked(stored(pl.concat([whole, alike])), room, each_record=False) as (parts, _):
        sizes = [part.height for part in parts()]
    assert sum(sizes) == 2 * whole.height
    assert max(sizes) < 1.5 * sum(sizes) / 5


def test_parts_get_more_as_records_do_and_fewer_with_memory(tmp_path: Path) -> None:
    def parts(records: int, memory: int) -> int:
        return Room(tmp_path, memory).parts(records * 1000)

    assert parts(0, 2 << 30) == 1
    assert [parts(10**n, FIXED + (1 << 30)) for n in (5, 6, 7, 8)] == [1, 1, 10, 94]
    assert parts(10**8, 64 << 30) < parts(10**8, 4 << 30) < parts(10**8, 1 << 30)


class Listening(Cut):
    """Parts that tell, when one is asked for, how many bytes of earlier ones somebody still holds."""

    def new(self, name: str, parts: int) -> Spill:
        spill = super().new(name, parts)
        if name == "person":
            frame = spill._frame

            def heard(place: int) -> pl.DataFrame:
                gc.collect()
                HELD.append(pa.total_allocated_bytes())
                return frame(place)

            spill._frame = heard  # type: ignore[method-assign]
        return spill


HELD: list[int] = []


def counted(records: Stored, room: Room, protection: str) -> None:
    policy = load().model_copy(update={"protection": protection})
    with stage.count_stored(records, ATTRIBUTES, policy, ENGINE, room, KEY):
        pass


def made(records: Stored, room: Room, protection: str) -> None:
    del protection
    rows.make_stored(records, ATTRIBUTES, load(configs() / "research.yaml"), room)


def hoarded(records: Stored, room: Room, protection: str) -> None:
    """The positive control: somebody keeps what is handed on."""
    del protection
    with linked(records, room, each_record=False) as (parts, _):
        kept = list(parts())
    assert kept


@pytest.mark.parametrize(("way", "protection"), [
    (counted, "suppression"), (counted, "rounding"), (counted, "cell_key"), (made, ""), (hoarded, ""),
])  # fmt: skip
def test_no_part_is_held_while_the_next_is_read(way: Callable[..., None], protection: str, tmp_path: Path) -> None:
    """Else two or three of them are in memory at once, whatever `--memory` says."""
    HELD.clear()
    way(stored(leak()), Listening(tmp_path, 0, 4), protection)
    assert len(HELD) >= 4
    rounds = [HELD[at : at + 4] for at in range(0, len(HELD), 4)]
    most = max(max(one) - one[0] for one in rounds)
    assert (most > 10_000) == (way is hoarded), HELD
