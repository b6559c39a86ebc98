"""Whose sex a column tells: the patient's agrees with the social security number and the first names."""

from __future__ import annotations

from functools import cache

import polars as pl

from pipeline.detect.evidence import Evidence
from pipeline.detect.table import Hint, Table
from pipeline.locales.fr.names import first_name_counts, fold

AGREES, CHANCE = 0.8, 0.65
"""Shares of rows that agree: the patient's sex from the first on, anything at all up to the second."""
_ENOUGH_ROWS = 12


def hints(table: Table) -> list[Hint]:
    """Give points for ``person.sex`` by agreement; many different values are no sex."""
    found: list[Hint] = []
    for column in table.holding(0.4, "person.sex"):
        if column.distinct > 14:
            found.append(Hint(column.position, "person.sex", -0.5))
            continue
        told = max((share for share in _agreements(table, column)), default=None)
        if told is not None and told >= AGREES:
            found.append(Hint(column.position, "person.sex", 0.4, "agrees with the NIR or the first name"))
        elif told is not None and told < CHANCE:
            found.append(Hint(column.position, "person.sex", -0.6))
    return found


def _agreements(table: Table, column: Evidence) -> list[float]:
    """Shares of the rows in which the column says the sex of a NIR or of a first name."""
    sexes = _sexes(table.rows[:, column.position])
    others = [table.rows[:, nir.position].str.slice(0, 1) for nir in table.holding(0.6, "fr.nir")]
    told = [digit.replace_strict({"1": "M", "2": "F"}, default=None, return_dtype=pl.String) for digit in others]
    told += [_of_names(table.rows[:, name.position]) for name in table.holding(0.7, "person.first_name")]
    shares = []
    for other in told:
        pairs = pl.DataFrame({"a": sexes, "b": other}).drop_nulls()
        if len(pairs) >= _ENOUGH_ROWS and pairs["b"].n_unique() > 1:
            shares.append(float((pairs["a"] == pairs["b"]).sum()) / len(pairs))
    return shares


def _sexes(cells: pl.Series) -> pl.Series:
    """Read a column as F and M; null for anything else."""
    words = [fold(cell) or cell if cell is not None else None for cell in cells]
    codes = {**dict.fromkeys(_FEMALE, "F"), **dict.fromkeys(_MALE, "M")}
    return pl.Series(words, dtype=pl.String).replace_strict(codes, default=None, return_dtype=pl.String)


_FEMALE = str.split("2 F W FEMININ FEMME FEMALE FEM WOMAN GIRL FILLE MME MLLE MADAME MADEMOISELLE MRS MISS MS")
_MALE = str.split("1 M H MASCULIN HOMME MALE MASC MAN BOY GARCON MR MONSIEUR")


def _of_names(cells: pl.Series) -> pl.Series:
    """Sex of the first of each cell's names, null where the name is both or unknown."""
    known = _known()
    first = [known.get(folded.split()[0]) if cell and (folded := fold(cell)) else None for cell in cells]
    return pl.Series(first, dtype=pl.String)


@cache
def _known() -> dict[str, str]:
    """Folded first name -> F or M, for those that are of one sex (INSEE, fichier des prénoms)."""
    table = first_name_counts().filter(pl.col("sex").is_in(["F", "M"]))
    found: dict[str, str] = {}
    for name, sex in table.select("name", "sex").iter_rows():
        folded = fold(name)
        found[folded] = sex if found.get(folded, sex) == sex else "X"
    return {name: sex for name, sex in found.items() if sex != "X"}
