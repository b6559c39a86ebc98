"""The top of the page: the sentence, four numbers, and what the number of people means."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.report.blocks import Card, Cards, Folded
from pipeline.report.cubes import UNKNOWN, Release
from pipeline.report.protection import exact, protection
from pipeline.report.sections.where import departments
from pipeline.report.tables import Entry, Table, number
from pipeline.report.words import Words


@dataclass(frozen=True)
class Headline:
    """The title, the line under it, the numbers and the explanations below them."""

    title: str
    lede: str
    numbers: Cards
    notes: tuple[str, ...]
    figures: Folded


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
    title = words("title_accounts" if _accounts(release) else "title", persons=persons)
    return Headline(title, lede, Cards(tuple(cards)), tuple(notes), figures(release, words))


def _accounts(release: Release) -> bool:
    """Whether the file was a list of accounts, and nothing of anybody's health."""
    kinds = {column["category"] for column in release.facts.get("columns") or [] if column["category"]}
    return bool(kinds) and kinds <= {"credentials", "email"}


def figures(release: Release, words: Words) -> Folded:
    """The numbers of the headline as a table, with the query that gives them in one line."""
    counts = release.facts["counts"]
    told = {name: counts[name] for name in ("persons", "persons_upper", "records", "accepted", "quarantined")}
    columns = list(told)
    if laboratories := len(release.cube("laboratory").known()):
        told["laboratories"] = laboratories
        columns.append(f"(SELECT count(*) FROM laboratory WHERE laboratory <> '{UNKNOWN}') AS laboratories")
    if places := len(departments(release)):
        told["departments"] = places
        distinct = f"SELECT count(DISTINCT department) FROM region_department WHERE department <> '{UNKNOWN}'"
        columns.append(f"({distinct}) AS departments")
    rows = tuple((Entry(words(f"headline.figure.{name}")), number(value, words)) for name, value in told.items())
    heads = (words("headline.what"), words("headline.number"))
    table = Table(words("headline.figures"), heads, rows, query=f"SELECT {', '.join(columns)} FROM totals")
    return Folded(words("headline.figures"), (table,))
