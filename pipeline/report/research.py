"""The page of a `research` release: what a row is, how coarse, how many persons stand where, what was checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml

from pipeline.core.vocabulary import ROWS
from pipeline.locales.writing import LANGUAGES, typeset
from pipeline.report.blocks import Block, Figure, Listing, Section, Text
from pipeline.report.charts import bars
from pipeline.report.cubes import clean
from pipeline.report.frame import framed
from pipeline.report.stage import NAME
from pipeline.report.tables import Entry, Table, number
from pipeline.report.words import Words

_TEXTS = Path(__file__).parent / "texts" / "research.yaml"
MOST_VALUES = 20
"""Values of a column that are drawn; the rest is left to its table."""
MOST_ROWS = 400
"""Values of a column in its table; the rest is left to the file."""

_SPOKEN = {"prescriber_region": "region", "health": "category"}
"""Column of the rows -> the dimension whose values it has; the others are called as their dimension."""

_ORDERED = ("birth_year", "last_sample")
"""Columns of spans of time, shown in their order; the others with most persons first."""

Counted = Mapping[str, list[tuple[str, int]]]


@dataclass(frozen=True)
class Edition:
    """The page in one language."""

    words: Words
    title: str
    label: str
    lead: str
    notes: tuple[str, ...]
    sections: tuple[Section, ...]


@cache
def texts() -> Mapping[str, Any]:
    """Read what the page says, by language."""
    return dict(yaml.safe_load(_TEXTS.read_text(encoding="utf-8")))


def html(folder: Path, facts: dict[str, Any], lang: str = "fr") -> str:
    """Render the page of the release in ``folder`` in both languages, ``lang`` first.

    Raises
    ------
    ValueError
        If the page is not written in ``lang``.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no report in {lang!r}; languages: {', '.join(LANGUAGES)}")
    order = sorted(LANGUAGES, key=lambda code: code != lang)
    counted = _counted(folder, facts)
    editions = [_edition(Words(code), texts()[code], counted, facts) for code in order]
    return framed("research.html.j2", editions, clean(facts["version"]), release_id=clean(facts["release_id"]))


def write(folder: Path, facts: dict[str, Any]) -> None:
    """Write the page into ``folder``; it opens in French."""
    (folder / NAME).write_text(html(folder, facts), encoding="utf-8")


def _counted(folder: Path, facts: dict[str, Any]) -> Counted:
    """Column -> its values with their persons."""
    table = pq.ParquetFile(folder / "persons.parquet").read(facts["order"])
    found = {}
    for name in facts["order"]:
        pairs = pc.value_counts(table[name].combine_chunks()).to_pylist()
        values = sorted((clean(pair["values"]), pair["counts"]) for pair in pairs)
        found[name] = values if name in _ORDERED else sorted(values, key=lambda pair: -pair[1])
    return found


def _edition(words: Words, said: Mapping[str, Any], counted: Counted, facts: dict[str, Any]) -> Edition:
    def say(key: str, **values: str) -> str:
        return typeset(str(said[key]).format(**values), words.lang)

    k, share = words.number(facts["k"]), facts["persons_share"]
    kept = say("kept", share=words.percent(share)) if share is not None else say("kept_few", k=k)
    gone = [clean(column["name"]) for column in facts["columns"] if not column["output"]]
    criteria = tuple(typeset(text.format(k=k), words.lang) for text in said["criteria"])
    meanings = [
        Section(name, said["short"][name], _meaning(name, words), blocks)
        for name, blocks in _drawn(words, said, counted, facts["rows"])
    ]
    checked: tuple[Block, ...] = (_checks(words, said, facts), Listing(say("criteria_title"), criteria, mark="wide"))
    left: tuple[Block, ...] = (Text(", ".join(gone) or say("nothing")),)
    return Edition(
        words,
        say("title"),
        say("tier"),
        say("lead", rows=words.number(facts["rows"]), k=k),
        (kept, say("bias")),
        (
            *meanings,
            Section("removed", said["removed"], say("gone"), left),
            Section("checks", said["tested"], say("checks"), checked),
        ),
    )


def _meaning(name: str, words: Words) -> str:
    french, english = ROWS[name]
    text = french.replace("'", "’") if words.lang == "fr" else english
    return typeset(text[0].upper() + text[1:], words.lang)


def _drawn(words: Words, said: Mapping[str, Any], counted: Counted, rows: int) -> list[tuple[str, tuple[Block, ...]]]:
    """Column -> its bars, with every value in a table that its query repeats."""
    drawn: list[tuple[str, tuple[Block, ...]]] = []
    for name, pairs in counted.items():
        shown = [(words.value(_SPOKEN.get(name, name), value), persons) for value, persons in pairs]
        chart = bars.draw(name, shown[:MOST_VALUES], words, total=rows)
        order = name if name in _ORDERED else f"persons DESC, {name}"
        query = f"SELECT {name}, sum(persons) AS persons FROM classes GROUP BY {name} ORDER BY {order}"
        lines = tuple((Entry(label), number(persons, words)) for label, persons in shown[:MOST_ROWS])
        more = max(0, len(pairs) - MOST_ROWS)
        limit = f" LIMIT {MOST_ROWS}" if more else ""
        table = Table(name, tuple(said["column_heads"]), lines, more=more, query=query + limit)
        note = said["more"].format(more=words.number(len(pairs) - MOST_VALUES)) if len(pairs) > MOST_VALUES else ""
        drawn.append((name, (Figure(name, chart, (table,), note),)))
    return drawn


def _checks(words: Words, said: Mapping[str, Any], facts: dict[str, Any]) -> Table:
    lines = tuple(
        (
            Entry(clean(check["id"]), code=True),
            Entry(check["threat"]),
            number(check["value"], words),
            number(check["limit"], words),
            Entry(said["held"][check["passed"]]),
        )
        for check in (*facts["gate"]["checks"], *facts["gate"].get("attacks", ()))
    )
    return Table(typeset(said["checks"], words.lang), tuple(said["check_heads"]), lines)
