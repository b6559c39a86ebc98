"""A whole name in place of a whole name: surname and first name in one cell."""

from __future__ import annotations

from functools import cache

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.locales.fr import standins
from pipeline.locales.fr.names import first_names as known_first_names
from pipeline.transform.keyed import draw, numbers
from pipeline.transform.named import written
from pipeline.transform.transform import ColumnFunction, Context, Transform, by_distinct, tell
from pipeline.transform.transforms.standin_first_name import first_names

_TITLES = r"\b(?:DR|DOCTEUR|PR|PROF|PROFESSEUR|MME|MLLE|MADAME|MONSIEUR|MR|M|ME)\b"


class StandinName(Transform):
    """A surname of the stand-ins' half and a first name; titles and the order of the words make no difference."""

    name = "standin_name"
    treatment = Treatment.SYNTHESISE
    entities = ("prescriber.name",)
    keyed = True
    costly = True

    def gives(self, values: pl.Series) -> pl.Series:
        """A surname of the stand-ins' half and one word or more."""
        return tell(values, _is_standin)

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind to the subkey of ``purpose``."""
        subkey = context.key.subkey(purpose)
        return lambda values: by_distinct(values, lambda names: _standins(names, subkey))


def _standins(names: pl.Series, subkey: str) -> pl.Series:
    folded = written(names)
    bare = folded.str.replace_all(_TITLES, " ").str.strip_chars(" ")
    bare = bare.zip_with(bare != "", folded)
    words = bare.str.split(" ").list.eval(pl.element().filter(pl.element() != "")).list.sort().list.join(" ")
    seed = words.zip_with(words != "", folded)
    (number,) = numbers(seed, subkey)
    surname = draw(standins.every_surname(), number, folded)
    listed = known_first_names()
    first = pl.Series([next((word for word in text.split() if word in listed), "") for text in words], dtype=pl.String)
    return surname + " " + first_names(first, seed + "|first", subkey)


def _is_standin(cell: str) -> bool:
    words = cell.split(" ")
    surnames = (" ".join(words[:end]) for end in range(1, len(words)))
    return any(surname in _surnames() for surname in surnames)


@cache
def _surnames() -> frozenset[str]:
    return frozenset(standins.every_surname())
