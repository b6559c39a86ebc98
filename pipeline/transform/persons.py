"""Persons of a whole leak: a mergeable state of link keys that is fitted in one reading and bound in the next.

Keys are 64-bit hashes in memory only, distinct ones once. A person is named by one of theirs: the smallest number where
one agrees with a record, else the smallest name, so that neither order nor cut of the files has a say.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import polars_hash as plh

from pipeline.core.keys import RunKey
from pipeline.core.profile import Profile
from pipeline.transform.link import TOKENS, Links
from pipeline.transform.link import first as first_of
from pipeline.transform.transforms.sex import Sex

Linker = Callable[[Sequence[pl.Series]], "npt.NDArray[np.int64]"]
_MANY = 2_000_000
"""Rows that wait to be made distinct."""
_MODULUS = 1 << 64


@dataclass(frozen=True)
class Seen:
    """How many records were seen, and a digest of their content; merging is associative and commutative."""

    records: int = 0
    content: int = 0

    def fit(self, cells: Sequence[pl.Series]) -> Seen:
        """Take in some records."""
        return self.merge(Seen(len(cells[0]), content(cells)))

    def merge(self, other: Seen) -> Seen:
        """Unite what was seen of two parts of a leak."""
        return Seen(self.records + other.records, (self.content + other.content) % _MODULUS)

    def digest(self, key: RunKey) -> str:
        """A digest of the records under a key, whatever their order, their encoding or their files."""
        said = f"{self.records}|{self.content}".encode()
        return hmac.new(key.data_key("leak digest"), said, hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True, eq=False)
class People:
    """The link keys seen so far (columns `TOKENS`, UInt64): for as many persons as memory is meant for.

    It stands for identities, in memory only: pickling it raises `TypeError`. `pipeline.transform.owners` is for more.
    """

    parts: tuple[pl.DataFrame, ...] = field(default=())

    def fit(self, profile: Profile, cells: Sequence[pl.Series]) -> People:
        """Take in some records of a file."""
        keys = pl.DataFrame(tokens(profile, cells)).unique()
        parts = (*self.parts, keys)
        if sum(part.height for part in parts[1:]) > _MANY:
            parts = (pl.concat(parts).unique(),)
        return People(parts)

    def merge(self, other: People) -> People:
        """Unite the states of two parts of a leak; associative and commutative."""
        return People((*self.parts, *other.parts))

    def link(self, linker: Linker) -> Persons:
        """Find the connected persons."""
        empty = pl.DataFrame(schema=dict.fromkeys(TOKENS, pl.UInt64))
        keys = pl.concat([empty, *self.parts]).unique().sort(TOKENS)
        if keys.is_empty():
            return Persons({})
        person = pl.Series("person", linker([keys[name] for name in TOKENS]))
        keys = keys.with_columns(person).filter(pl.col("person") >= 0)
        best = keys.group_by("person").agg(pl.coalesce(*(pl.col(name).min() for name in TOKENS)).alias("id"))
        named = keys.join(best, on="person").sort("id")
        return Persons({name: _table(named, name) for name in TOKENS})

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("link keys stand for identities in memory and are never written")


Table = tuple["npt.NDArray[np.uint64]", "npt.NDArray[np.uint64]"]


@dataclass(frozen=True, eq=False)
class Persons:
    """Which person each link key belongs to; made by `People.link`."""

    tables: dict[str, Table]

    @cached_property
    def count(self) -> int:
        """Number of persons."""
        ids = [ids for _, ids in self.tables.values()]
        return len(np.unique(np.concatenate(ids))) if ids else 0

    def of(self, profile: Profile, cells: Sequence[pl.Series]) -> Whose:
        """Whose each record is."""
        keys = {key.name: key for key in tokens(profile, cells)}
        loose = pl.Series([None], dtype=pl.UInt64).new_from_index(0, len(cells[0]))
        for name, (known, ids) in self.tables.items():
            missing = (loose.is_null() & keys[name].is_not_null()).arg_true()
            if len(missing) and len(known):
                asked = keys[name].gather(missing).to_numpy()
                place = np.minimum(np.searchsorted(known, asked), len(known) - 1)
                hit = known[place] == asked
                loose = loose.scatter(missing.filter(pl.Series(hit)), pl.Series(ids[place[hit]], dtype=pl.UInt64))
        return whose(loose, keys["link_number"], keys["link_names"])


class Whose(NamedTuple):
    """The person of each record by the loose link and by the strict one, as text; null where unknown."""

    loose: pl.Series
    strict: pl.Series


def whose(person: pl.Series, number: pl.Series, names: pl.Series) -> Whose:
    """Whose records are, by the name of the person and by the two keys of the strict link (UInt64)."""
    number, names = number.cast(pl.String), names.cast(pl.String)
    strict = ("n" + number).zip_with(number.is_not_null(), "m" + names)
    return Whose(person.cast(pl.String).alias("person"), strict.alias("person_strict"))


def tokens(profile: Profile, cells: Sequence[pl.Series]) -> list[pl.Series]:
    """Link keys of a batch as 64-bit hashes, in the order of `TOKENS`."""
    sexes = profile.indices("person.sex")
    sex = Sex.read(first_of(profile, cells, "person.sex")) if sexes else pl.Series([None], dtype=pl.String)
    links = Links(profile, _hash, _hash, _hash)
    return links.of(cells, sex if sexes else sex.new_from_index(0, len(cells[0])))


def _hash(values: pl.Series) -> pl.Series:
    return values.to_frame("value").select(plh.col("value").nchash.xxhash64())["value"]


def _table(named: pl.DataFrame, name: str) -> Table:
    pairs = named.select(name, "id").drop_nulls().unique(name, keep="first", maintain_order=True).sort(name)
    return pairs[name].to_numpy(), pairs["id"].to_numpy()


def content(cells: Sequence[pl.Series]) -> int:
    """What a batch adds to the digest of a leak: the sum of the records' hashes: their order makes no difference."""
    frame = pl.DataFrame([cell.alias(str(place)) for place, cell in enumerate(cells)])
    whole = frame.select(pl.concat_str(pl.all().fill_null(""), separator="\x1f").alias("value"))["value"]
    hashes = _hash(whole).to_numpy()
    return int(hashes.sum(dtype=np.uint64))
