"""Keyed tokens by which the records of one person meet.

Two keys are made from each record: its social security number, and its names with the birth date. A number
counts only where its sex, year and month agree with the record, because children carry a parent's. Nine
more keys, for the loose link of records without such a number, survive one typing error: one name whole, the
beginning, the end, the outer or the sorted letters of the other, the birth date and the postcode.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pipeline.core.profile import Profile
from pipeline.locales.fr.dates import parse_dates
from pipeline.locales.fr.name_columns import fold_column
from pipeline.locales.fr.nir_columns import bodies
from pipeline.transform.transform import ColumnFunction, Context, by_distinct, transforms

FALLBACKS = ("patient.number", "insurer.member", "email", "credential.login", "phone")
"""Where a file has neither numbers nor names with birth dates: the first of these that it has."""

_NAMED = ("person.birth_name", "person.name", "person.first_name")
_LOOKALIKES = {"O": "0", "o": "0", "I": "1", "l": "1", "S": "5"}

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

_WORDS = "words"
"""One more near key: the words of the names in alphabetical order, whichever column they stand in."""

TOKENS = ("link_number", "link_names", *(f"link_near_{key}" for key in _NEAR), f"link_near_{_WORDS}")
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

    def of(self, cells: Sequence[pl.Series], sex: pl.Series) -> list[pl.Series]:
        """Tokens of a batch, in the order of `TOKENS`; null where a record has none.

        By number (or the fallback), by names, and by nearly the same names.
        """
        births = _second_try(first(self.profile, cells, "person.birth_date"), parse)
        if self.profile.indices("fr.nir"):
            numbers = _agreeing(_second_try(first(self.profile, cells, "fr.nir"), bodies), sex, births)
        elif self._has_names():
            numbers = pl.Series([None] * len(sex), dtype=pl.String)
        else:
            numbers = _fallback(self.profile, cells)
        names = self._names(cells, births)
        rows = numbers.is_null().arg_true()
        near = self._near(names[rows], first(self.profile, cells, "address.postcode").gather(rows))
        spread = (_spread(self.near(near[key]), rows, len(sex)) for key in (*_NEAR, _WORDS))
        tokens = [self.strong(numbers), self.named(names["whole"]), *spread]
        return [token.alias(name) for token, name in zip(tokens, TOKENS, strict=True)]

    def _names(self, cells: Sequence[pl.Series], births: pl.Series) -> pl.DataFrame:
        """Names with the birth date, or with the postcode where the file has no birth dates."""
        columns = {entity: folded(first(self.profile, cells, entity)) for entity in _NAMED}
        home = first(self.profile, cells, "address.postcode")
        birth = births.dt.strftime("%Y%m%d")
        fixed = birth if self.profile.indices("person.birth_date") else home
        frame = pl.DataFrame([values.alias(entity) for entity, values in columns.items()])
        return frame.select(
            pl.coalesce("person.birth_name", "person.name").alias("last"),
            pl.col("person.first_name").alias("first"),
            pl.col("person.name").alias("name"),
            birth.alias("birth"),
            fixed.alias("fixed"),
        ).with_columns(pl.concat_str("last", "first", "fixed", separator="|").alias("whole"))

    def _near(self, names: pl.DataFrame, home: pl.Series) -> pl.DataFrame:
        """Nearly the same names; and the words of name and first name, whichever column they stand in."""
        frame = names.with_columns(
            home.alias("home"), _bag(names["last"]).alias("last_bag"), _bag(names["first"]).alias("first_bag")
        )
        near = [
            pl.concat_str(pl.lit(key), whole, part, "birth", "home", separator="|").alias(key)
            for key, (whole, part) in _NEAR.items()
        ]
        words = pl.concat_str(pl.col("name").fill_null(""), pl.col("first").fill_null(""), separator=" ")
        words = words.str.strip_chars(" ").str.split(" ").list.unique().list.sort()
        said = pl.when(words.list.len() > 1).then(words.list.join(" "))
        return frame.select(*near, pl.concat_str(pl.lit(_WORDS), said, "birth", separator="|").alias(_WORDS))


def _spread(values: pl.Series, rows: pl.Series, size: int) -> pl.Series:
    """Values at the places ``rows`` of a column of ``size``, null elsewhere."""
    return pl.Series(values.name, [None], dtype=values.dtype).new_from_index(0, size).scatter(rows, values)


def bind(profile: Profile, context: Context) -> Links:
    """Bind the link keys to the columns of one file."""
    token = transforms()["token"]
    purposes = ("link.number", "link.names", "link.near")
    return Links(profile, *(token.bind(purpose, context) for purpose in purposes))


def _second_try(values: pl.Series, read: ColumnFunction) -> pl.Series:
    """Read a column; what cannot be read once more with digits for the letters that stand in for them (O, I, l, S)."""
    found = read(values)
    rows = (found.is_null() & values.is_not_null()).arg_true()
    if not len(rows):
        return found
    return found.scatter(rows, read(values.gather(rows).str.replace_many(_LOOKALIKES)))


def parse(values: pl.Series) -> pl.Series:
    """Dates of a column, each distinct text parsed once."""
    return by_distinct(values, parse_dates)


def folded(values: pl.Series) -> pl.Series:
    """Names in the form in which they are compared; null where nothing is left."""
    return by_distinct(values, fold_column)


def _bag(names: pl.Series) -> pl.Series:
    """The letters of names in alphabetical order: two of them in the wrong order make no difference."""
    return by_distinct(names, lambda values: pl.Series(["".join(sorted(v)) for v in values], dtype=pl.String))


def first(profile: Profile, cells: Sequence[pl.Series], entity: str) -> pl.Series:
    """Cells of an entity: where several columns hold it, the first that gives a value counts."""
    columns = profile.indices(entity)
    if not columns:
        return pl.Series([None] * len(cells[0]), dtype=pl.String)
    result = cells[columns[0]]
    for column in columns[1:]:
        result = result.zip_with(result.is_not_null(), cells[column])
    return result


def _fallback(profile: Profile, cells: Sequence[pl.Series]) -> pl.Series:
    for entity in FALLBACKS:
        if profile.indices(entity):
            return first(profile, cells, entity).str.to_uppercase().str.replace_all(r"\s", "")
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
