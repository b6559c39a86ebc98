"""Writes comments as a table of segments, so that the place of every identifying value is known exactly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from synthetic.grammar import Skeleton, skeletons
from synthetic.health_words import ADULT, CHILD, WOMAN
from synthetic.slots import ENTITIES
from synthetic.streams import Bools, Ints, Weighted, choose

SECOND = 0.25
"""Share of comments that add an office note after the first sentence."""

STYLES = (0.62, 0.22, 0.08, 0.08)
"""Shares of comments as the grammar has them, in capitals, in small letters, and without accents."""

_JOINT = " - "
_ACCENTS = str.maketrans("àâäéèêëîïôöùûüçÀÂÄÉÈÊËÎÏÔÖÙÛÜÇ", "aaaeeeeiioouuucAAAEEEEIIOOUUUC")


@dataclass(frozen=True)
class Comments:
    """Comments in row order: ``text``, ``spans`` (list of start, end, entity) and ``category`` (or null)."""

    table: pl.DataFrame


@cache
def _table() -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Segments of each skeleton, as lists of numbers: a slot's, or from `len(ENTITIES)` on, a literal's."""
    literals: dict[str, int] = {_JOINT: len(ENTITIES)}
    slots = {f"{{{name}}}": number for number, name in enumerate(ENTITIES)}
    rows = []
    for skeleton in skeletons():
        numbers = [
            slots[part] if part in slots else literals.setdefault(part, len(ENTITIES) + len(literals))
            for part in skeleton.parts
        ]
        rows.append((numbers, skeleton.category))
    segments, categories = zip(*rows, strict=True)
    return pl.DataFrame({"segment": segments, "category": categories}), tuple(literals)


@cache
def _draws(second: bool) -> dict[int, Weighted]:
    def weight(skeleton: Skeleton, suits: int) -> float:
        usable = skeleton.suits & suits and (not second or skeleton.family in ("office", "children"))
        return skeleton.weight if usable else 0.0

    return {suits: Weighted([weight(one, suits) for one in skeletons()]) for suits in (CHILD, WOMAN, ADULT)}


def audience(female: Bools, age: Ints) -> Ints:
    """Kind of person that a comment has to suit, for each record."""
    return np.where(age < 16, CHILD, np.where(female & (age <= 50), WOMAN, ADULT))


def write(rng: np.random.Generator, suits: Ints, slots: dict[str, pl.Series]) -> Comments:
    """Write one comment for each row.

    Parameters
    ----------
    rng:
        Stream of the chunk's comments.
    suits:
        `audience` of each row.
    slots:
        Every slot of `slots.ENTITIES`, one text for each row.
    """
    rows = len(suits)
    first, second = _pick(rng, suits, False), _pick(rng, suits, True)
    more = np.flatnonzero(rng.random(rows) < SECOND)
    table, _ = _table()
    joint = pl.DataFrame({"row": more, "part": np.ones_like(more), "segment": np.full(len(more), len(ENTITIES))})
    pieces = [_segments(table, np.arange(rows), first, 0), joint, _segments(table, more, second[more], 2)]
    long = pl.concat(pieces).sort("row", "part", maintain_order=True)
    long = _texts(long, slots, choose(rng, STYLES, rows))
    end = pl.col("text").str.len_chars().cum_sum().over("row").cast(pl.Int64)
    long = long.with_columns(end.alias("end")).with_columns(
        (pl.col("end") - pl.col("text").str.len_chars()).cast(pl.Int64).alias("start")
    )
    text = long.group_by("row", maintain_order=True).agg(pl.col("text").str.join(""))
    spans = (
        long.filter(pl.col("entity").is_not_null())
        .group_by("row", maintain_order=True)
        .agg(pl.struct("start", "end", "entity").alias("spans"))
    )
    joined = text.join(spans, on="row", how="left", maintain_order="left").with_columns(
        pl.col("spans").fill_null(pl.lit([], dtype=spans.schema["spans"])),
        table["category"].gather(first).alias("category"),
    )
    return Comments(joined.drop("row"))


def _pick(rng: np.random.Generator, suits: Ints, second: bool) -> Ints:
    found = np.zeros(len(suits), dtype=np.int64)
    for kind, weighted in _draws(second).items():
        mine = np.flatnonzero(suits == kind)
        found[mine] = weighted.draw(rng, len(mine))
    return found


def _segments(table: pl.DataFrame, rows: Ints, skeleton: Ints, part: int) -> pl.DataFrame:
    frame = pl.DataFrame({"row": rows, "part": np.full(len(rows), part), "segment": table["segment"].gather(skeleton)})
    return frame.explode("segment")


def _texts(long: pl.DataFrame, slots: dict[str, pl.Series], style: Ints) -> pl.DataFrame:
    """Add ``text`` and ``entity`` of each segment, in its comment's style."""
    _, literals = _table()
    size = len(style)
    pool = pl.concat([*(slots[name].rename("text") for name in ENTITIES), pl.Series("text", list(literals))])
    segment, row = long["segment"].to_numpy(), long["row"].to_numpy()
    literal = segment >= len(ENTITIES)
    place = np.where(literal, len(ENTITIES) * size + segment - len(ENTITIES), segment * size + row)
    entities = pl.Series([*ENTITIES.values(), None], dtype=pl.String)
    text = pl.col("text")
    plain = text.str.replace_many(list(map(chr, _ACCENTS)), list(map(chr, _ACCENTS.values())))
    kind = pl.lit(pl.Series(style[row]))
    return long.with_columns(
        pool.gather(place).alias("text"),
        entities.gather(np.minimum(segment, len(ENTITIES))).alias("entity"),
    ).with_columns(
        pl.when(kind == 1)
        .then(text.str.to_uppercase())
        .when(kind == 2)
        .then(text.str.to_lowercase())
        .when(kind == 3)
        .then(plain)
        .otherwise(text)
        .alias("text")
    )
