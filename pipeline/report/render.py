"""Renders the report of a public release as one offline page in French and English."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.locales.fr.outlines import ATTRIBUTION
from pipeline.report.blocks import Section
from pipeline.report.cubes import Release, clean, read_cubes
from pipeline.report.sections import (
    credentials,
    headline,
    kinds,
    laboratories,
    method,
    officer,
    people,
    prescribers,
    promises,
    removed,
    timeline,
    where,
)
from pipeline.report.words import LANGUAGES, Words

_TEMPLATES = Path(__file__).with_name("templates")
_SECTIONS: tuple[Callable[[Release, Words], Section], ...] = (
    where.build,
    laboratories.build,
    kinds.build,
    timeline.build,
    people.build,
    prescribers.build,
    credentials.build,
    removed.build,
    promises.build,
    officer.build,
    method.build,
)


@dataclass(frozen=True)
class Edition:
    """The page in one language."""

    words: Words
    headline: headline.Headline
    sections: tuple[Section, ...]


def render(folder: Path, facts: dict[str, Any], lang: str = "fr") -> str:
    """Render the report of the release in ``folder``.

    Parameters
    ----------
    folder:
        A release: only its ``cubes/*.parquet`` are read; a cube that is missing or empty is said to be.
    facts:
        What is published of the run: versions, counts, columns, cubes, gate figures.
    lang:
        ``fr`` or ``en``: the language that shows first, and the only one without JavaScript.

    Returns
    -------
    str
        One HTML page that asks nothing of the network. The same input gives the same bytes.

    Raises
    ------
    ValueError
        If the report is not written in ``lang``.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no report in {lang!r}; languages: {', '.join(LANGUAGES)}")
    release = Release(read_cubes(folder), facts)
    editions = tuple(edition(release, Words(name)) for name in sorted(LANGUAGES, key=lambda name: name != lang))
    style, script = asset("page.css"), asset("page.js")
    page = (
        environment()
        .get_template("page.html.j2")
        .render(
            editions=editions,
            first=editions[0],
            release_id=clean(facts["release_id"]),
            version=clean(facts["version"]),
            style=style,
            script=script,
            policy=security_policy(style, script),
            attribution=ATTRIBUTION,
        )
    )
    return page.rstrip() + "\n"


def edition(release: Release, words: Words) -> Edition:
    """Everything that the page says in the language of ``words``."""
    return Edition(words, headline.build(release, words), tuple(build(release, words) for build in _SECTIONS))


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
def asset(name: str) -> Markup:
    """Read a style sheet or script of ours, put into the page as it stands."""
    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704 (no value gets into it)


def security_policy(style: str, script: str) -> str:
    """Write a content security policy under which nothing loads and only our own style and script apply."""
    return (
        f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def digest(text: str) -> str:
    """Digest the text of an inline element as a content security policy writes it."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
