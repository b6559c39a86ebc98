"""Assembles a leak chunk by chunk: persons, their visits, the columns of the file, comments and dirt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from synthetic import comments, dirt, laboratories, people, prescribers, slots, truth, visits
from synthetic.splits import Split
from synthetic.streams import Ints, stream

CHUNK = 25_000
"""Records made at a time: memory does not grow with the leak."""

HEADER = (
    "num_dossier", "nir", "nom", "nom_naissance", "prenom", "sexe", "date_naissance", "adresse",
    "code_postal", "ville",
    "telephone", "portable", "email", "mutuelle", "num_adherent", "groupe_sanguin", "labo", "code_labo",
    "medecin",
    "cp_medecin", "rpps_medecin", "date_prelevement", "commentaire", "login", "mot_de_passe",
)  # fmt: skip
"""Columns of the leak, in order."""


@dataclass(frozen=True)
class Parameters:
    """What decides a leak to the byte.

    ``rows`` records, ``seed``, ``dirt`` and ``comments`` as shares of the records in 0..1.
    """

    rows: int
    seed: int
    dirt: float = 0.0
    comments: float = 0.15
    split: Split = Split.ALL


@dataclass(frozen=True)
class Chunk:
    """Some records: ``cells`` as text (null: empty), ``truth``, ``texts`` of the comments, ``dirt``."""

    cells: pl.DataFrame
    truth: pl.DataFrame
    texts: pl.DataFrame
    dirt: dirt.Dirt


def chunks(wanted: Parameters) -> Iterator[Chunk]:
    """Make the leak, `CHUNK` records at a time; no person spans two chunks."""
    shared = people.world(wanted.seed, wanted.split)
    doctors = prescribers.make(wanted.seed, wanted.split)
    persons = 0
    for number, start in enumerate(range(0, wanted.rows, CHUNK)):
        records = min(CHUNK, wanted.rows - start)
        maker = _Maker(wanted, number, start, persons, shared, doctors)
        chunk, persons = maker.make(records)
        yield chunk


@dataclass(frozen=True)
class _Maker:
    """Makes one chunk: its number, its first record, and how many persons there were before."""

    wanted: Parameters
    number: int
    start: int
    persons: int
    shared: people.World
    doctors: prescribers.Prescribers

    def make(self, records: int) -> tuple[Chunk, int]:
        rng = stream(self.wanted.seed, "visits", self.number)
        counts = visits.counts(rng, records)
        who = people.make(self.wanted.seed, self.number, len(counts), self.shared, people.Fill())
        person = rng.permutation(np.repeat(np.arange(len(counts)), counts))
        day = visits.dates(rng, who.birth[person])
        laboratory = laboratories.visited(rng, who.department, person)
        doctor = self.doctors.of(rng, who.department, person)
        cells = self._cells(who, person, day, laboratory, doctor)
        told = self._comments(who, person, day, doctor, cells)
        cells = cells.with_columns(told["text"].alias("commentaire")).select(HEADER)
        facts = truth.Facts(self.start, self.persons + person, who, person, laboratory, self._area(doctor), day)
        soiled = dirt.draw(stream(self.wanted.seed, "dirt", self.number), cells, self.wanted.dirt)
        known = truth.records(facts, cells, told["category"], soiled.kind)
        texts = told.with_columns(known["record"]).drop_nulls("text")
        return Chunk(dirt.soil_values(cells, soiled), known, texts, soiled), self.persons + len(counts)

    def _area(self, doctor: Ints) -> Ints:
        return self.doctors.department[doctor]

    def _cells(self, who: people.People, person: Ints, day: Ints, laboratory: Ints, doctor: Ints) -> pl.DataFrame:
        place = laboratories.table()[laboratory]
        signed = self.doctors.table[doctor]
        return who.cells[person].with_columns(
            visits.file_numbers(self.start + np.arange(len(person)), day).alias("num_dossier"),
            place["name"].alias("labo"),
            place["code"].alias("code_labo"),
            signed["name"].alias("medecin"),
            signed["postcode"].alias("cp_medecin"),
            signed["rpps"].alias("rpps_medecin"),
            pl.Series("date_prelevement", day).cast(pl.Int32).cast(pl.Date).dt.strftime("%d/%m/%Y"),
        )

    def _comments(self, who: people.People, person: Ints, day: Ints, doctor: Ints, cells: pl.DataFrame) -> pl.DataFrame:
        """Text, spans and category of each record's comment, null where it has none."""
        rng = stream(self.wanted.seed, "comments", self.number)
        rows = np.flatnonzero(rng.random(len(person)) < self.wanted.comments)
        mine = person[rows]
        known = (
            cells[rows]
            .select("adresse", "code_postal", "ville", "nir", "telephone", "portable")
            .hstack(who.facts[mine].select("first", "last", "own", "title"))
            .with_columns(
                self.doctors.table["surname"].gather(doctor[rows]),
                pl.Series("birth", who.birth[mine]),
                pl.Series("day", day[rows]),
            )
        )
        suits = comments.audience(who.female[mine], (day[rows] - who.birth[mine]) // 365)
        filled = slots.fill(rng, known, self.shared)
        written = comments.write(rng, suits, filled).table.with_columns(pl.Series("row", rows))
        return pl.DataFrame({"row": np.arange(len(person))}).join(written, on="row", how="left", maintain_order="left")
