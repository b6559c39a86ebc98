"""Records to one line a person: the attributes that a `research` release tells, and on whom thresholds may count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

import polars as pl
import pyarrow as pa

from pipeline.anonymise.dimensions import UNKNOWN
from pipeline.anonymise.generalise.hierarchy import Hierarchy, of_rows
from pipeline.anonymise.ladders import BY_ATTRIBUTE, SENSITIVE, SEVERAL
from pipeline.anonymise.persons import LOOSE, STRICT, canonical
from pipeline.core.categories import CATEGORIES
from pipeline.core.policy import Thresholds

PRESCRIBER = "prescriber_token"
OTHER = "other"

SOURCES = {
    "home": "department",
    "sex": "sex",
    "birth": "birth_year",
    "prescriber": "prescriber_department",
    "laboratory": "laboratory",
    "sample": "month",
    "storage": "storage",
    "institution": "institution",
    "health": "health",
}
"""Attribute of a person -> the attribute of a transformed record that it is worked out from."""

_ABSENT = {**SENSITIVE, "institution": "no"}
"""What stands where records say nothing, if it is not `unknown`."""


@dataclass(frozen=True)
class Lines:
    """One line a person: ``table`` has a column of labels an attribute, at the level where its climb starts.

    ``steady`` are the lines of the persons on whom a threshold may count. ``table`` has one more column,
    `PRESCRIBER`: a token of the prescriber, null where unknown. ``hierarchies`` has the labels above those of the
    table, but not of those that `SENSITIVE` names.
    """

    table: pa.Table = field(repr=False)
    steady: pa.Table = field(repr=False)
    hierarchies: dict[str, Hierarchy] = field(repr=False)


def lines(linked: Iterable[pl.DataFrame], starts: Mapping[str, int], year: int | None, thresholds: Thresholds) -> Lines:
    """Make one line a person out of linked records (`pipeline.anonymise.persons.link`), no person being in two parts.

    ``starts`` are the attributes that are told, each with the level where its climb starts; ``year`` is the one at
    which ages are taken.

    A person is one of the loose link, which joins all records that the strict one joins, and more: a class counts no
    more persons than there are. Records without a person are left out. Sample is the latest, account of an institution
    and health facts those of any record; everything else is the most frequent value, of equally frequent ones the
    smallest.

    A person is *steady* who is one person by the strict link, too, and whose records have no two labels in any
    attribute. However an attacker joins records, and whichever of them they go by, such a person stands in this class
    and no other. A class must have k of them: others may be in it, but no threshold counts them.
    """
    labels = {name: _Labels(name, {}) for name in starts}
    parts = list(map(partial(_part, starts=starts, year=year or 0, labels=labels), linked))
    frame, steady = pl.concat([part for part, _ in parts]), pl.concat([counts for _, counts in parts])
    del parts
    if "laboratory" in starts:
        frame = _small_laboratories(frame, steady, thresholds)
    hierarchies = {name: labels[name].above(frame[name]) for name in starts if name not in SENSITIVE}
    return Lines(frame.to_arrow(), frame.filter(steady).to_arrow(), hierarchies)


def _part(
    linked: pl.DataFrame, starts: Mapping[str, int], year: int, labels: dict[str, _Labels]
) -> tuple[pl.DataFrame, pl.Series]:
    """The lines of the persons of one part, and whether each is steady; labels that are met go into ``labels``."""
    known = _texts(linked.drop_nulls(LOOSE), starts)
    for name in starts:
        labels[name] = labels[name].joined(_Labels.of(name, known[name], starts[name], year))
    seen = known.select(LOOSE, STRICT, *(labels[name].first(known[name]).alias(name) for name in starts))
    alike = (pl.col(name).drop_nulls().n_unique() <= 1 for name in (STRICT, *starts))
    steady = seen.group_by(LOOSE).agg(pl.all_horizontal(*alike).alias("steady")).sort(LOOSE)["steady"]
    persons = _persons(known, starts).sort(LOOSE)
    filled = [
        labels[name].first(persons[name]).fill_null(_ABSENT.get(name, UNKNOWN)).cast(pl.Categorical).alias(name)
        for name in starts
    ]
    return pl.DataFrame([*filled, persons[PRESCRIBER].cast(pl.Categorical)]), steady


def _texts(records: pl.DataFrame, starts: Mapping[str, int]) -> pl.DataFrame:
    """The attributes of records as text, null where a record says nothing."""
    columns = {name: pl.col(SOURCES[name]).cast(pl.String) for name in starts if name not in ("institution", "health")}
    columns["institution"] = pl.when("institution").then(pl.lit("yes"))
    return records.select(
        LOOSE,
        STRICT,
        pl.col("prescriber").alias(PRESCRIBER),
        *(expression.alias(name) for name, expression in columns.items() if name in starts),
        *([_facts(records["categories"]).alias("health")] if "health" in starts else []),
    )


def _facts(categories: pl.Series) -> pl.Series:
    """The one health category of a record, `SEVERAL`, or null."""
    sensitive = {1 << place: kind.id for place, kind in enumerate(CATEGORIES) if kind.sensitive}
    bits = categories & sum(sensitive)
    return bits.replace_strict({0: None, **sensitive}, default=SEVERAL, return_dtype=pl.String)


def _persons(known: pl.DataFrame, starts: Mapping[str, int]) -> pl.DataFrame:
    """A line a person: their values as text, null where none of their records says anything."""
    frequent = [name for name in starts if name not in ("sample", "institution", "health")]
    best = canonical(known, [*frequent, PRESCRIBER])
    told = {name: pl.col(name).drop_nulls().first() for name in (*frequent, PRESCRIBER)}
    facts = pl.col("health").drop_nulls()
    ways = {
        "sample": pl.col("sample").max(),
        "institution": pl.col("institution").drop_nulls().first(),
        "health": pl.when(facts.n_unique() > 1).then(pl.lit(SEVERAL)).otherwise(facts.first()),
    }
    told |= {name: way for name, way in ways.items() if name in starts}
    return best.group_by(LOOSE).agg(way.alias(name) for name, way in told.items())


def _small_laboratories(frame: pl.DataFrame, steady: pl.Series, limits: Thresholds) -> pl.DataFrame:
    """Call a laboratory ``other`` of which too few persons or prescribers are known (threat T8)."""
    tokens = pl.col(PRESCRIBER).drop_nulls().n_unique()
    enough = tokens >= (limits.prescribers if frame[PRESCRIBER].null_count() < frame.height else 0)
    counted = frame.filter(steady).group_by("laboratory").agg((pl.len() >= limits.persons) & enough)
    large = counted.filter(pl.nth(1))["laboratory"].cast(pl.String).to_list()
    label = pl.col("laboratory").cast(pl.String)
    told = pl.when(label.is_in([*large, UNKNOWN])).then(label).otherwise(pl.lit(OTHER))
    return frame.with_columns(told.cast(pl.Categorical).alias("laboratory"))


@dataclass(frozen=True)
class _Labels:
    """The labels of an attribute's values from a level on; ``lines`` has those of each value."""

    name: str
    lines: Mapping[str, tuple[str, ...]] = field(repr=False)

    @classmethod
    def of(cls, name: str, values: pl.Series, start: int, year: int) -> _Labels:
        """Those of the values of records, and of what no record says alone: that a person has several facts."""
        ladder, made = BY_ATTRIBUTE[name], [SEVERAL] if name == "health" else []
        return cls(name, {value: ladder.line(value, year)[start:] for value in [*values.drop_nulls().unique(), *made]})

    def joined(self, other: _Labels) -> _Labels:
        """The labels of the values of both."""
        return _Labels(self.name, {**self.lines, **other.lines})

    def first(self, values: pl.Series) -> pl.Series:
        """The label of each value where the climb starts."""
        known = {value: line[0] for value, line in self.lines.items()}
        return values.replace_strict(known, default=None, return_dtype=pl.String)

    def above(self, labels: pl.Series) -> Hierarchy:
        """The hierarchy over the labels that stand in a column, those that stand for nothing known included."""
        lines = {line[0]: line for line in self.lines.values()}
        size = len(next(iter(lines.values()), ("", "")))
        present = sorted(labels.unique())
        found = [lines.get(label, (*[label] * (size - 1), "*")) for label in present]
        return of_rows(self.name, found, self.name)
