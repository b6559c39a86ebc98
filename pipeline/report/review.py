"""The page to read before a release is made: what each column seems to hold, why, and what becomes of it.

It is for whoever holds the leak, and for nobody else: it is written beside no release. Even so no value of the leak
gets into it, only shapes that many records share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipeline import __version__
from pipeline.core.masking import shape, shapes, shared
from pipeline.core.policy import Policy
from pipeline.core.profile import ColumnProfile, Profile
from pipeline.locales.messages import catalogue
from pipeline.locales.writing import LANGUAGES, typeset
from pipeline.report.cubes import clean
from pipeline.report.frame import framed
from pipeline.report.sections.removed import header
from pipeline.report.tables import Entry, Table
from pipeline.report.words import Words

TEXTS = Path(__file__).parent / "texts" / "review.yaml"
UNSURE = 0.7
"""Confidence under which a person should look."""

Cells = Sequence[Sequence[str | None]]


@dataclass(frozen=True)
class Column:
    """One column: its profile, its shapes, what comes out of it, and what somebody should look at.

    ``same`` says that the value itself comes out of some cells; ``told`` are words that many records get; ``others``
    count the sampled records whose shape, or word, too few share.
    """

    profile: ColumnProfile
    shapes: tuple[str, ...]
    other_shapes: int
    same: bool
    told: tuple[str, ...]
    other_told: int
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Reviewed:
    """One table of the leak: its records, how many of them were looked at, its columns."""

    records: int
    sampled: int
    columns: tuple[Column, ...]


def review(profile: Profile, before: Cells, after: Cells, policy: Policy) -> Reviewed:
    """Look at some records of a table: cells (None where empty), and what is kept of each in words."""
    least = policy.thresholds.persons
    columns = []
    for place, column in enumerate(profile.columns):
        cells, kept = [row[place] for row in before], [str(row[place] or "") for row in after]
        drawn, other_shapes = shapes(cells, least)
        pairs = [(cell, text) for cell, text in zip(cells, kept, strict=True) if cell is not None and text]
        new = [text for cell, text in pairs if text.casefold() != cell.casefold()]
        words = (shape(text) for text in new) if policy.tier == "newsroom" else new
        told, other_told = shared(words, least)
        same = len(new) < len(pairs)
        columns.append(Column(column, drawn, other_shapes, same, told, other_told, _warnings(column, policy)))
    return Reviewed(profile.records, len(before), tuple(columns))


def _warnings(column: ColumnProfile, policy: Policy) -> tuple[str, ...]:
    """What somebody should look at, by the keys of the texts."""
    unlisted = policy.unlisted == "suppress" and column.name not in policy.columns
    found = {
        "unlisted": unlisted,
        "unknown": column.entity is None and bool(column.distinct) and not unlisted,
        "unsure": column.entity is not None and column.confidence < UNSURE and bool(column.distinct),
        "stays": column.treatment == "keep",
    }
    return tuple(key for key, holds in found.items() if holds)


@dataclass(frozen=True)
class Detail:
    """What is said of one column in one language: its anchor, its name, statements (title, texts), warnings."""

    id: str
    name: str
    told: tuple[tuple[str, tuple[Entry, ...]], ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One table of the leak in one language."""

    id: str
    heading: str
    lead: str
    summary: Table
    details: tuple[Detail, ...]


