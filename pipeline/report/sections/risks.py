"""The risks that the kinds of data open, and how many persons are exposed to each at least."""

from __future__ import annotations

from pipeline.core.categories import BY_ID, RISKS
from pipeline.report.blocks import Block, Card, Cards, Folded, Text
from pipeline.report.charts.bars import share
from pipeline.report.tables import Entry, Table, number
from pipeline.report.words import Words


def blocks(persons: dict[str, int], words: Words, total: int) -> tuple[Block, ...]:
    """Four cards, what "at least" means, and the numbers as a table.

    ``persons`` counts by kind of data; ``total`` is everybody in the leak.
    """
    return (
        Cards(tuple(risk(name, persons, words, total) for name in RISKS)),
        Text(words("kinds.least"), "note"),
        Folded(words("kinds.risks_more"), (risk_table(persons, words, total),)),
    )


def opening(name: str, persons: dict[str, int]) -> list[str]:
    """The published kinds of data that open a risk, most persons first."""
    kinds = [kind for kind in persons if kind in BY_ID and name in BY_ID[kind].risks]
    return sorted(kinds, key=lambda kind: (-persons[kind], kind))


def risk(name: str, persons: dict[str, int], words: Words, total: int) -> Card:
    """One risk: at least as many persons as its most widespread kind of data, and the kinds that open it.

    The union over kinds is not published; the largest of them bounds it from below.
    """
    kinds = opening(name, persons)
    text = words(f"kinds.risk.{name}")
    if not kinds:
        return Card(words.risk(name), words("kinds.none"), text)
    least = persons[kinds[0]]
    shown = words("kinds.at_least", persons=least)
    if of_all := share(least, total, words):
        shown = words("kinds.at_least_share", persons=least, share=of_all)
    names = [lowered(words.value("category", kind)) for kind in kinds if not BY_ID[kind].sensitive]
    opened = f" {words('kinds.opened', kinds=words.listed(names))}" if names else ""
    return Card(words.risk(name), shown, text + opened)


def risk_table(persons: dict[str, int], words: Words, total: int) -> Table:
    """One line a risk that a published kind of data opens: persons at least, and their share."""
    opened = {name: kinds for name in RISKS if (kinds := opening(name, persons))}
    least = {name: persons[kinds[0]] for name, kinds in opened.items()}
    rows = tuple(
        (Entry(words.risk(name)), number(least[name], words), Entry(share(least[name], total, words) or "–"))
        for name in sorted(opened, key=lambda name: (-least[name], name))
    )
    pairs = [f"('{name}', '{kind}')" for name, kinds in opened.items() for kind in kinds]
    query = (
        f"SELECT risk, max(persons) AS persons FROM category JOIN (VALUES {', '.join(pairs)}) AS opens(risk, category) "
        "USING (category) GROUP BY risk ORDER BY persons DESC, risk"
    )
    heads = (words("kinds.risk_heads.risk"), words("kinds.risk_heads.persons"), words("kinds.risk_heads.share"))
    return Table(words("kinds.risks"), heads, rows, query=query if pairs else "")


def lowered(name: str) -> str:
    """A name inside a sentence: its first letter small, unless it is an abbreviation."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]
