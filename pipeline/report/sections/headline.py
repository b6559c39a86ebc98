"""The top of the page: the sentence, four numbers, and what the number of people means."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.report.blocks import Card, Cards
from pipeline.report.cubes import Release
from pipeline.report.protection import exact, protection
from pipeline.report.sections.where import departments
from pipeline.report.words import Words


@dataclass(frozen=True)
class Headline:
    """The title, the line under it, the numbers and the explanations below them."""

    title: str
    lede: str
    numbers: Cards
    notes: tuple[str, ...]


def build(release: Release, words: Words) -> Headline:
    """Build the headline of the release; laboratories and departments only where published."""
    counts = release.facts["counts"]
    persons, upper = counts["persons"], counts["persons_upper"]
    cards = [
        Card(words("headline.persons"), words.number(persons), ""),
        Card(words("headline.records"), words.number(counts["records"]), ""),
    ]
    laboratories = len(release.cube("laboratory").known())
    if laboratories:
        cards.append(Card(words("headline.laboratories", count=laboratories), words.number(laboratories), ""))
    if places := len(departments(release)):
        cards.append(Card(words("headline.departments", count=places), words.number(places), ""))
    key = "headline.exact" if persons == upper else "headline.range"
    notes = [words(key, persons=persons, upper=upper)]
    if counts.get("unlinked"):
        notes.append(words("headline.unlinked", count=counts["unlinked"]))
    if not exact(release):
        notes.append(protection(release, words))
    lede = words("headline.lede", k=release.facts["k"])
    return Headline(words("title", persons=persons), lede, Cards(tuple(cards)), tuple(notes))
