"""The same pseudonym in two releases."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from pipeline.assess.attack import Attack, Finding, Surface
from pipeline.assess.interval import clopper_pearson


class Reuse(Attack):
    """Pseudonyms that stand in an earlier release of the project, too: whoever has both can follow a person."""

    id = "reuse"
    threat = "T15"
    criterion = "linkability"
    asks = (
        "Le même pseudonyme se retrouve-t-il dans deux publications ?",
        "Does the same pseudonym stand in two releases?",
    )
    key = "project"
    absent = "counts only: no pseudonyms"

    def attempt(self, surface: Surface) -> Iterator[Finding]:
        """Intersect the replaced columns with those of the same name of every earlier release."""
        rows = surface.rows
        earlier = [one.table for one in surface.earlier if one.table is not None]
        if rows is None or not rows.opaque or not earlier:
            yield self.nothing("no earlier release of records is known; name them with --earlier")
            return
        hits = tries = 0
        where = []
        for name in rows.opaque:
            mine = _tokens(rows.table[name])
            tries += len(mine)
            for table in earlier:
                if name in table.columns:
                    both = int(mine.is_in(_tokens(table[name]).implode()).sum())
                    hits += both
                    where += [name] if both else []
        if not tries:
            yield self.nothing("no column holds tokens")
            return
        yield self.found(clopper_pearson(min(hits, tries), tries), 0.0, tries, ", ".join(dict.fromkeys(where)))


def _tokens(values: pl.Series) -> pl.Series:
    """The distinct values that look like a token or a number: long, without blanks. Names recur by chance."""
    text = values.drop_nulls().cast(pl.String).unique()
    return text.filter(text.str.contains(r"^[0-9A-Za-z+/_=:.@-]{12,}$"))
