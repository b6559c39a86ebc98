"""What stands in the records of one synthetic person, consistent within the person; nothing of it can be anybody's.

First names are Faker's (those that the locale knows for the sex), surnames and streets are coined, numbers and domains
are the twin's portion of the reserved ones (`pipeline.locales.fr.fictional`).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
from faker.providers.address.fr_FR import Provider as Addresses
from faker.providers.person.fr_FR import Provider as Persons

from pipeline.locales.fr import fictional, reserved, standins
from pipeline.locales.fr.names import first_name_counts, fold
from pipeline.twin.chance import Chance, Flags, Ints
from pipeline.twin.days import DAYS, YEAR
from pipeline.twin.people import People
from pipeline.twin.places import towns

_GROUPS = ("O+", "A+", "B+", "O-", "A-", "AB+", "B-", "AB-")
_GROUP_SHARES = np.array([36, 73, 82, 88, 95, 98, 99, 100])
"""Frequencies of blood groups in France, cumulated, per cent (Établissement français du sang)."""

_NIR_ROOM = 96 * (1000 - fictional.NIR_COMMUNE)


@cache
def first_names(sex: str) -> tuple[str, ...]:
    """Faker's French first names of a sex, in capitals, that the locale gives to that sex too."""
    given = Persons.first_names_female if sex == "F" else Persons.first_names_male
    known = {fold(name) for name, own in first_name_counts().select("name", "sex").iter_rows() if own == sex}
    return tuple(sorted({name.upper() for name in given if fold(name) in known}))


