"""Renders the report of a public release as one offline page in French and English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.locales.fr.outlines import ATTRIBUTION
from pipeline.locales.writing import LANGUAGES
from pipeline.report.blocks import Section
from pipeline.report.cubes import Release, clean, read_cubes
from pipeline.report.frame import framed
from pipeline.report.published import embedded
from pipeline.report.sections import (
    credentials,
    explore,
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
from pipeline.report.words import Words

_SECTIONS: tuple[tuple[Callable[[Release, Words], Section], frozenset[str]], ...] = (
    (where.build, frozenset({"region", "department"})),
    (laboratories.build, frozenset({"laboratory"})),
    (kinds.build, frozenset()),
    (timeline.build, frozenset({"year", "month"})),
    (people.build, frozenset({"sex", "age_band"})),
    (prescribers.build, frozenset({"prescriber_department"})),
    (credentials.build, frozenset({"storage", "strength", "reuse", "provider", "country"})),
    (explore.build, frozenset({"region", "laboratory", "year"})),
    (removed.build, frozenset()),
    (promises.build, frozenset()),
    (officer.build, frozenset()),
    (method.build, frozenset()),
)
"""The sections, and the dimensions of which the policy has to count by one, if any, for there to be one."""


@dataclass(frozen=True)
class Edition:
    """The page in one language."""

    words: Words
    headline: headline.Headline
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """The headline."""
        return self.headline.title


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
    editions = tuple(
        edition(release, Words(name, release.facts["protection"]))
        for name in sorted(LANGUAGES, key=lambda name: name != lang)
    )
    return framed(
        "page.html.j2",
        editions,
        clean(facts["version"]),
        release_id=clean(facts["release_id"]),
        attribution=ATTRIBUTION,
        published=embedded(release, [one.words for one in editions]),
    )


def edition(release: Release, words: Words) -> Edition:
    """Everything that the page says in the language of ``words``."""
    asked = asked_for(release.facts)
    sections = tuple(build(release, words) for build, by in _SECTIONS if not by or asked is None or by & asked)
    return Edition(words, headline.build(release, words), sections)


def asked_for(facts: Mapping[str, Any]) -> frozenset[str] | None:
    """The dimensions that the policy counts by; None where the facts do not tell: then no section is left out."""
    cubes = (facts.get("policy") or {}).get("cubes")
    return None if cubes is None else frozenset(name for cube in cubes for name in cube["dimensions"])
