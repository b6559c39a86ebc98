"""Commune to the class of its population."""

from __future__ import annotations

from functools import cache

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.locales.fr.geography import communes
from pipeline.locales.fr.name_columns import fold_column
from pipeline.transform.transform import ColumnFunction, Context, Transform, by_distinct

CLASSES = ((2_000, "under 2000"), (10_000, "2000-9999"), (50_000, "10000-49999"), (200_000, "50000-199999"))
LARGEST = "200000+"


class PopulationClass(Transform):
    """How many people live in a commune, as one of five classes; the largest of those of one name counts.

    Null where no commune has that name.
    """

    name = "population_class"
    treatment = Treatment.GENERALISE
    entities = ("address.city",)

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without parameters."""
        del purpose, context
        return lambda values: by_distinct(values, _classes)


def _classes(names: pl.Series) -> pl.Series:
    folded = fold_column(names).str.replace(r"^(.+?) CEDEX\b.*$", "${1}").str.replace_all(r"\bSTE\b", "SAINTE")
    folded = folded.str.replace_all(r"\bST\b", "SAINT")
    return folded.to_frame("name").join(_known(), on="name", how="left", maintain_order="left")["class"]


@cache
def _known() -> pl.DataFrame:
    table = communes().with_columns(fold_column(communes()["name"]).alias("name"))
    largest = table.group_by("name").agg(pl.col("population").max()).sort("name")
    said = pl.lit(LARGEST)
    for limit, words in reversed(CLASSES):
        said = pl.when(pl.col("population") < limit).then(pl.lit(words)).otherwise(said)
    return largest.select("name", said.alias("class"))