class Persona:
    """Columns of all persons by entity, null where the person has none."""

    def __init__(self, people: People, year: int | None, first: Ints, chance: Chance) -> None:
        self._people, self._chance, self._size = people, chance, len(people.place)
        household = self._households()
        self.columns: dict[str, pl.Series] = {}
        female = self._sexes()
        names = self._names(household, female)
        born = self._births(year, first)
        self._numbers(female, born)
        self._address(household)
        self._accounts(names)
        serial = np.arange(self._size)
        self._set("patient.number", "P" + _padded(serial + 1, 7))
        self._set("insurer.member", "T" + _padded(self._turn("member", 10**8), 8))
        group = np.searchsorted(_GROUP_SHARES, self._turn("group", 100), side="right")
        self._set("blood_group", pl.Series(_GROUPS).gather(group))
        insurers = pl.Series([f"MUTUELLE {name}" for name in fictional.surnames()[:40]])
        self._set("insurer", insurers.gather(self._turn("insurer", 40)[household]))
        account = _padded(self._turn("iban", 10**13), 13)
        bank = f"FR{reserved.IBAN_CHECKS[reserved.Namespace.STANDIN]}{reserved.IBAN_BANK}{fictional.IBAN_BRANCH}"
        self._set("iban", bank + account)

    def _turn(self, purpose: str, limit: int | Ints) -> Ints:
        return self._chance.below(f"persona {purpose}", limit, self._size)

    def _set(self, entity: str, values: pl.Series) -> None:
        self.columns[entity] = values.alias(entity)

    def _households(self) -> Ints:
        """The first person of each person's household: now and then two or more share an address and a phone."""
        order = np.lexsort((self._chance.raw("persona household", self._size), self._people.place))
        place = self._people.place[order]
        start = self._turn("household", 10) < 7
        start |= np.concatenate([[True], place[1:] != place[:-1]]) if self._size else start
        heads = order[np.maximum.accumulate(np.where(start, np.arange(self._size), 0))]
        household = np.empty(self._size, dtype=np.int64)
        household[order] = heads
        return household

    def _sexes(self) -> Flags:
        """Write the sex where it is known; which sex name and number follow is drawn where it is not."""
        codes = {"F": True, "M": False}
        said = pl.Series([value if value in codes else None for value in self._people.sexes], dtype=pl.String)
        self._set("person.sex", said.gather(self._people.sex))
        known = np.array([codes.get(value, False) for value in self._people.sexes])[self._people.sex]
        drawn = self._turn("sex", 2) == 0
        return np.where(self.columns["person.sex"].is_null().to_numpy(), drawn, known)

    def _names(self, household: Ints, female: Flags) -> tuple[pl.Series, pl.Series]:
        pool = pl.Series(fictional.surnames())
        own = self._turn("surname", len(pool))
        family = np.where(self._turn("takes it", 20) < 17, own[household], own)
        surname = pool.gather(family)
        turn = self._turn("first name", 10**6)
        women, men = (pl.Series(first_names(sex)) for sex in "FM")
        first = women.gather(turn % len(women)).zip_with(pl.Series(female), men.gather(turn % len(men)))
        married = pl.Series(female & (self._turn("married", 10) < 4))
        self._set("person.name", surname)
        self._set("person.first_name", first)
        self._set("person.birth_name", pool.gather(self._turn("birth name", len(pool))).zip_with(married, surname))
        return surname, first

    def _births(self, year: int | None, first: Ints) -> Ints:
        """Write the birth date, inside the age band and, where that allows it, before the day of the first sample.

        Returns the month of birth, counted from year 0; a made-up one where the band is unknown.
        """
        lows = np.array([_low(band) for band in self._people.bands])[self._people.band]
        unknown = (lows < 0) | (year is None)
        oldest = np.where(unknown, 1930, (year or 0) - lows - 9) * YEAR
        room = np.where(unknown, 70 * YEAR, 10 * YEAR)
        room = np.where(first > oldest, np.minimum(room, first - oldest), room)
        born = oldest + self._turn("born", room)
        said = _padded(born % DAYS + 1, 2) + "/" + _padded(born // DAYS % 12 + 1, 2) + "/" + _padded(born // YEAR, 4)
        self._set("person.birth_date", said.set(pl.Series(unknown), None))
        return born // DAYS

    def _numbers(self, female: Flags, born: Ints) -> None:
        """Write NIRs: of the sex, year and month of birth, and no two alike while a month has room."""
        key = (born // 12 % 100) * 24 + (born % 12) * 2 + female
        order = np.argsort(key, kind="stable")
        first = np.concatenate([[0], np.flatnonzero(np.diff(key[order])) + 1]) if self._size else np.zeros(0, np.int64)
        rank = np.empty(self._size, dtype=np.int64)
        rank[order] = np.arange(self._size) - np.repeat(first, np.diff(np.append(first, self._size)))
        slot = (rank * 371 + key * 57) % _NIR_ROOM
        departments = standins.birth_departments()
        parts = (
            pl.Series(np.where(female, "2", "1")),
            _padded(born // 12 % 100, 2),
            _padded(born % 12 + 1, 2),
            departments.gather(slot % len(departments)),
            (slot // 96 % (1000 - fictional.NIR_COMMUNE) + fictional.NIR_COMMUNE),
        )
        body = pl.DataFrame({str(i): part for i, part in enumerate(parts)}).select(pl.concat_str(pl.all()))
        end = reserved.NIR_ORDER + reserved.NIR_KEYS[reserved.Namespace.STANDIN]
        self._set("fr.nir", body.to_series() + end)

    def _address(self, household: Ints) -> None:
        ways, words = pl.Series(sorted(set(Addresses.street_prefixes))), pl.Series(fictional.surnames())
        turn = self._turn("street", 10**9)[household]
        street = _padded(turn % 180 + 1, 1) + " " + ways.gather(turn // 180 % len(ways)) + " "
        self._set("address.street", street + words.gather(turn // 1000 % len(words)).str.to_titlecase())
        postcode, town = towns(self._people.places, self._people.place, self._turn("town", 2**40)[household])
        self._set("address.postcode", postcode)
        self._set("address.city", town)
        room = fictional.PHONE_END - fictional.PHONE_START
        fixed, mobile = self._turn("phone", 10**9)[household], self._turn("mobile", 10**9)
        for name, prefixes, number in (("fixed", reserved.LANDLINES, fixed), ("mobile", reserved.MOBILES, mobile)):
            start = pl.Series(prefixes).gather(number // room % len(prefixes))
            self._set(f"phone.{name}", start + _padded(number % room + fictional.PHONE_START, 4))

    def _accounts(self, names: tuple[pl.Series, pl.Series]) -> None:
        surname, first = (name.str.to_lowercase() for name in names)
        plain = first.str.normalize("NFKD").str.replace_all(r"[^a-z]", "")
        number = _padded(self._turn("e-mail", 100), 2)
        root = pl.Series(fictional.DOMAIN_ROOTS).gather(self._turn("domain", 2))
        self._set("email", plain + "." + surname + number + "@courriel." + root)
        self._set("credential.login", plain.str.slice(0, 1) + surname + number)
        self._set("login of an institution", "ehpad." + surname + number)


def _padded(numbers: Ints, width: int) -> pl.Series:
    return pl.Series(numbers).cast(pl.String).str.zfill(width)


def _low(band: str) -> int:
    """The youngest age of a band; -1 where it is unknown."""
    digits = band.split("-")[0].rstrip("+")
    return int(digits) if digits.isdigit() else -1
