"""Whose each record is comes out the same in memory and on the disk, in any number of parts, from any record on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from bench.structured import profile
from pipeline.core.cells import blank_to_null
from pipeline.core.errors import InputError
from pipeline.core.inorder import InOrder
from pipeline.core.profile import ColumnProfile, Profile
from pipeline.core.spill import Spill
from pipeline.core.work import Vault
from pipeline.engines.local import link
from pipeline.transform.owners import Owners
from pipeline.transform.persons import People, tokens
from synthetic.leak import Parameters, chunks

COLUMNS = [column.name for column in profile().columns]
WITHOUT = Profile(tuple(c for c in profile().columns if c.entity != "fr.nir"))


@dataclass(frozen=True)
class Cut:
    """A room that asks for so many parts, whatever fits."""

    folder: Path
    number: int

    def parts(self, size: int) -> int:
        return self.number

    def new(self, name: str, parts: int) -> Spill:
        return Spill(self.folder / name, parts)


@pytest.fixture(scope="module")
def leak() -> list[pl.DataFrame]:
    """Soiled records in batches of unequal length, one of eleven without anything that links it."""
    found = pl.concat([c.cells.select(COLUMNS) for c in chunks(Parameters(1_500, 5, dirt=0.4, comments=0.0))])
    alone = pl.int_range(found.height, eager=True) % 11 == 0
    found = found.with_columns(pl.when(alone).then(None).otherwise(pl.col(name)).alias(name) for name in COLUMNS)
    return [found[:1], found[1:700], found[700:]]


def cells(frame: pl.DataFrame, known: Profile) -> list[pl.Series]:
    return [blank_to_null(frame[column.name]) for column in known.columns]


def keys(frame: pl.DataFrame, known: Profile) -> pl.DataFrame:
    return pl.DataFrame(tokens(known, cells(frame, known)))


def rows(loose: pl.Series, strict: pl.Series) -> list[tuple[str | None, str | None]]:
    return list(zip(loose.to_list(), strict.to_list(), strict=True))


@pytest.mark.parametrize("known", [profile(), WITHOUT], ids=["numbers", "names alone"])
@pytest.mark.parametrize("number", [1, 2, 7])
def test_owners_are_those_that_memory_finds(
    number: int, known: Profile, leak: list[pl.DataFrame], tmp_path: Path
) -> None:
    people = People()
    for batch in leak:
        people = people.fit(known, cells(batch, known))
    persons = people.link(link)
    expected = [row for batch in leak for row in rows(*persons.of(known, cells(batch, known)))]
    assert len({loose for loose, _ in expected}) < len(expected) * 0.9
    assert None in {loose for loose, _ in expected}
    with Owners(Vault(), tmp_path, Cut(tmp_path, number)) as owners:
        for batch in leak:
            owners.add(keys(batch, known))
        assert owners.link() == persons.count
        for start in (0, 1, 650, len(expected) - 1):
            told, taken = owners.written.told(start), list[tuple[str | None, str | None]]()
            while len(taken) < len(expected) - start:
                taken += rows(*told.take(min(301, len(expected) - start - len(taken))))
            assert taken == expected[start:]
            with pytest.raises(InputError, match="changed while"):
                told.take(1)
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_links_is_nobody(tmp_path: Path) -> None:
    known = Profile((ColumnProfile("note", "text.free", None, "", 1.0, "", 1, 0.0),))
    with Owners(Vault(), tmp_path, Cut(tmp_path, 3)) as owners:
        owners.add(pl.DataFrame(tokens(known, [pl.Series(["a", None, "c"])])))
        assert owners.link() == 0
        assert rows(*owners.written.told().take(3)) == [(None, None)] * 3


def test_what_lies_on_the_disk_is_encrypted(leak: list[pl.DataFrame], tmp_path: Path) -> None:
    """Parquet says in its first bytes whether its footer is: PARE, not PAR1."""
    with Owners(Vault(), tmp_path, Cut(tmp_path, 2)) as owners:
        for batch in leak:
            owners.add(keys(batch, profile()))
        owners.link()
        files = sorted(tmp_path.iterdir())
        assert [path.name for path in files] == ["link-keys.vault", "link-persons.vault"]
        assert all(path.read_bytes()[:4] == b"PARE" for path in files)


@pytest.mark.parametrize("lengths", [[5], [0, 2, 0, 3], [1, 1, 1, 1, 1]])
def test_rows_are_taken_in_order_whatever_the_pieces(lengths: list[int]) -> None:
    def pieces() -> Iterator[pl.DataFrame]:
        first = 0
        for length in lengths:
            yield pl.DataFrame({"n": pl.int_range(first, first + length, eager=True)})
            first += length

    for counts in ([5], [2, 0, 3], [1, 4], [1, 1, 1, 1, 1]):
        order = InOrder(pieces())
        assert [order.take(count)["n"].to_list() for count in counts] == [
            list(range(sum(counts[:i]), sum(counts[: i + 1]))) for i in range(len(counts))
        ]
        with pytest.raises(EOFError):
            order.take(1)
