"""What stands in one synthetic record besides its person: laboratory, prescriber, date, comment, password."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import polars as pl

from pipeline.core.categories import CATEGORIES
from pipeline.locales.fr import fictional, reserved
from pipeline.locales.fr.remarks import HEALTH, PLAIN
from pipeline.twin import passwords
from pipeline.twin.chance import Chance, Ints
from pipeline.twin.days import DAYS, NEVER, day_number
from pipeline.twin.persona import first_names
from pipeline.twin.places import towns
from pipeline.twin.published import UNKNOWN, follows
from pipeline.twin.records import Records

PER_PRESCRIBER = 150
"""Records of a department for each prescriber in it."""


class Visits:
    """Columns of all records by entity, null where the record has none."""

    def __init__(self, records: Records, chance: Chance) -> None:
        self._records, self._chance, self._size = records, chance, len(records.person)
        self.columns: dict[str, pl.Series] = {}
        self._laboratory()
        self._date()
        self._prescriber()
        self._password()
        self._set("text.free", self._comments())
        self._set("ip", "203.0.113." + pl.Series(self._turn("ip", 254) + 1).cast(pl.String))
        page = pl.Series(self._turn("url", 10**9)).cast(pl.String)
        self._set("url", f"https://resultats.{fictional.DOMAIN_ROOTS[0]}/" + page)

    def _turn(self, purpose: str, limit: int | Ints) -> Ints:
        return self._chance.below(f"visit {purpose}", limit, self._size)

    def _set(self, entity: str, values: pl.Series) -> None:
        self.columns[entity] = values.alias(entity)

    def _coded(self, name: str) -> tuple[Ints, pl.Series]:
        """The codes of a dimension, and its values with a null for what has no name."""
        nothing = np.zeros(self._size, dtype=np.int64)
        codes, values = self._records.coded.get(name, (nothing, ()))
        return codes, pl.Series([*(None if value == UNKNOWN else value for value in values), None], dtype=pl.String)

    def _laboratory(self) -> None:
        """Name and code; one that the release does not name has a code, so that the record is seen to have one."""
        codes, names = self._coded("laboratory")
        self._set("laboratory", names.gather(codes))
        numbers = pl.Series(
            [*(f"T{number + 1:03d}" if name else None for number, name in enumerate(names[:-1])), "T000"]
        )
        self._set("laboratory.code", numbers.gather(codes))

    def _date(self) -> None:
        """A day of the month; where only the year is known, of a month that the release does not name."""
        codes, months = self._coded("month")
        years, names = self._coded("year")
        found = months.gather(codes)
        spare = [_spare(year, months.to_list()) for year in names]
        ends = [len(part) for part in spare]
        flat = pl.Series([month for part in spare for month in part], dtype=pl.String)
        starts = np.concatenate([[0], np.cumsum(ends)])[:-1]
        place = starts[years] + self._turn("spare month", np.array(ends)[years])
        if len(flat):
            known = pl.Series(np.array(ends)[years] > 0)
            other = flat.gather(np.minimum(place, len(flat) - 1)).set(~known, None)
            found = found.zip_with(found.is_not_null(), other)
        day = self._turn("day", DAYS)
        said = pl.Series(day + 1).cast(pl.String).str.zfill(2)
        self._set("date.sample", said + "/" + found.str.slice(5, 2) + "/" + found.str.slice(0, 4))
        self._set("date", self.columns["date.sample"])
        self.first = self._earliest(found, day)

    def _earliest(self, month: pl.Series, day: Ints) -> Ints:
        """The number of the day of each person's first sample; a day that never comes where no date is known."""
        names = month.unique().drop_nulls().sort()
        numbers = [day_number(int(name[:4]), int(name[5:7]) - 1, 0) for name in names]
        of = month.replace_strict(names, numbers, default=NEVER, return_dtype=pl.Int64).to_numpy()
        size = self._records.people.records
        found: Ints = np.minimum.reduceat(of + day, np.cumsum(size) - size) if len(size) else size
        return found

    def _prescriber(self) -> None:
        codes, names = self._coded("prescriber_department")
        room = np.bincount(codes, minlength=len(names)) // PER_PRESCRIBER + 2
        starts = np.concatenate([[0], np.cumsum(room)])[:-1]
        one = starts[codes] + self._turn("prescriber", room[codes])
        size = int(room.sum())
        place = np.repeat(np.arange(len(names)), room)
        homes = [(name, follows("department", name)) if name else (UNKNOWN, UNKNOWN) for name in names]
        postcode, _ = towns(homes, place, self._chance.below("prescriber town", 2**40, size))
        turn = self._chance.below("prescriber name", 2**40, size)
        surname, given = fictional.surnames(), (first_names("F"), first_names("M"))
        said = [f"{surname[t % len(surname)]} {given[t % 2][t // 2 % len(given[t % 2])]}" for t in turn.tolist()]
        space, digits = reserved.Namespace.STANDIN, range(size)
        rpps = [reserved.impossible_check(f"{fictional.RPPS_START}{n:08d}", space) for n in digits]
        nine = [reserved.impossible_check(f"{fictional.FINESS_START}{n:05d}"[:8], space) for n in digits]
        pairs: Iterable[tuple[str, pl.Series]] = (
            ("prescriber.name", pl.Series(said, dtype=pl.String)),
            ("prescriber.postcode", postcode),
            ("fr.rpps", pl.Series(rpps, dtype=pl.String)),
            ("fr.adeli", pl.Series(nine, dtype=pl.String)),
            ("fr.finess", pl.Series(nine, dtype=pl.String)),
        )
        for entity, values in pairs:
            self._set(entity, values.gather(one))

    def _password(self) -> None:
        told = {name: self._coded(name) for name in ("storage", "strength", "reuse")}
        words = {name: values.gather(codes) for name, (codes, values) in told.items()}
        self._set("credential.password", passwords.column(self._records.person, **words))

    def _comments(self) -> pl.Series:
        """A sentence for each fact of a record, or one that says none."""
        exposed = self._records.exposed
        facts = [kind.id for kind in CATEGORIES if kind.sensitive and kind.id in HEALTH]
        some = np.flatnonzero(exposed["comment"])
        columns = []
        for kind in facts:
            sentences = pl.Series(HEALTH[kind])
            turn = self._chance.below(f"visit {kind}", len(sentences), len(some))
            columns.append(sentences.gather(turn).set(pl.Series(~exposed[kind][some]), None).alias(kind))
        joined = pl.DataFrame(columns).select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True)).to_series()
        plain = pl.Series(PLAIN).gather(self._chance.below("visit comment", len(PLAIN), len(some)))
        said = joined.zip_with(joined != "", plain)
        place = np.zeros(self._size, dtype=np.int64)
        place[some] = np.arange(1, len(some) + 1)
        return pl.concat([pl.Series([None], dtype=pl.String), said.alias("")]).gather(place)


def _spare(year: str | None, months: list[str | None]) -> list[str]:
    """Months of a year that are not named; all of it where all are."""
    if not year or not year.isdigit():
        return []
    every = [f"{year}-{number:02d}" for number in range(1, 13)]
    return [month for month in every if month not in months] or every
