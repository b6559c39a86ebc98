"""The page of a `newsroom` release: what it is, in large letters, what became of each column; no record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from pipeline.locales.writing import LANGUAGES
from pipeline.report.cubes import clean
from pipeline.report.frame import framed
from pipeline.report.stage import NAME
from pipeline.report.tables import Entry, Table
from pipeline.report.words import Words

_TEXTS = Path(__file__).parent / "texts" / "newsroom.yaml"


@dataclass(frozen=True)
class Edition:
    """The page in one language; its title is the label that the release bears everywhere."""

    words: Words
    title: str
    texts: Mapping[str, Any]
    table: Table


def html(facts: dict[str, Any], lang: str = "fr") -> str:
    """Render the page in both languages, ``lang`` first."""
    texts = yaml.safe_load(_TEXTS.read_text(encoding="utf-8"))
    order = sorted(LANGUAGES, key=lambda code: code != lang)
    counts = facts["counts"]
    return framed(
        "newsroom.html.j2",
        [edition(facts, texts[code], Words(code)) for code in order],
        clean(facts["version"]),
        accepted=counts["accepted"],
        quarantined=counts["quarantined"],
        persons=counts["persons"],
        notices=facts["notices"],
        fingerprint=facts["key_fingerprint"],
        recipients=facts["recipients"],
    )


def edition(facts: Mapping[str, Any], texts: Mapping[str, Any], words: Words) -> Edition:
    """The page in one language."""
    rows = tuple(
        (
            Entry(clean(column["name"])),
            Entry(clean(column["output"] or "–")),
            Entry(words.named("treated", column["treatment"])),
            Entry(clean(column["transform"] or "–"), code=bool(column["transform"])),
        )
        for column in facts["columns"]
    )
    return Edition(words, facts["label"][words.lang], texts, Table(texts["columns"], tuple(texts["heads"]), rows))


def write(folder: Path, facts: dict[str, Any]) -> None:
    """Write the page into ``folder``; it opens in French."""
    (folder / NAME).write_text(html(facts), encoding="utf-8")
