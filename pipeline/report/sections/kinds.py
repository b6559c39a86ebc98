"""The kinds of data in the leak, the risks that they open, and the health topics found in comments."""

from __future__ import annotations

from pipeline.core.categories import CATEGORIES
from pipeline.report.blocks import Block, Figure, Folded, Section, Text
from pipeline.report.charts import bars
from pipeline.report.cubes import Cell, Cube, Release
from pipeline.report.sections import risks
from pipeline.report.tables import crossed, of_cube
from pipeline.report.words import Words

HEALTH = "health."
"""How the id of a health topic begins."""


def build(release: Release, words: Words) -> Section:
    """Risks, then technical kinds, then health topics with the care that they need."""
    cube = release.cube("category")
    persons = cube.persons()
    heading = words("kinds.plain")
    if "social_security" in persons:
        heading = words("kinds.heading", persons=persons["social_security"])
    if not cube:
        return Section("kinds", words("kinds.label"), heading, (Text(words("missing"), "empty"),))
    total = release.facts["counts"]["persons"]
    blocks: list[Block] = [
        Text(words("kinds.text")),
        *risks.blocks(persons, words, total),
    ]
    technical, health = split(cube)
    if technical:
        blocks.append(figure("technical", cube, technical, words, total))
    if health:
        blocks.append(figure("health", cube, health, words, None))
    order = [category.id for category in CATEGORIES]
    if table := crossed(release.cube("region_category"), words, words("kinds.regions_table"), order):
        blocks.append(Folded(words("kinds.regions"), (table,)))
    return Section("kinds", words("kinds.label"), heading, tuple(blocks))


def split(cube: Cube) -> tuple[tuple[Cell, ...], tuple[Cell, ...]]:
    """Technical cells and health cells, most persons first."""
    ranked = cube.ranked()
    return (
        tuple(cell for cell in ranked if not cell.value.startswith(HEALTH)),
        tuple(cell for cell in ranked if cell.value.startswith(HEALTH)),
    )


def figure(part: str, cube: Cube, cells: tuple[Cell, ...], words: Words, total: int | None) -> Figure:
    """Bars and table of one half of the kinds."""
    items = [(words.value("category", cell.value), cell.persons) for cell in cells]
    ink = "health" if part == "health" else "main"
    chart = bars.draw(words(f"kinds.{part}_name"), items, words, total=total, ink=ink)
    where = f"category {'' if part == 'health' else 'NOT '}LIKE '{HEALTH}%'"
    table = of_cube(cube, words, words(f"kinds.{part}_table"), cells, where)
    care = words("kinds.care") if part == "health" else ""
    return Figure(words(f"kinds.{part}"), chart, (table,), words("overlap"), care)
