"""The page of a `research` release: what a row is, how coarse, how many persons stand where, what was checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq
import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.core.vocabulary import ROWS
from pipeline.locales.writing import LANGUAGES
from pipeline.report.cubes import clean
from pipeline.report.stage import NAME
from pipeline.report.words import Words

_HERE = Path(__file__).parent
MOST_VALUES = 40
"""Values of a column that are shown; the rest is left to the file."""


@dataclass(frozen=True)
class Shown:
    """One column: its name, its meaning, its most frequent values with persons, and how many more there are."""

    name: str
    meaning: str
    values: tuple[tuple[str, str, float], ...]
    more: int


def html(folder: Path, facts: dict[str, Any], lang: str = "fr") -> str:
    """Render the page of the release in ``folder`` in both languages, ``lang`` first.

    Raises
    ------
    ValueError
        If the page is not written in ``lang``.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no report in {lang!r}; languages: {', '.join(LANGUAGES)}")
    texts = yaml.safe_load((_HERE / "texts" / "research.yaml").read_text(encoding="utf-8"))
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    order = sorted(LANGUAGES, key=lambda code: code != lang)
    counted = _counted(folder, facts)
    editions = [_edition(code, texts[code], counted, facts) for code in order]
    return environment.get_template("research.html.j2").render(lang=lang, editions=editions)


def write(folder: Path, facts: dict[str, Any]) -> None:
    """Write the page into ``folder``; it opens in French."""
    (folder / NAME).write_text(html(folder, facts), encoding="utf-8")


def _counted(folder: Path, facts: dict[str, Any]) -> dict[str, list[tuple[str, int]]]:
    """Column -> its values with their persons, most first."""
    table = pq.ParquetFile(folder / "persons.parquet").read(facts["order"])
    found = {}
    for name in facts["order"]:
        pairs = pc.value_counts(table[name].combine_chunks()).to_pylist()
        found[name] = sorted(((clean(p["values"]), p["counts"]) for p in pairs), key=lambda pair: (-pair[1], pair[0]))
    return found


def _edition(
    lang: str, texts: dict[str, Any], counted: dict[str, list[tuple[str, int]]], facts: dict[str, Any]
) -> dict[str, Any]:
    words = Words(lang)
    rows, k = facts["rows"], facts["k"]
    share = facts["persons_share"]
    columns = [
        Shown(
            name,
            ROWS[name][lang != "fr"],
            tuple((value, words.number(n), 100 * n / rows) for value, n in pairs[:MOST_VALUES]),
            max(0, len(pairs) - MOST_VALUES),
        )
        for name, pairs in counted.items()
    ]
    checks = [
        (c["id"], c["threat"], words.number(c["value"]), words.number(c["limit"]), c["passed"])
        for c in facts["gate"]["checks"]
    ]
    kept = texts["kept"].format(share=words.percent(share)) if share is not None else texts["kept_few"].format(k=k)
    return {
        "lang": lang,
        "texts": texts,
        "lead": texts["lead"].format(rows=words.number(rows), k=words.number(k)),
        "kept": kept,
        "columns": columns,
        "gone": [clean(c["name"]) for c in facts["columns"] if not c["output"]],
        "checks": checks,
        "criteria": [text.format(k=words.number(k)) for text in texts["criteria"]],
    }
