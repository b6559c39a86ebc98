"""Assembles a leak chunk by chunk: persons, their visits, the columns of the file, comments and dirt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from synthetic import (
    comments,
    dirt,
    laboratories,
    layouts,
    live,
    people,
    prescribers,
    slots,
    soil_values,
    truth,
    visits,
)
from synthetic.filling import Filling
from synthetic.shape import COLUMNS, Shape, shapes
from synthetic.splits import Split
from synthetic.streams import Ints, stream

CHUNK = 25_000
"""Records made at a time: memory does not grow with the leak."""

HEADER = COLUMNS
"""Columns of the laboratory's file, in order."""


@dataclass(frozen=True)
class Parameters:
    """What decides a leak to the byte.

    ``rows`` records; ``seed``; ``dirt`` and ``comments`` as shares of the records in 0..1; ``split``, the half
    of names and sentences that may be used; ``shape`` of the file, or with ``layouts`` one file for each
    laboratory; ``everywhere``: a few people live in every department of the country, far ones too; ``live``:
    control keys are right (never for a fixture); ``dirt_config`` instead of ``dirt.yaml``.
    """

    rows: int
    seed: int
    dirt: float = 0.0
    comments: float = 0.15
    split: Split = Split.ALL
    shape: str = "laboratory"
    layouts: bool = False
    everywhere: bool = False
    live: bool = False
    dirt_config: Path | None = None


@dataclass(frozen=True)
class Chunk:
    """Some records: ``cells`` as text (null: empty), ``truth``, ``texts`` of the comments, ``dirt``, laboratories."""

    cells: pl.DataFrame
    truth: pl.DataFrame
    texts: pl.DataFrame
    dirt: dirt.Dirt
    laboratory: Ints


@dataclass(frozen=True)
class _Visits:
    """Records in parallel: whose, when, where, by which prescriber, and the number of the file."""

    person: Ints
    day: Ints
    laboratory: Ints
    doctor: Ints
    number: Ints


def chunks(wanted: Parameters) -> Iterator[Chunk]:
    """Make the leak, `CHUNK` records at a time; no person spans two chunks."""
    shared = people.world(wanted.seed, wanted.split, wanted.everywhere)
    doctors = prescribers.make(wanted.seed, wanted.split, wanted.everywhere)
    config = dirt.load(wanted.dirt_config)
    persons = 0
    for number, start in enumerate(range(0, wanted.rows, CHUNK)):
        records = min(CHUNK, wanted.rows - start)
        maker = _Maker(wanted, shapes()[wanted.shape], config, number, start, persons, shared, doctors)
        chunk, persons = maker.make(records)
        yield chunk


