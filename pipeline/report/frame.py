"""The frame that every page stands in: one file that asks nothing of the network, in French and English."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.report.words import Words

_TEMPLATES = Path(__file__).with_name("templates")
STYLES = ("page.css", "figures.css", "paper.css")
SCRIPTS = ("page.js", "tables.js", "published.js", "explorer.js")


class Edition(Protocol):
    """A page in one language."""

    @property
    def words(self) -> Words:
        """Its language."""

    @property
    def title(self) -> str:
        """What the window is called."""


def framed(
    template: str, editions: Sequence[Edition], version: str, styles: tuple[str, ...] = (), **values: Any
) -> str:
    """Render ``template``, which extends ``frame.html.j2``; the first of ``editions`` shows first.

    ``styles`` are style sheets of this page alone.
    """
    style, script = assets((*STYLES, *styles)), assets(SCRIPTS)
    page = (
        environment()
        .get_template(template)
        .render(
            editions=editions,
            version=version,
            style=style,
            script=script,
            policy=security_policy(style, script),
            **values,
        )
    )
    return page.rstrip() + "\n"


@cache
def environment() -> Environment:
    """Load the templates: every value is escaped, a name that is missing is an error."""
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def assets(names: tuple[str, ...]) -> Markup:
    """Read style sheets or scripts of ours, put into the page as they stand."""
    texts = [(_TEMPLATES / name).read_text(encoding="utf-8") for name in names]
    return Markup("".join(texts))  # noqa: S704 (no value gets into it)


def security_policy(style: str, script: str) -> str:
    """Write a content security policy under which nothing loads and only our own style and script apply."""
    return (
        f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def digest(text: str) -> str:
    """Digest the text of an inline element as a content security policy writes it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
