"""What damage does to values: each kind is one function from the cells of the damaged records to new cells.

Nothing made here can be somebody's: a mistyped number keeps its order number 000 and is too short or keeps
its impossible key, a phone stays reserved whatever is read into it, and a mistyped surname stays in the
generator's half and is no rare name of the tables.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from synthetic.slips import mistyped
from synthetic.streams import Floats, Ints

WORDS = ("nom", "prenom", "adresse", "ville")
ACCENTED = "àâäéèêëîïôöùûüçÀÂÄÉÈÊËÎÏÔÖÙÛÜÇ"
BARE = "aaaeeeeiioouuucAAAEEEEIIOOUUUC"
_BROKEN = {letter: letter.encode().decode("cp1252", "ignore") for letter in "àâäéèêëîôöùûüçÉÈÊÔÇ"}
SWAPS = (
    ("adresse", "ville"), ("telephone", "email"), ("telephone", "portable"), ("code_postal", "ville"),
    ("date_naissance", "date_prelevement"), ("mutuelle", "num_adherent"), ("nir", "num_dossier"), ("labo", "medecin"),
)  # fmt: skip
"""Pairs of columns whose values change places."""

MOVES = (("nom", "prenom"), *SWAPS)
"""Every pair that can change places."""

BREAKABLE = ("commentaire", "adresse")
"""Columns in which a newline may be."""

_DATES = ("date_naissance", "date_prelevement")
_MONTHS = ("janvier", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "octobre", "nov.", "déc.")
_O_COLUMNS = ("nir", "telephone", "portable", "code_postal", "date_naissance")

NEEDS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("case_lost", "accents_lost", "mojibake"), WORDS),
    "typo": ("nom", "prenom"),
    "spaces": ("nom", "prenom", "ville"),
    "names_inverted": ("nom",),
    "names_glued": ("nom",),
    "columns_swapped": tuple(dict.fromkeys(column for pair in SWAPS for column in pair if column != "email")),
    "letter_for_digit": _O_COLUMNS,
    "zero_lost": ("telephone", "portable", "code_postal"),
    "phones_glued": ("telephone",),
    "date_form": _DATES,
    "nir_truncated": ("nir",),
    "nir_mistyped": ("nir",),
    "embedded_newline": ("commentaire", "adresse"),
    "near_duplicate": ("nom", "email"),
}
"""Columns of which a shape must have one for each kind."""

Soil = Callable[[pl.DataFrame, Floats], pl.DataFrame]


def pairs(where: Floats) -> Ints:
    """Which of `SWAPS` changes places in each record."""
    return np.floor(where * len(SWAPS)).astype(np.int64)


def _lower(cells: pl.DataFrame, _where: Floats) -> pl.DataFrame:
    return cells.with_columns(pl.col(*WORDS).str.to_lowercase())


def _bare(cells: pl.DataFrame, _where: Floats) -> pl.DataFrame:
    return cells.with_columns(pl.col(*WORDS).str.replace_many(list(ACCENTED), list(BARE)))


def _mojibake(cells: pl.DataFrame, where: Floats) -> pl.DataFrame:
    """Show UTF-8 read as cp1252, or every accented letter as a question mark."""
    marked = pl.lit(pl.Series(where > 0.75))
    broken = pl.col(*WORDS).str.replace_many(list(_BROKEN), list(_BROKEN.values()))
    lost = pl.col(*WORDS).str.replace_many(list(_BROKEN), ["?"] * len(_BROKEN))
    return cells.with_columns(pl.when(marked).then(lost).otherwise(broken))


def _inverted(cells: pl.DataFrame, _where: Floats) -> pl.DataFrame:
    return cells.with_columns(pl.col("prenom").alias("nom"), pl.col("nom").alias("prenom"))


def _glued(cells: pl.DataFrame, _where: Floats) -> pl.DataFrame:
    return cells.with_columns(
        pl.concat_str("nom", "prenom", separator=" ").alias("nom"), pl.lit(None, dtype=pl.String).alias("prenom")
    )


def _swapped(cells: pl.DataFrame, where: Floats) -> pl.DataFrame:
    which = pl.lit(pl.Series(pairs(where)))
    sources: dict[str, pl.Expr] = {}
    for place, (a, b) in enumerate(SWAPS):
        for column, other in ((a, b), (b, a)):
            sources[column] = pl.when(which == place).then(pl.col(other)).otherwise(sources.get(column, pl.col(column)))
    return cells.with_columns(value.alias(column) for column, value in sources.items())


def _typo(cells: pl.DataFrame, where: Floats) -> pl.DataFrame:
    for column, low in (("nom", 0.0), ("prenom", 0.5)):
        rows = np.flatnonzero((where >= low) & (where < low + 0.5))
        luck = (where[rows] - low) * 2
        pairs = zip(cells[column].gather(rows), luck, strict=True)
        typed = [None if text is None else mistyped(text, one, surname=column == "nom") for text, one in pairs]
        if typed:
            cells = cells.with_columns(cells[column].scatter(rows, pl.Series(typed, dtype=pl.String)))
    return cells


def _letter(cells: pl.DataFrame, where: Floats) -> pl.DataFrame:
    """Write the first zero of one column as a letter O."""
    which = pl.lit(pl.Series(np.floor(where * len(_O_COLUMNS)).astype(np.int64)))
    return cells.with_columns(
        pl.when(which == place).then(pl.col(name).str.replace("0", "O", literal=True)).otherwise(name).alias(name)
        for place, name in enumerate(_O_COLUMNS)
    )


def _zero(cells: pl.DataFrame, _where: Floats) -> pl.DataFrame:
    """Take the leading zero of bare digits."""
    return cells.with_columns(pl.col("telephone", "portable", "code_postal").str.replace(r"^0([1-9]\d*)$", "${1}"))


def _phones(cells: pl.DataFrame, where: Floats) -> pl.DataFrame:
    joint = pl.lit(pl.Series([" / ", " ou ", "/", " "]).gather(np.floor(where * 4).astype(np.int64)))
    both = pl.col("telephone").is_not_null() & pl.col("portable").is_not_null()
    return cells.with_columns(
        pl.when(both).then(pl.col("telephone") + joint + pl.col("portable")).otherwise("telephone").alias("telephone"),
        pl.when(~both).then("portable").alias("portable"),
    )


def _dates(cells: pl.DataFrame, where: Floats) -> pl.DataFrame:
    """Write both dates in another form; a two-digit year only from 1931 on, where it can be told."""
    form = pl.lit(pl.Series(np.floor(where * 7).astype(np.int64)))
    written = []
    for name in _DATES:
        day, month, year = (pl.col(name).str.slice(*cut) for cut in ((0, 2), (3, 2), (6, 4)))
        word = month.replace_strict([f"{number:02d}" for number in range(1, 13)], list(_MONTHS), default=None)
        short = pl.when(year.cast(pl.Int32, strict=False) > 1930).then(year.str.slice(2)).otherwise(year)
        ways = (
            pl.concat_str(year, month, day, separator="-"),
            pl.concat_str(day, month, year, separator="."),
            pl.concat_str(year, month, day),
            pl.concat_str(day, month, short, separator="/"),
            pl.concat_str(day.str.strip_chars_start("0"), word, year, separator=" "),
            pl.concat_str(year, month, day, separator="-") + " 00:00:00",
        )
        value = pl.concat_str(day, month, year)
        for place, way in enumerate(ways):
            value = pl.when(form == place).then(way).otherwise(value)
        written.append(value.alias(name))
    return cells.with_columns(written)


def _truncated(cells: pl.DataFrame, where: Floats) -> pl.DataFrame:
    """Cut one to six characters off the end of the number, the separators before the cut too."""
    cut = pl.lit(pl.Series(1 + np.floor(where * 6).astype(np.int64)))
    kept = pl.col("nir").str.slice(0, pl.col("nir").str.len_chars() - cut).str.strip_chars_end(" .-/")
    return cells.with_columns(kept.alias("nir"))


def _digit(cells: pl.DataFrame, where: Floats) -> pl.DataFrame:
    """Write another digit of the year (the order number and the key stay impossible)."""
    other = pl.lit(pl.Series(np.floor(where * 10).astype(np.int64).astype(str)))
    changed = pl.concat_str(
        pl.col("nir").str.extract(r"^(\d[ .-]?\d)\d"), other, pl.col("nir").str.extract(r"^\d[ .-]?\d\d(.*)$")
    )
    return cells.with_columns(pl.coalesce(changed, pl.col("nir")).alias("nir"))


def _spaces(cells: pl.DataFrame, _where: Floats) -> pl.DataFrame:
    return cells.with_columns(
        (" " + pl.col("nom") + "  ").alias("nom"),
        (pl.col("prenom") + " ").alias("prenom"),
        pl.col("ville").str.replace_all(" ", "  ", literal=True),
    )


def _newline(cells: pl.DataFrame, _where: Floats) -> pl.DataFrame:
    """Break a comment, or else an address, at one of its blanks; no position moves."""
    place = pl.when(pl.col("commentaire").str.contains(" ", literal=True)).then(0).otherwise(1)
    return cells.with_columns(
        pl.when(place == number).then(pl.col(name).str.replace(" ", "\n", literal=True)).otherwise(name).alias(name)
        for number, name in enumerate(BREAKABLE)
    )


def _near(cells: pl.DataFrame, where: Floats) -> pl.DataFrame:
    """Write the same person as another laboratory would: fewer names, birth name, no number, no contact."""
    which = pl.lit(pl.Series(np.floor(where * 6).astype(np.int64)))
    null = pl.lit(None, dtype=pl.String)
    short = pl.col("prenom").str.extract(r"^([^ ,-]+)")
    birth = pl.col("nom_naissance").is_not_null() & (which == 1)
    return cells.with_columns(
        pl.when(which == 0)
        .then(short)
        .when(which == 5)
        .then(pl.col("prenom").str.to_uppercase())
        .otherwise("prenom")
        .alias("prenom"),
        pl.when(birth)
        .then("nom_naissance")
        .when(which == 4)
        .then(pl.col("nom").str.replace_all(r"[-' ]+", " "))
        .otherwise("nom")
        .alias("nom"),
        pl.when(birth | (which == 2)).then(null).otherwise("nom_naissance").alias("nom_naissance"),
        pl.when(which.is_in([1, 3])).then(null).otherwise("nir").alias("nir"),
        pl.when(which.is_in([2, 5])).then(null).otherwise("email").alias("email"),
        pl.when(which.is_in([0, 3])).then(null).otherwise("portable").alias("portable"),
        pl.when(which == 4).then(null).otherwise("adresse").alias("adresse"),
    )


SOILS: dict[str, Soil] = {
    "case_lost": _lower, "accents_lost": _bare, "mojibake": _mojibake, "names_inverted": _inverted,
    "names_glued": _glued, "columns_swapped": _swapped, "typo": _typo, "letter_for_digit": _letter,
    "zero_lost": _zero, "phones_glued": _phones, "date_form": _dates, "nir_truncated": _truncated,
    "nir_mistyped": _digit, "spaces": _spaces, "embedded_newline": _newline, "near_duplicate": _near,
}  # fmt: skip
"""Kind -> what it does."""
