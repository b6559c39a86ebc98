"""Writes comments as a table of segments, so that the place of every identifying value is known exactly."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np
import polars as pl

from synthetic.grammar.bank import Skeleton, skeletons
from synthetic.grammar.conditions import ADULT_F, ADULT_M, AUDIENCES, CHILD_F, CHILD_M, WOMAN
from synthetic.slips import slip
from synthetic.slots import ENTITIES
from synthetic.soils import ACCENTED, BARE
from synthetic.splits import Split
from synthetic.streams import Bools, Ints, Weighted, choose

SECOND = 0.25
"""Share of comments of two sentences."""

STYLES = (0.60, 0.22, 0.09, 0.09)
"""Shares of comments as the grammar has them, in capitals, in small letters, and without accents."""

WORDINGS = (0.80, 0.12, 0.08)
"""Shares of comments with words whole, abbreviated, and with slips of the fingers (never in a value)."""

JOINTS = (" - ", ". ", ", ", " / ", " // ", " + ", " ")
_ABBREVIATED = {
    r"\brendez-vous\b": "rdv", r"\brésultats?\b": "rés", r"\bpatiente\b": "pte", r"\bpatient\b": "pt",
    r"\bpour\b": "pr", r"\bmédecin\b": "med", r"\btraitement\b": "ttt", r"\bprélèvement\b": "prélvt",
    r"\bdepuis\b": "dps", r"\bavec\b": "av", r"\bdans\b": "ds", r"\binfirmière\b": "IDE", r"\bDocteur\b": "Dr",
    r"\bMadame\b": "Mme", r"\bMonsieur\b": "M.", r"\bsyndrome\b": "sd", r"\burgente?s?\b": "urg",
    r"\bordonnance\b": "ordo", r"\bmot de passe\b": "mdp", r"\bchez\b": "cz", r"\bgrossesse\b": "gross.",
    r"\bmaladie\b": "mal.", r"\bnouveau\b": "nvx", r"\bquantité\b": "qté",
}  # fmt: skip
_SLOTS = {f"{{{name}}}": number for number, name in enumerate(ENTITIES)}


@dataclass(frozen=True)
class Table:
    """Skeletons as runs of segments: numbers of slots, or from their count on, of ``literals`` in three wordings.

    The segments of skeleton n are the ``lengths[n]`` that end before ``ends[n]``.
    """

    segments: Ints
    lengths: Ints
    ends: Ints
    facts: Ints
    ids: pl.Series
    literals: tuple[pl.Series, pl.Series, pl.Series]
    draws: tuple[tuple[Ints, Weighted], ...]


@cache
def table(split: Split) -> Table:
    """Bank of `split` as a table; the joints are the first literals."""
    bank = skeletons(split)
    literals = {joint: len(ENTITIES) + number for number, joint in enumerate(JOINTS)}
    segments = [
        [
            _SLOTS[part] if part in _SLOTS else literals.setdefault(part, len(ENTITIES) + len(literals))
            for part in one.parts
        ]
        for one in bank
    ]
    plain = pl.Series(list(literals))
    return Table(
        segments=np.array([number for one in segments for number in one], dtype=np.int64),
        lengths=np.array([len(one) for one in segments], dtype=np.int64),
        ends=np.cumsum([len(one) for one in segments]),
        facts=np.array([one.facts for one in bank], dtype=np.int64),
        ids=pl.Series([one.id for one in bank]),
        literals=(plain, _abbreviated(plain), pl.Series([_slipped(text) for text in literals])),
        draws=tuple(_draw(bank, audience) for audience in range(AUDIENCES)),
    )


def _draw(bank: tuple[Skeleton, ...], audience: int) -> tuple[Ints, Weighted]:
    mine = np.array([place for place, one in enumerate(bank) if one.audience == audience], dtype=np.int64)
    return mine, Weighted([bank[place].weight for place in mine])


def _abbreviated(texts: pl.Series) -> pl.Series:
    column = pl.col("text")
    for pattern, short in _ABBREVIATED.items():
        column = column.str.replace_all(pattern, short)
    return texts.to_frame("text").select(column)["text"]


def _slipped(text: str) -> str:
    """One of the longer words of a literal with a slip, always the same one."""
    words = list(re.finditer(r"[^\W\d_]{5,}", text))
    if not words:
        return text
    luck = crc32(text.encode())
    word = words[luck % len(words)]
    return text[: word.start()] + slip(word[0], luck % 9973 / 9973) + text[word.end() :]


def audience(female: Bools, age: Ints) -> Ints:
    """Kind of person that a comment has to suit, for each record."""
    child = np.where(female, CHILD_F, CHILD_M)
    return np.where(age < 16, child, np.where(~female, ADULT_M, np.where(age <= 50, WOMAN, ADULT_F)))


def write(
    rng: np.random.Generator, suits: Ints, fill: Callable[[str, Ints], pl.Series], split: Split = Split.ALL
) -> pl.DataFrame:
    """Write one comment for each row: ``commentaire spans skeletons health``.

    Parameters
    ----------
    rng:
        Stream of the chunk's comments.
    suits:
        `audience` of each row.
    fill:
        Makes the texts of a slot of `slots.ENTITIES` for some rows.
    split:
        Half of the skeletons that may be used.

    Returns
    -------
    Text; spans (start, end, entity); ids of the one or two skeletons; facts as bits, in the order of categories.
    """
    rows, known = len(suits), table(split)
    first, second = _pick(rng, suits, known), _pick(rng, suits, known)
    more = np.flatnonzero(rng.random(rows) < SECOND)
    joint = len(ENTITIES) + rng.integers(0, len(JOINTS), len(more))
    row, segment = _laid_out(known, first, second, more, joint)
    long = _texts(row, segment, known, fill, choose(rng, STYLES, rows), choose(rng, WORDINGS, rows))
    facts = known.facts[first]
    facts[more] |= known.facts[second[more]]
    two = pl.Series(np.isin(np.arange(rows), more))
    ids = pl.DataFrame({"a": known.ids.gather(first), "b": known.ids.gather(second), "two": two}).select(
        pl.when("two").then(pl.concat_list("a", "b")).otherwise(pl.concat_list("a")).alias("skeletons")
    )
    return _joined(long).with_columns(ids["skeletons"], pl.Series("health", facts))


def _pick(rng: np.random.Generator, suits: Ints, known: Table) -> Ints:
    found = np.zeros(len(suits), dtype=np.int64)
    for kind, (members, weighted) in enumerate(known.draws):
        mine = np.flatnonzero(suits == kind)
        found[mine] = members[weighted.draw(rng, len(mine))]
    return found


def _laid_out(known: Table, first: Ints, second: Ints, more: Ints, joint: Ints) -> tuple[Ints, Ints]:
    """Row and segment of every piece, in reading order: a skeleton, then, for rows in ``more``, a joint and another."""
    rows = np.concatenate([np.arange(len(first)), more, more])
    length = np.concatenate([known.lengths[first], np.ones_like(more), known.lengths[second[more]]])
    end = np.concatenate([known.ends[first], np.zeros_like(more), known.ends[second[more]]])
    part = np.repeat([0, 1, 2], [len(first), len(more), len(more)])
    order = np.argsort(rows * 3 + part, kind="stable")
    rows, length, end, part = rows[order], length[order], end[order], part[order]
    place = np.arange(length.sum()) - np.repeat(np.cumsum(length), length) + np.repeat(end, length)
    segment = known.segments[np.maximum(place, 0)]
    segment[np.repeat(part == 1, length)] = joint
    return np.repeat(rows, length), segment


def _filled(segment: Ints, row: Ints, fill: Callable[[str, Ints], pl.Series]) -> tuple[list[pl.Series], Ints]:
    """Texts of the slots that occur, each once a row, and for each segment the place of its own among them."""
    size = int(row.max(initial=0)) + 1
    distinct, place = np.unique(segment * size + row, return_inverse=True)
    slot, rows = distinct // size, distinct % size
    names = list(ENTITIES)
    return [fill(names[number], rows[slot == number]).rename("text") for number in np.unique(slot).tolist()], place


def _texts(
    row: Ints, segment: Ints, known: Table, fill: Callable[[str, Ints], pl.Series], style: Ints, wording: Ints
) -> pl.DataFrame:
    """Make ``text`` and ``entity`` of each segment, in its comment's style and wording."""
    many = len(known.literals[0])
    slots = segment < len(ENTITIES)
    texts, filled = _filled(segment[slots], row[slots], fill)
    pool = pl.concat([*(part.rename("text") for part in known.literals), *texts])
    place = segment - len(ENTITIES) + wording[row] * many
    place[slots] = len(known.literals) * many + filled
    entities = pl.Series([*ENTITIES.values(), None], dtype=pl.String)
    out = pl.DataFrame({"row": row}).with_columns(
        pool.gather(place).alias("text"),
        entities.gather(np.minimum(segment, len(ENTITIES))).alias("entity"),
        pl.Series("style", style[row]),
    )
    text = out["text"]
    for number, other in ((1, pl.col("text").str.to_uppercase()), (2, pl.col("text").str.to_lowercase())):
        rows = np.flatnonzero(style[row] == number)
        text = text.scatter(rows, text.gather(rows).to_frame("text").select(other)["text"])
    rows = np.flatnonzero(style[row] == 3)
    bare = pl.col("text").str.replace_many(list(ACCENTED), list(BARE))
    return out.with_columns(text.scatter(rows, text.gather(rows).to_frame("text").select(bare)["text"]))


def _joined(long: pl.DataFrame) -> pl.DataFrame:
    length = pl.col("text").str.len_chars().cast(pl.Int64)
    long = long.with_columns(length.cum_sum().over("row").alias("end"), length.alias("length"))
    long = long.with_columns((pl.col("end") - pl.col("length")).alias("start"))
    text = long.group_by("row", maintain_order=True).agg(pl.col("text").str.join("").alias("commentaire"))
    spans = (
        long.filter(pl.col("entity").is_not_null())
        .group_by("row", maintain_order=True)
        .agg(pl.struct("start", "end", "entity").alias("spans"))
    )
    nothing = pl.lit([], dtype=spans.schema["spans"])
    return (
        text.join(spans, on="row", how="left", maintain_order="left")
        .with_columns(pl.col("spans").fill_null(nothing))
        .drop("row")
    )
