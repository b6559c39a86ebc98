"""What the passwords of a leak say: how they are stored, how strong, how often shared, what of their owners is in them.

A third look at the leak, for whoever asks. Passwords stay in memory; what comes out are counts, of this leak and for
its reader alone: no tier has checked them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import polars as pl
import polars_hash as plh
import pyarrow as pa

from pipeline.core.cells import blank_to_null
from pipeline.core.profile import Profile
from pipeline.detect.credentials.findings import findings, reuse
from pipeline.detect.credentials.patterns import owner_patterns
from pipeline.engines import local
from pipeline.ingest import stage as ingest
from pipeline.job import Job
from pipeline.transform.persons import People

PASSWORD = "credential.password"
OWNER = {
    "logins": "credential.login",
    "births": "person.birth_date",
    "firsts": "person.first_name",
    "lasts": "person.name",
    "postcodes": "address.postcode",
}
"""What a password is compared with, and the entity that holds it."""
MOST = 200_000
"""Records kept; of a larger leak, those of a uniform sample of its distinct passwords, each with all its records."""


@dataclass(frozen=True, eq=False)
class Accounts:
    """The records with a password of one file, all columns, for passwords whose hash is under ``ceiling``."""

    profile: Profile
    most: int = MOST
    ceiling: int = 1 << 64
    parts: tuple[pl.DataFrame, ...] = field(default=())

    def fit(self, batch: pa.RecordBatch) -> Accounts:
        """Take in one batch; where there are too many records, half of the passwords are let go."""
        cells = [blank_to_null(pl.Series(column)).alias(str(i)) for i, column in enumerate(batch.columns)]
        at = [pl.col(str(i)) for i in self.profile.indices(PASSWORD)]
        frame = pl.DataFrame(cells).with_columns(pl.coalesce(at).alias("password")).drop_nulls("password")
        frame = frame.with_columns(plh.col("password").nchash.xxhash64().alias("hash"))
        found = Accounts(self.profile, self.most, self.ceiling, (*self.parts, frame)).kept()
        while sum(part.height for part in found.parts) > found.most:
            found = Accounts(found.profile, found.most, found.ceiling // 2, found.parts).kept()
        return found

    def kept(self) -> Accounts:
        """Only the records under the ceiling."""
        if self.ceiling >= 1 << 64:
            return self
        parts = tuple(part.filter(pl.col("hash") < self.ceiling) for part in self.parts)
        return Accounts(self.profile, self.most, self.ceiling, parts)

    @property
    def share(self) -> float:
        """The share of the distinct passwords that is looked at."""
        return self.ceiling / (1 << 64)

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("passwords are in memory only and are never written")


def tell(job: Job, profiles: Sequence[Profile]) -> dict[str, Any] | None:
    """Read the leak for its passwords; None where no column holds any.

    Returns
    -------
    ``records`` with a password that were looked at, ``share`` of the distinct passwords that this is; records by
    ``storage``, ``strength`` (those in clear), ``account``, ``pattern`` (what of its owner is in it); ``reuse``:
    passwords that several persons have, those persons, the most for one password.
    """
    accounts = {i: Accounts(known) for i, known in enumerate(profiles) if known.indices(PASSWORD)}
    if not accounts:
        return None
    job.progress.begin("passwords", job.opened.bytes)
    for number, batch in ingest.batches(job.opened, job.progress):
        if number in accounts:
            accounts[number] = accounts[number].fit(batch)
    lowest = min(one.ceiling for one in accounts.values())
    return _told([Accounts(one.profile, one.most, lowest, one.parts).kept() for one in accounts.values()])


def _told(accounts: Sequence[Accounts]) -> dict[str, Any]:
    frames = [(one.profile, pl.concat(one.parts)) for one in accounts if one.parts]
    people = People()
    for profile, frame in frames:
        people = people.fit(profile, _cells(profile, frame))
    persons = people.link(local.link)
    rows = pl.concat(
        [_row(profile, frame, persons.of(profile, _cells(profile, frame)).loose) for profile, frame in frames]
    )
    patterns = owner_patterns(rows["password"], **{name: rows[name] for name in OWNER})
    counted = patterns.drop_nulls().value_counts().sort("count", descending=True)
    return {
        "records": rows.height,
        "share": accounts[0].share,
        **findings(rows["password"], rows["logins"].drop_nulls()),
        "pattern": dict(counted.iter_rows()),
        "reuse": asdict(reuse(rows["password"], rows["person"])),
    }


def _cells(profile: Profile, frame: pl.DataFrame) -> list[pl.Series]:
    return [frame[str(i)] for i in range(len(profile.columns))]


def _row(profile: Profile, frame: pl.DataFrame, person: pl.Series) -> pl.DataFrame:
    """Password, what is known of its owner (text, null where unknown), and the person."""
    owner = {
        name: frame[str(at[0])]
        if (at := profile.indices(entity))
        else pl.Series([None] * frame.height, dtype=pl.String)
        for name, entity in OWNER.items()
    }
    return pl.DataFrame({"password": frame["password"], **owner, "person": person})
