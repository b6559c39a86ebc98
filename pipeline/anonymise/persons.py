"""Records to persons, and the one region, department, sex and age band that each person has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from pipeline.anonymise.dimensions import UNKNOWN
from pipeline.core.errors import GateError
from pipeline.locales.fr.geography import department_regions

Linker = Callable[[Sequence[pl.Series]], "npt.NDArray[np.int64]"]

LOOSE, STRICT = "person", "person_strict"


def link(records: pl.DataFrame, linker: Linker, each_record: bool) -> pl.DataFrame:
    """Add the columns ``person`` (loose link) and ``person_strict``; null where nothing identifies the record.

    Loosely linked records share a social security number, names with a birth date, or nearly the same names,
    directly or over other records; strictly linked ones share the number, or the names where there is no number.
    The loose count is the smaller one, and every threshold uses it. ``each_record`` counts each record for one
    person where nothing links any.
    """
    number, names = records["link_number"], records["link_names"]
    if each_record and number.is_null().all() and names.is_null().all():
        own = pl.int_range(records.height, eager=True)
        return records.with_columns(own.alias(LOOSE), own.alias(STRICT))
    tokens = [records[name] for name in records.columns if name.startswith("link_")]
    loose = pl.Series(LOOSE, linker(tokens))
    strict = pl.Series(STRICT, linker([number.zip_with(number.is_not_null(), names)]))
    return records.with_columns(loose.set(loose < 0, None), strict.set(strict < 0, None))


def identified(records: pl.DataFrame, linker: Linker, each_record: bool) -> pl.DataFrame:
    """Link, and refuse a leak in which no record has a person.

    Raises
    ------
    GateError
        When nothing identifies persons and the policy does not say that each record is one.
    """
    linked = link(records, linker, each_record)
    if linked[LOOSE].is_null().all():
        raise unidentified()
    return linked


def unidentified() -> GateError:
    """What to raise where nothing identifies persons."""
    return GateError(
        "no column identifies persons, so they cannot be counted and no threshold can be kept",
        "if each record is one person, say so in the policy: persons: records",
    )


def upper(linked: pl.DataFrame) -> int:
    """Persons at most: those of the strict link, and each record without one."""
    strict = linked[STRICT]
    return strict.drop_nulls().n_unique() + strict.null_count()


def canonical(records: pl.DataFrame, attributes: Sequence[str]) -> pl.DataFrame:
    """Give all records of a person the same department, sex and birth year: the most frequent one.

    Of equally frequent values the smallest counts, so that the order of the file has no say. Records without
    a person keep their own.
    """
    for attribute in attributes:
        known = records.select(LOOSE, attribute).drop_nulls()
        best = (
            known.group_by(LOOSE, attribute)
            .len()
            .sort(LOOSE, "len", attribute, descending=[False, True, False])
            .unique(LOOSE, keep="first", maintain_order=True)
            .select(LOOSE, pl.col(attribute).alias("best"))
        )
        found = records.select(LOOSE, attribute).join(best, on=LOOSE, how="left", maintain_order="left")
        one = pl.when(pl.col(LOOSE).is_null()).then(attribute).otherwise("best").alias(attribute)
        records = records.with_columns(found.select(one).to_series())
    return records


def reference_year(records: pl.DataFrame, persons: int) -> int | None:
    """The year at which ages are taken: the latest in which at least ``persons`` persons were sampled.

    Where no sample has a date, the latest in which as many were born; None where nothing is known.
    """
    return latest_year((records,), persons)


def latest_year(parts: Iterable[pl.DataFrame], persons: int) -> int | None:
    """The same over parts of a leak, no person being in two of them."""
    years = (pl.col("month").str.slice(0, 4).cast(pl.Int32), pl.col("birth_year").cast(pl.Int32))
    counts: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
    for part in parts:
        known = part.select(LOOSE, "month", "birth_year").drop_nulls(LOOSE)
        del part  # before the next is made
        for count, year in zip(counts, years, strict=True):
            found = known.group_by(year.alias("year")).agg(pl.col(LOOSE).n_unique().alias("n")).drop_nulls("year")
            count.update(dict(found.rows()))
    for count in counts:
        if enough := [year for year, number in count.items() if number >= persons]:
            return max(enough)
    return None


def describe(records: pl.DataFrame, year: int | None) -> pl.DataFrame:
    """Turn canonical attributes into dimensions: region, age band of ten years (90+), year; ``unknown`` for null."""
    regions = department_regions()
    age = pl.lit(year) - pl.col("birth_year").cast(pl.Int32)
    decade = age // 10 * 10
    band = pl.format("{}-{}", decade, decade + 9)
    return records.with_columns(
        pl.col("department").replace_strict(regions, default=UNKNOWN).fill_null(UNKNOWN).alias("region"),
        pl.when(age < 0)
        .then(None)
        .when(age >= 90)
        .then(pl.lit("90+"))
        .otherwise(band)
        .fill_null(UNKNOWN)
        .alias("age_band"),
        pl.col("month").str.slice(0, 4).fill_null(UNKNOWN).alias("year"),
        *(
            pl.col(name).fill_null(UNKNOWN)
            for name in ("department", "sex", "laboratory", "month", "prescriber_department", "provider", "country")
            if name in records.columns
        ),
    )
