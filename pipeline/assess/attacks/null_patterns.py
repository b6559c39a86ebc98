"""Which cells of a row are empty, and how long the others are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from pipeline.assess.attack import Attack, Finding, Surface
from pipeline.assess.interval import clopper_pearson
from pipeline.assess.labels import Codes
from pipeline.assess.rows import Rows, merged, persons_by


class NullPatterns(Attack):
    """Empty cells and lengths alone, without a look at any value: rows that so fit one person of the leak only."""

    id = "null_patterns"
    threat = "T7"
    criterion = "singling_out"
    asks = (
        "Les cases vides et les longueurs désignent-elles quelqu'un ?",
        "Do empty cells and lengths single somebody out?",
    )

    def attempt(self, surface: Surface) -> Iterator[Finding]:
        """Compare the patterns of rows with those of the records."""
        rows = surface.rows
        if rows is None:
            return
        sources = {name: relation.column for name, relation in rows.relations.items()}
        sources |= {name: column for name, column in rows.opaque.items() if column is not None}
        if not sources:
            yield self.nothing("no column can be told")
            return
        parts = [part for name, column in sources.items() for part in _parts(rows, name, column)]
        released, raw = merged(parts, rows.table.height, rows.beside.cells.height)
        sharing = persons_by(raw, rows.beside.person, int(released.max(initial=-1)) + 1)[released]
        told = f"{len(sources)} columns"
        yield self.found(clopper_pearson(int((sharing == 1).sum()), len(sharing)), 0.0, len(sharing), told)


def _parts(rows: Rows, name: str, column: str) -> Iterator[tuple[Codes, Codes]]:
    """Whether cells are empty, where they are as often in the leak; how long they are, where lengths are kept."""
    mine, theirs = rows.table[name], rows.beside.cells[column]
    if _alike(mine.is_null(), theirs.is_null()):
        yield _codes(mine.is_null()), _codes(theirs.is_null())
    lengths = mine.cast(pl.String).str.len_chars().fill_null(0), theirs.str.len_chars().fill_null(0)
    if lengths[0].n_unique() > 2 and _alike(*lengths):
        yield _codes(lengths[0]), _codes(lengths[1])


def _codes(values: pl.Series) -> Codes:
    return values.cast(pl.Int64).to_numpy().astype(np.int64)


def _alike(mine: pl.Series, theirs: pl.Series) -> bool:
    """Whether the values are shared out alike (total variation up to 0.02)."""
    size = int(max(_codes(mine).max(initial=0), _codes(theirs).max(initial=0))) + 1
    a, b = (np.bincount(_codes(v), minlength=size) / max(len(v), 1) for v in (mine, theirs))
    return bool(np.abs(a - b).sum() / 2 <= 0.02)
