"""What happens to real files: lost fields, extra delimiters, stray quotes, bad bytes, lost accents, typos."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from synthetic.streams import Bools, Floats, Ints, choose

KINDS = {
    "field_lost": 0.12, "extra_delimiter": 0.12, "stray_quote": 0.11, "bad_byte": 0.11, "case_lost": 0.18,
    "accents_lost": 0.18, "typo": 0.18,
}  # fmt: skip
"""Kinds of dirt and their shares; the first four harm the line, the others the values."""

BAD_BYTE = b"\x81"
"""A byte that cp1252 does not define."""

_WORDS = ("nom", "prenom", "adresse", "ville")
_ACCENTED = "àâäéèêëîïôöùûüçÀÂÄÉÈÊËÎÏÔÖÙÛÜÇ"
_BARE = "aaaeeeeiioouuucAAAEEEEIIOOUUUC"


@dataclass(frozen=True)
class Dirt:
    """Kind of dirt of each record (null: clean) and a random number in 0..1 that decides where it falls."""

    kind: pl.Series
    where: Floats

    def positions(self, kind: str) -> Ints:
        """Positions of the records with that kind."""
        return np.flatnonzero((self.kind == kind).fill_null(False).to_numpy())


def draw(rng: np.random.Generator, cells: pl.DataFrame, rate: float) -> Dirt:
    """Choose which records of ``cells`` are dirty, and how; accents can be lost only where there are some."""
    size = cells.height
    kinds = list(KINDS)
    found = pl.Series(kinds).gather(choose(rng, tuple(KINDS.values()), size))
    text = pl.concat_str([pl.col(name).fill_null("") for name in _WORDS])
    accented: Bools = cells.select(text.str.contains(f"[{_ACCENTED}]"))["nom"].to_numpy()
    dirty = pl.Series(rng.random(size) < rate)
    kind = pl.select(
        pl.when(dirty).then(
            pl.when((found == "accents_lost") & ~pl.Series(accented)).then(pl.lit("case_lost")).otherwise(found)
        )
    ).to_series()
    return Dirt(kind, rng.random(size))


def soil_values(cells: pl.DataFrame, dirt: Dirt) -> pl.DataFrame:
    """Apply the kinds that change values: case, accents, a letter of the surname or first name."""
    kind = pl.lit(dirt.kind)
    lowered = [pl.when(kind == "case_lost").then(pl.col(name).str.to_lowercase()).otherwise(name) for name in _WORDS]
    out = cells.with_columns(lowered)
    bare = [
        pl.when(kind == "accents_lost")
        .then(pl.col(name).str.replace_many(list(_ACCENTED), list(_BARE)))
        .otherwise(name)
        for name in _WORDS
    ]
    out = out.with_columns(bare)
    rows = dirt.positions("typo")
    for column, mine in (("nom", rows[rows % 2 == 0]), ("prenom", rows[rows % 2 == 1])):
        typed = [_typo(text, dirt.where[row]) for text, row in zip(out[column].gather(mine), mine, strict=True)]
        if typed:
            out = out.with_columns(out[column].scatter(mine, pl.Series(typed)))
    return out


def _typo(name: str, where: float) -> str:
    """Drop, double or swap a letter; the result always differs.

    >>> _typo("MARTIN", 0.1), _typo("MARTIN", 0.5), _typo("MARTIN", 0.99)
    ('MRTIN', 'MARRTIN', 'MARTNI')
    """
    action, rest = divmod(where * 3, 1)
    place = int(rest * (len(name) - 1))
    swapped = name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    if action == 2 and swapped != name:
        return swapped
    if action == 0:
        return name[:place] + name[place + 1 :]
    return name[: place + 1] + name[place:]


def soil_lines(lines: list[bytes], dirt: Dirt, delimiter: bytes) -> None:
    """Apply, in place, the kinds that harm whole lines of the file."""
    for row in dirt.positions("field_lost"):
        fields = lines[row].split(delimiter)
        del fields[int(dirt.where[row] * len(fields))]
        lines[row] = delimiter.join(fields)
    for kind, added in (("extra_delimiter", delimiter), ("stray_quote", b'"'), ("bad_byte", BAD_BYTE)):
        for row in dirt.positions(kind):
            line = lines[row]
            place = int(dirt.where[row] * len(line))
            if kind == "stray_quote":
                place = line.find(delimiter, place // 2) + 1
            lines[row] = line[:place] + added + line[place:]