@dataclass(frozen=True)
class Edition:
    """The page in one language."""

    words: Words
    texts: Mapping[str, Any]
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        """What the window is called."""
        return str(self.texts["title"])

    @property
    def looked_at(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """Columns with a warning: anchor, name, warnings."""
        return tuple((d.id, d.name, d.warnings) for part in self.parts for d in part.details if d.warnings)


def html(tables: Sequence[Reviewed], policy: Policy, lang: str) -> str:
    """Render the page in both languages, ``lang`` first; it asks nothing of the network."""
    texts = yaml.safe_load(TEXTS.read_text(encoding="utf-8"))
    order = sorted(LANGUAGES, key=lambda code: code != lang)
    editions = [_edition(tables, policy, _set(texts[code], code), Words(code)) for code in order]
    return framed("review.html.j2", editions, clean(__version__), ("review.css",))


def _set(texts: Any, lang: str) -> Any:
    """Texts with the spaces of their language."""
    if isinstance(texts, Mapping):
        return {key: _set(text, lang) for key, text in texts.items()}
    return [_set(text, lang) for text in texts] if isinstance(texts, list) else typeset(str(texts), lang)


def _edition(tables: Sequence[Reviewed], policy: Policy, texts: Mapping[str, Any], words: Words) -> Edition:
    parts = []
    for number, table in enumerate(tables, start=1):
        numbers = {"number": number, "of": len(tables)}
        heading = texts["table" if len(tables) > 1 else "only_table"].format(**numbers)
        lead = texts["lead"].format(
            records=words.number(table.records), sampled=words.number(table.sampled), k=policy.thresholds.persons
        )
        details = tuple(
            _detail(column, f"{words.lang}-{number}-{place}", texts, words)
            for place, column in enumerate(table.columns, start=1)
        )
        rows = tuple(_row(column, texts, words) for column in table.columns)
        summary = Table(texts["columns"], tuple(texts["heads"]), rows)
        parts.append(Part(f"{words.lang}-table-{number}", heading, lead, summary, details))
    return Edition(words, texts, tuple(parts))


def _row(column: Column, texts: Mapping[str, Any], words: Words) -> tuple[Entry, ...]:
    profile = column.profile
    marks = ", ".join(texts["marks"][key] for key in column.warnings)
    return (
        Entry(header(profile.name, words)),
        _entity(profile, words),
        Entry(words.percent(profile.confidence), profile.confidence) if profile.entity else Entry("–"),
        Entry(words.named("treated", profile.treatment)),
        Entry(words.number(profile.distinct), profile.distinct),
        Entry(words.percent(profile.null_share), profile.null_share),
        Entry(marks or "–"),
    )


def _entity(profile: ColumnProfile, words: Words) -> Entry:
    return Entry(clean(profile.entity), code=True) if profile.entity else Entry(words("removed.nobody"))


def _detail(column: Column, anchor: str, texts: Mapping[str, Any], words: Words) -> Detail:
    """Everything that is said of one column."""
    profile, titles = column.profile, texts["detail"]
    told = (
        (titles["entity"], (_entity(profile, words), *_sure(profile, texts, words))),
        (titles["why"], (Entry(_sentence(profile.why, words)),)),
        (titles["treatment"], (Entry(words.named("treated", profile.treatment)), Entry(profile.treatment, code=True))),
        (titles["told"], _told(column, texts, words)),
        (titles["filled"], (Entry(_filled(profile, texts, words)),)),
        (titles["shapes"], _shapes(column, texts, words)),
    )
    return Detail(anchor, header(profile.name, words), told, tuple(texts["warnings"][key] for key in column.warnings))


def _sure(profile: ColumnProfile, texts: Mapping[str, Any], words: Words) -> tuple[Entry, ...]:
    kind = words.value("category", profile.category) if profile.category else ""
    sure = texts["sure"].format(share=words.percent(profile.confidence))
    return tuple(Entry(text) for text in (kind, sure if profile.entity else "") if text)


def _filled(profile: ColumnProfile, texts: Mapping[str, Any], words: Words) -> str:
    return str(texts["filled"].format(distinct=words.number(profile.distinct), empty=words.percent(profile.null_share)))


def _told(column: Column, texts: Mapping[str, Any], words: Words) -> tuple[Entry, ...]:
    """What the release tells of the column's cells."""
    found = [Entry(texts["same"])] if column.same else []
    found += [Entry(_sentence(text, words)) for text in column.told if not text.startswith("removed; counted as: ")]
    if any(text.startswith("removed; counted as: ") for text in column.told) and column.profile.category:
        found.append(Entry(texts["counted"].format(kind=words.value("category", column.profile.category))))
    if column.other_told:
        found.append(Entry(texts["other_told"].format(count=words.number(column.other_told))))
    return tuple(found) or (Entry(texts["nothing"]),)


def _shapes(column: Column, texts: Mapping[str, Any], words: Words) -> tuple[Entry, ...]:
    found = [Entry(drawn, code=True) for drawn in column.shapes]
    if column.other_shapes:
        found.append(Entry(texts["other_shapes"].format(count=words.number(column.other_shapes))))
    return tuple(found) or (Entry("–"),)


def _sentence(message: str, words: Words) -> str:
    said = catalogue(words.lang)(clean(message))
    return said.replace("'", "’") if words.lang == "fr" else said
