"""The last stage before the release appears: one self-contained page, from published numbers only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.report.render import render

NAME = "report.html"


def html(folder: Path, facts: dict[str, Any], lang: str = "fr") -> str:
    """The report of the release in ``folder``; ``lang`` is the language that it opens in."""
    return render(folder, facts, lang)


def run(folder: Path, facts: dict[str, Any]) -> None:
    """Write the report into ``folder``; it opens in French whatever the machine's language, and switches."""
    (folder / NAME).write_text(html(folder, facts), encoding="utf-8")
