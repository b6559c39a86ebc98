"""What a shape of leak is: its file, its columns, how records become lines. `synthetic.shapes` has one a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO

import polars as pl

from pipeline.core.registry import exported
from synthetic import visits
from synthetic.dirt import AGAIN, LINES, VALUES
from synthetic.people import Fill
from synthetic.soil_lines import ANY_FORM, FOOTER, PREAMBLE, Lines
from synthetic.soils import BREAKABLE, NEEDS

ENTITIES: dict[str, str] = {
    "num_dossier": "record.number", "nir": "fr.nir", "nom": "person.name", "nom_naissance": "person.birth_name",
    "prenom": "person.first_name", "sexe": "person.sex", "date_naissance": "person.birth_date",
    "adresse": "address.street", "code_postal": "address.postcode", "ville": "address.city", "telephone": "phone",
    "portable": "phone", "email": "email", "mutuelle": "insurer", "num_adherent": "insurer.member",
    "groupe_sanguin": "blood_group", "labo": "laboratory", "code_labo": "laboratory.code",
    "medecin": "prescriber.name", "cp_medecin": "prescriber.postcode", "rpps_medecin": "fr.rpps",
    "date_prelevement": "date.sample", "commentaire": "text.free", "login": "credential.login",
    "mot_de_passe": "credential.password",
}  # fmt: skip
"""Columns of the generator, in the order of the laboratory's file, and what each holds."""

COLUMNS = tuple(ENTITIES)


@dataclass(frozen=True)
class Shape:
    """One kind of leaked file.

    ``titles`` maps each of the file's column titles (or keys) to the generator's column that it shows, and
    ``others`` more titles, of columns that the shape makes itself, to their entity.
    ``instead`` names, for a column, those that stand in its place where they are filled in.
    """

    name: str
    file: str
    titles: Mapping[str, str]
    others: Mapping[str, str | None] = field(default_factory=dict)
    encoding: str = "utf-8"
    end: str = "\n"
    delimiter: str | None = None
    fill: Fill = field(default_factory=Fill)
    per_person: tuple[float, ...] = visits.PER_PERSON
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the generator that the file shows."""
        return tuple(dict.fromkeys((*self.titles.values(), *(name for more in self.instead.values() for name in more))))

    @property
    def entities(self) -> dict[str, str | None]:
        """Entity of each of the file's columns."""
        return {**{title: ENTITIES[column] for title, column in self.titles.items()}, **self.others}

    @property
    def kinds(self) -> frozenset[str]:
        """Kinds of damage that this shape can have."""
        lines = LINES if self.delimiter else ANY_FORM
        return frozenset({*AGAIN, *lines, *(kind for kind in VALUES if set(NEEDS[kind]) & set(self.columns))})

    @property
    def form(self) -> Lines:
        """How lines are written."""
        return Lines(self.encoding, self.end.encode(), self.delimiter.encode() if self.delimiter else None)

    def head(self) -> bytes:
        """What stands above the records."""
        return b""

    def foot(self, records: int, dirty: bool) -> bytes:  # noqa: ARG002
        """What stands below them."""
        return b""

    def between(self, kind: str) -> bytes:  # noqa: ARG002
        """A line that is no record, of a kind of `synthetic.dirt.BETWEEN`."""
        return b""

    def body(self, cells: pl.DataFrame, first: int) -> bytes:
        """Records of a chunk as lines; ``first`` is the number of the first of them in the file."""
        raise NotImplementedError


@dataclass(frozen=True)
class Delimited(Shape):
    """Cells with a delimiter between them; only those with a newline are quoted."""

    header: bool = True

    def head(self) -> bytes:
        """Column titles."""
        return (
            self._encoded((self.delimiter or "").join((*self.titles, *self.others)) + self.end) if self.header else b""
        )

    def foot(self, records: int, dirty: bool) -> bytes:
        """Totals, in a damaged file."""
        return self._encoded("".join(f"{line}{self.end}" for line in (*FOOTER, f"Total : {records}"))) if dirty else b""

    def between(self, kind: str) -> bytes:
        """The header again, an empty line, or the title lines of another export."""
        if kind == "repeated_header":
            return self.head()
        return self._encoded(self.end if kind == "blank_line" else "".join(f"{line}{self.end}" for line in PREAMBLE))

    def body(self, cells: pl.DataFrame, first: int) -> bytes:  # noqa: ARG002
        """Write the cells as they are."""
        cells = _quoted(cells, [name for name in BREAKABLE if name in self.titles.values()])
        shown = cells.select(
            *(pl.col(column).alias(title) for title, column in self.titles.items()),
            *(pl.col(name) for name in self.others),
        )
        buffer = BytesIO()
        shown.write_csv(
            buffer, include_header=False, separator=self.delimiter or ";", line_terminator=self.end,
            quote_style="never",
        )  # fmt: skip
        return buffer.getvalue() if self.encoding == "utf-8" else buffer.getvalue().decode().encode(self.encoding)

    def _encoded(self, text: str) -> bytes:
        return text.encode(self.encoding)


def _quoted(cells: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Put quotation marks around the cells that hold a newline."""
    broken = [name for name in columns if cells[name].str.contains("\n", literal=True).any()]
    return cells.with_columns(
        pl.when(pl.col(name).str.contains("\n", literal=True))
        .then(pl.concat_str(pl.lit('"'), pl.col(name), pl.lit('"')))
        .otherwise(name)
        .alias(name)
        for name in broken
    )


@cache
def shapes() -> dict[str, Shape]:
    """Every shape by name: each module of `synthetic.shapes` exports one as ``SHAPE``."""
    found = exported("synthetic.shapes", "SHAPE")
    return {shape.name: shape for shape in found if isinstance(shape, Shape)}
