"""Damages the values of a chunk, kind after kind; what a kind does is in `synthetic.soils`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from synthetic.dirt import KINDS, VALUES, Dirt
from synthetic.soils import MOVES, SOILS, pairs
from synthetic.streams import Bools, Floats, Ints


@dataclass(frozen=True)
class Soiled:
    """Cells after the damage, and for each record the pairs of `MOVES` that changed places, as bits."""

    cells: pl.DataFrame
    moved: Ints


def soil(cells: pl.DataFrame, dirt: Dirt, columns: tuple[str, ...], kinds: tuple[str, ...] = VALUES) -> Soiled:
    """Apply the kinds that change values; a kind that changes nothing in a record is dropped from it.

    ``columns`` are those that the file's shape has: nothing else needs to change.
    """
    moved = np.zeros(cells.height, dtype=np.int64)
    for kind in kinds:
        rows = dirt.rows(kind)
        if not len(rows):
            continue
        cells, same = _apply(kind, cells, rows, dirt.where[rows], columns)
        dirt.drop(kind, rows[same])
        if kind in ("names_inverted", "columns_swapped"):
            pair = np.zeros(len(rows), dtype=np.int64) if kind == "names_inverted" else 1 + pairs(dirt.where[rows])
            moved[rows[~same]] |= 1 << pair[~same]
    return Soiled(cells, moved)


def _apply(
    kind: str, cells: pl.DataFrame, rows: Ints, where: Floats, columns: tuple[str, ...]
) -> tuple[pl.DataFrame, Bools]:
    """Cells after one kind, and for which of ``rows`` it changed nothing."""
    before = cells[rows]
    after = SOILS[kind](before, where).select(before.columns)
    agree = pl.DataFrame({name: before[name].eq_missing(after[name]) for name in columns})
    changed = [name for name in columns if not agree[name].all()]
    same: Bools = agree.select(pl.all_horizontal(pl.all()).alias("same"))["same"].to_numpy()
    return cells.with_columns(cells[name].scatter(rows, after[name]) for name in changed), same


def settle(cells: pl.DataFrame, dirt: Dirt, damaged: Bools, columns: tuple[str, ...]) -> pl.DataFrame:
    """Give damaged records whose kind changed nothing another one, lost case, where the file has names.

    A line can be in another encoding only where a character of it is not ASCII.
    """
    rows = dirt.rows("mixed_encoding")
    if len(rows):
        text = cells[rows].select(pl.concat_str([pl.col(name).fill_null("") for name in columns]).alias("text"))
        dirt.drop("mixed_encoding", rows[~text["text"].str.contains(r"[^\x00-\x7f]").to_numpy()])
    lost = damaged & ~dirt.any(KINDS)
    if "nom" in columns and lost.any():
        again = Dirt({"case_lost": lost}, dirt.where)
        cells = soil(cells, again, columns, ("case_lost",)).cells
        dirt.kinds["case_lost"] = dirt.kinds.get("case_lost", np.zeros_like(lost)) | again.kinds["case_lost"]
    return cells


def moves(bits: int) -> list[str]:
    """Columns that hold another column's value, as ``column=source``, of the pairs in ``bits``.

    >>> moves(1)
    ['nom=prenom', 'prenom=nom']
    """
    changed = [pair for place, pair in enumerate(MOVES) if bits >> place & 1]
    return [said for a, b in changed for said in (f"{a}={b}", f"{b}={a}")]
