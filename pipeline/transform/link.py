"""Keyed tokens by which the records of one person meet.

Two keys are made from each record: its social security number, and its names with the birth date. A number
counts only where its sex, year and month agree with the record, because children carry a parent's. Eight
more keys, for the loose link of records without such a number, survive one typing error: one name whole, the
beginning, the end, the outer or the sorted letters of the other, the birth date and the postcode.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipeline.core.profile import Profile
from pipeline.locales.fr.dates import parse_dates
from pipeline.locales.fr.names import fold
from pipeline.locales.fr.nir_columns import bodies
from pipeline.transform.transform import ColumnFunction, Context, by_distinct, transforms

FALLBACKS = ("patient.number", "insurer.member", "email", "credential.login", "phone")
"""Where a file has neither numbers nor names with birth dates: the first of these that it has."""

_NEAR = {
    "last_begins": ("first", pl.col("last").str.head(2)),
    "last_ends": ("first", pl.col("last").str.tail(2)),
    "last_bag": ("first", pl.col("last_bag")),
    "last_outer": ("first", pl.col("last").str.head(1) + pl.col("last").str.tail(1)),
    "first_begins": ("last", pl.col("first").str.head(2)),
    "first_ends": ("last", pl.col("first").str.tail(2)),
    "first_bag": ("last", pl.col("first_bag")),
    "first_outer": ("last", pl.col("first").str.head(1) + pl.col("first").str.tail(1)),
}
"""Near key -> (the name that must be whole, what must be of the other): one typing error spares one of four."""

TOKENS = ("link_number", "link_names", *(f"link_near_{key}" for key in _NEAR))
"""Columns of a transformed record; the first two make the strict link, all of them the loose one."""


@dataclass(frozen=True)
class Links:
    """The link keys of one file: functions from its cells to tokens."""

    profile: Profile
    strong: ColumnFunction
    named: ColumnFunction
    near: ColumnFunction

    def _has_names(self) -> bool:
        has = self.profile.indices
        names = bool(has("person.name")) and bool(has("person.first_name"))
        return names and bool(has("person.birth_date", "address.postcode"))

    def of(self, cells: list[pl.Series], sex: pl.Series) -> list[pl.Series]:
        """Tokens of a batch, in the order of `TOKENS`; null where a record has none.

        By number (or the fallback), by names, and by nearly the same names.
        """
        births = parse(_first(self.profile, cells, "person.birth_date"))
        if self.profile.indices("fr.nir"):
            numbers = _agreeing(bodies(_first(self.profile, cells, "fr.nir")), sex, births)
        elif self._has_names():
            numbers = pl.Series([None] * len(sex), dtype=pl.String)
        else:
            numbers = _fallback(self.profile, cells)
        names = self._names(cells, births)
        near = (names[key].set(numbers.is_not_null(), None) for key in _NEAR)
        tokens = [self.strong(numbers), self.named(names["whole"]), *(self.near(key) for key in near)]
        return [token.alias(name) for token, name in zip(tokens, TOKENS, strict=True)]

    def _names(self, cells: list[pl.Series], births: pl.Series) -> pl.DataFrame:
        """Names with the birth date, or with the postcode where the file has no birth dates; and nearly the same."""
        frame = pl.DataFrame(
            {
                "birth_name": folded(_first(self.profile, cells, "person.birth_name")),
                "name": folded(_first(self.profile, cells, "person.name")),
                "first": folded(_first(self.profile, cells, "person.first_name")),
                "birth": births.dt.strftime("%Y%m%d"),
                "home": _first(self.profile, cells, "address.postcode"),
            }
        ).with_columns(pl.coalesce("birth_name", "name").alias("last"))
        frame = frame.with_columns(_bag(frame["last"]).alias("last_bag"), _bag(frame["first"]).alias("first_bag"))
        fixed = "birth" if self.profile.indices("person.birth_date") else "home"
        near = [
            pl.concat_str(pl.lit(key), whole, part, "birth", "home", separator="|").alias(key)
            for key, (whole, part) in _NEAR.items()
        ]
        return frame.select(pl.concat_str("last", "first", fixed, separator="|").alias("whole"), *near)


def bind(profile: Profile, context: Context) -> Links:
    """Bind the link keys to the columns of one file."""
    token = transforms()["token"]
    purposes = ("link.number", "link.names", "link.near")
    return Links(profile, *(token.bind(purpose, context) for purpose in purposes))


def parse(values: pl.Series) -> pl.Series:
    """Dates of a column, each distinct text parsed once."""
    return by_distinct(values, parse_dates)


def folded(values: pl.Series) -> pl.Series:
    """Names in the form in which they are compared; null where nothing is left."""
    folds = by_distinct(values, lambda names: pl.Series([fold(name) for name in names], dtype=pl.String))
    return folds.set(folds == "", None)


def _bag(names: pl.Series) -> pl.Series:
    """The letters of names in alphabetical order: two of them in the wrong order make no difference."""
    return by_distinct(names, lambda values: pl.Series(["".join(sorted(v)) for v in values], dtype=pl.String))


def _first(profile: Profile, cells: list[pl.Series], entity: str) -> pl.Series:
    columns = profile.indices(entity)
    if not columns:
        return pl.Series([None] * len(cells[0]), dtype=pl.String)
    result = cells[columns[0]]
    for column in columns[1:]:
        result = result.zip_with(result.is_not_null(), cells[column])
    return result


def _fallback(profile: Profile, cells: list[pl.Series]) -> pl.Series:
    for entity in FALLBACKS:
        if profile.indices(entity):
            return _first(profile, cells, entity).str.to_uppercase().str.replace_all(r"\s", "")
    return pl.Series([None] * len(cells[0]), dtype=pl.String)


def _agreeing(numbers: pl.Series, sex: pl.Series, births: pl.Series) -> pl.Series:
    """Numbers whose sex, year and month do not contradict the record's; others become null."""
    digit = numbers.str.slice(0, 1).replace_strict({"1": "M", "3": "M", "7": "M"}, default="F")
    month = numbers.str.slice(3, 2)
    known_month = month.cast(pl.Int32, strict=False).is_between(1, 12)
    wrong_sex = (digit != sex).fill_null(False)
    wrong_year = (numbers.str.slice(1, 2) != births.dt.strftime("%y")).fill_null(False)
    wrong_month = (known_month & (month != births.dt.strftime("%m"))).fill_null(False)
    return numbers.set(wrong_sex | wrong_year | wrong_month, None)
