"""The page of a `newsroom` release: what it is, in large letters, what became of each column; no record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.report.stage import NAME

_HERE = Path(__file__).parent
LANGUAGES = ("fr", "en")


def html(facts: dict[str, Any], lang: str = "fr") -> str:
    """Render the page in both languages, ``lang`` first."""
    words = yaml.safe_load((_HERE / "texts" / "newsroom.yaml").read_text(encoding="utf-8"))
    order = sorted(LANGUAGES, key=lambda code: code != lang)
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    counts = facts["counts"]
    return environment.get_template("newsroom.html.j2").render(
        lang=order[0],
        label=facts["label"],
        editions=[{"lang": code, "words": words[code]} for code in order],
        accepted=counts["accepted"],
        quarantined=counts["quarantined"],
        persons=counts["persons"],
        columns=facts["columns"],
        notices=facts["notices"],
        fingerprint=facts["key_fingerprint"],
        recipients=facts["recipients"],
    )


def write(folder: Path, facts: dict[str, Any]) -> None:
    """Write the page into ``folder``; it opens in French."""
    (folder / NAME).write_text(html(facts), encoding="utf-8")
