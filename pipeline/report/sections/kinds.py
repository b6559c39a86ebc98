"""The kinds of data in the leak, the risks that they open, and the health topics found in comments."""

from __future__ import annotations

from pipeline.core.categories import BY_ID, CATEGORIES, RISKS
from pipeline.report.blocks import Block, Card, Cards, Figure, Folded, Section, Text
from pipeline.report.charts import bars
from pipeline.report.cubes import UNKNOWN, Cell, Cube, Release
from pipeline.report.tables import crossed, of_cube
from pipeline.report.words import Words

_QUERY = "SELECT category, persons, records FROM category ORDER BY persons DESC"
_REGIONS = "SELECT region, category, persons FROM region_category ORDER BY region, persons DESC"


def build(release: Release, words: Words) -> Section:
    """Risks, then technical kinds, then health topics with the care that they need."""
    cube = release.cube("category")
    persons = cube.persons()
    heading = words("kinds.plain")
    if "social_security" in persons:
        heading = words("kinds.heading", persons=persons["social_security"])
    if not cube:
        return Section("kinds", words("kinds.label"), heading, (Text(words("missing"), "empty"),))
    blocks: list[Block] = [
        Text(words("kinds.text")),
        Cards(tuple(risk(name, persons, words) for name in RISKS)),
    ]
    total = release.facts["counts"]["persons"]
    technical, health = split(cube)
    if technical:
        blocks.append(figure("technical", cube, technical, words, total))
    if health:
        blocks.append(figure("health", cube, health, words, None))
    order = [category.id for category in CATEGORIES]
    if table := crossed(release.cube("region_category"), words, words("kinds.regions_table"), order):
        blocks.append(Folded(words("kinds.regions"), (table,), _REGIONS))
    return Section("kinds", words("kinds.label"), heading, tuple(blocks))


def split(cube: Cube) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """Technical cells and health cells, most persons first; a kind that nobody knows counts as health."""
    technical = {category.id for category in CATEGORIES if not category.sensitive} | {UNKNOWN}
    ranked = cube.ranked()
    return (
        tuple(cell for cell in ranked if cell.value in technical),
        tuple(cell for cell in ranked if cell.value not in technical),
    )


def figure(part: str, cube: Cube, cells: tuple[Cell, ...], words: Words, total: int | None) -> Figure:
    """Bars and table of one half of the kinds."""
    items = [(words.value("category", cell.value), cell.persons) for cell in cells]
    ink = "health" if part == "health" else "main"
    chart = bars.draw(words(f"kinds.{part}_name"), items, words, total=total, ink=ink)
    table = of_cube(cube, words, words(f"kinds.{part}_table"), cells)
    care = words("kinds.care") if part == "health" else ""
    return Figure(words(f"kinds.{part}"), chart, (table,), _QUERY, words("overlap"), care)


def risk(name: str, persons: dict[str, int], words: Words) -> Card:
    """One risk: at least as many persons as its most widespread kind of data, and the kinds that open it.

    The union over kinds is not published; the largest of them bounds it from below.
    """
    kinds = [kind for kind in persons if kind in BY_ID and name in BY_ID[kind].risks]
    kinds.sort(key=lambda kind: (-persons[kind], kind))
    text = words(f"kinds.risk.{name}")
    if not kinds:
        return Card(words.risk(name), words("kinds.none"), text)
    names = []
    for kind in kinds:
        shown = words.value("category", kind)
        lower = shown if shown[:2].isupper() else shown[0].lower() + shown[1:]
        if not BY_ID[kind].sensitive:
            names.append(lower)
    opened = f" {words('kinds.opened', kinds=words.listed(names))}" if names else ""
    return Card(words.risk(name), words("kinds.at_least", persons=persons[kinds[0]]), text + opened)
