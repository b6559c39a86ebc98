"""Stand-ins that are somebody's."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pipeline.assess.attack import Attack, Finding, Surface
from pipeline.assess.facets import text
from pipeline.assess.interval import clopper_pearson
from pipeline.assess.rows import Rows


class Collisions(Attack):
    """Replaced values that are a value of the leak: what was to be nobody's is somebody's, perhaps the record's own.

    Where both files have as many lines and the same order, ``own`` is the share of cells that are what they were.
    ``anybody`` is the share of distinct replaced values that stand in the same column of the leak; of names from
    pools it is never nothing, since leaving out who is in the leak would tell who is in the leak (threat T14).
    """

    id = "collisions"
    threat = "T14"
    criterion = "singling_out"
    asks = (
        "Une valeur de remplacement est-elle celle de quelqu'un ?",
        "Is a stand-in somebody's real value?",
    )
    key = "treatments"
    absent = "counts only: no stand-ins"

    def attempt(self, surface: Surface) -> Iterator[Finding]:
        """Look the replaced values up in the leak."""
        rows = surface.rows
        columns = _replaced(rows) if rows else {}
        if rows is None or not columns:
            yield self.nothing("no replaced column")
            return
        own = own_tries = hits = tries = 0
        where = []
        for name, column in columns.items():
            mine, theirs = text(rows.table[name].cast(pl.String)), text(rows.leak.cells[column])
            if len(mine) == len(theirs):
                kept = mine.is_not_null() & theirs.is_not_null()
                own += int((mine == theirs).fill_null(False).sum())
                own_tries += int(kept.sum())
            distinct = mine.drop_nulls().unique()
            found = int(distinct.is_in(theirs.drop_nulls().unique().implode()).sum())
            hits, tries = hits + found, tries + len(distinct)
            if found:
                where.append(f"{name} {found} of {len(distinct)}")
        if own_tries:
            yield self.found(clopper_pearson(own, own_tries), 0.0, own_tries, "compared line by line", "own")
        yield self.found(clopper_pearson(hits, tries), 0.0, tries, ", ".join(where), "anybody")


def _replaced(rows: Rows) -> dict[str, str]:
    """Replaced columns and their raw ones. A redacted text is no stand-in: one in which nobody is named stays."""
    known = {name: column for name, column in rows.opaque.items() if column is not None}
    return {name: column for name, column in known.items() if rows.leak.entities.get(column) != "text.free"}