@dataclass(frozen=True)
class _Maker:
    """Makes one chunk: its number, its first record, and how many persons there were before."""

    wanted: Parameters
    shape: Shape
    config: dirt.Config
    number: int
    start: int
    persons: int
    shared: people.World
    doctors: prescribers.Prescribers

    def make(self, records: int) -> tuple[Chunk, int]:
        rng = stream(self.wanted.seed, "visits", self.number)
        counts = visits.counts(rng, records, self.shape.per_person)
        who = people.make(self.wanted.seed, self.number, len(counts), self.shared, self.shape.fill)
        person = rng.permutation(np.repeat(np.arange(len(counts)), counts))
        seen = _Visits(
            person=person,
            day=visits.dates(rng, who.birth[person]),
            laboratory=laboratories.visited(rng, who.department, person),
            doctor=self.doctors.of(rng, who.department, person),
            number=self.start + np.arange(records),
        )
        noise = stream(self.wanted.seed, "dirt", self.number)
        soiled = dirt.draw(noise, records, self.wanted.dirt, self.config, self.shape.kinds)
        seen, order = _again(noise, seen, soiled)
        cells, told = self._cells(who, seen), self._comments(who, seen)
        cells, told = self._shown(cells.hstack(told.select("commentaire")), seen)[order], told[order]
        return self._soiled(who, seen, cells, told, soiled), self.persons + len(counts)

    def _soiled(
        self, who: people.People, seen: _Visits, cells: pl.DataFrame, told: pl.DataFrame, soiled: dirt.Dirt
    ) -> Chunk:
        """Damage the cells; the truth knows what stood there before, and what was done."""
        columns = self.shape.columns
        damaged = soiled.any(dirt.KINDS)
        cells = soil_values.soil(cells, soiled, columns, ("near_duplicate",)).cells
        facts = truth.Facts(
            self.start, self.persons, who, seen.person, seen.laboratory, self.doctors.department[seen.doctor], seen.day
        )
        before = cells.select(columns)
        exposed = truth.categories(before, told["health"])
        after = soil_values.soil(cells, soiled, columns, dirt.VALUES[1:])
        cells = soil_values.settle(after.cells, soiled, damaged, columns)
        known = truth.said(truth.records(facts, exposed, soiled, after.moved), before)
        texts = known.select("record").hstack(cells.select(pl.col("commentaire").alias("text")))
        texts = texts.hstack(told.select("spans", "skeletons", "health")).filter(cells["commentaire"].is_not_null())
        return Chunk(cells, known, texts, soiled, seen.laboratory)

    def _cells(self, who: people.People, seen: _Visits) -> pl.DataFrame:
        place = laboratories.table()[seen.laboratory]
        signed = self.doctors.table[seen.doctor]
        return who.cells[seen.person].with_columns(
            visits.file_numbers(seen.number, seen.day).alias("num_dossier"),
            place["name"].alias("labo"),
            place["code"].alias("code_labo"),
            signed["name"].alias("medecin"),
            signed["postcode"].alias("cp_medecin"),
            signed["rpps"].alias("rpps_medecin"),
            pl.Series("date_prelevement", seen.day).cast(pl.Int32).cast(pl.Date).dt.strftime("%d/%m/%Y"),
        )

    def _shown(self, cells: pl.DataFrame, seen: _Visits) -> pl.DataFrame:
        """Leave out what a laboratory's layout lacks, and give keys that are right where that was asked for."""
        cells = cells.select(COLUMNS)
        if self.wanted.layouts:
            laboratory = pl.lit(pl.Series(seen.laboratory))
            cells = cells.with_columns(
                pl.when(~laboratory.is_in(numbers)).then(pl.col(column)).alias(column)
                for column, numbers in layouts.absent().items()
            )
        return live.enliven(cells) if self.wanted.live else cells

    def _comments(self, who: people.People, seen: _Visits) -> pl.DataFrame:
        """Text, spans and facts of each record's comment, null where it has none."""
        rng = stream(self.wanted.seed, "comments", self.number)
        asked = self.wanted.comments if "commentaire" in self.shape.columns else 0.0
        rows = np.flatnonzero(rng.random(len(seen.person)) < asked)
        mine, day = seen.person[rows], seen.day[rows]
        known = (
            who.cells[mine]
            .select("adresse", "code_postal", "ville", "nir", "telephone", "portable", "email", "login")
            .hstack(who.facts[mine].select("first", "last", "own", "title"))
            .with_columns(
                self.doctors.table["surname"].gather(seen.doctor[rows]),
                pl.Series("birth", who.birth[mine]),
                pl.Series("day", day),
            )
        )
        suits = comments.audience(who.female[mine], (day - who.birth[mine]) // 365)
        written = comments.write(rng, suits, slots.filler(Filling(rng, known, self.shared)), self.wanted.split)
        every = pl.DataFrame({"row": np.arange(len(seen.person))})
        return every.join(written.with_columns(pl.Series("row", rows)), on="row", how="left", maintain_order="left")


def _again(rng: np.random.Generator, seen: _Visits, soiled: dirt.Dirt) -> tuple[_Visits, Ints]:
    """Make some records the same person's as another one, and some wholly the same (by the order returned)."""
    order = np.arange(len(seen.person))
    rows = soiled.rows("near_duplicate")
    if len(rows):
        source = rng.integers(0, len(order), len(rows))
        for column in (seen.person, seen.day, seen.doctor):
            column[rows] = column[source]
        others = (seen.laboratory[source] + 1 + rng.integers(0, len(laboratories.table()) - 1, len(rows))) % len(
            laboratories.table()
        )
        seen.laboratory[rows] = others
    rows = soiled.rows("duplicate")
    if len(rows):
        source = rng.integers(0, len(order), len(rows))
        whole = ~soiled.any(("duplicate",))[source]
        soiled.drop("duplicate", rows[~whole])
        order[rows[whole]] = source[whole]
        return _Visits(*(column[order] for column in vars(seen).values())), order
    return seen, order
