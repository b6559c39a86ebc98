"""The laboratories whose files were in the leak."""

from __future__ import annotations

from pipeline.core.categories import CATEGORIES
from pipeline.report.blocks import Block, Figure, Folded, Section, Text
from pipeline.report.charts import bars
from pipeline.report.cubes import Release
from pipeline.report.tables import crossed, of_cube
from pipeline.report.words import Words

TOP = 30


def build(release: Release, words: Words) -> Section:
    """Bars by laboratory; years and kinds of data crossed with laboratories under a fold."""
    cube = release.cube("laboratory")
    known = cube.known()
    blocks: list[Block] = []
    heading = words("laboratories.plain")
    if known:
        total = release.facts["counts"]["persons"]
        if 0 < known[0].persons <= total:
            share = words.percent(known[0].persons / total)
            heading = words("laboratories.heading", count=len(known), share=share)
        items = [(cell.value, cell.persons) for cell in known[:TOP]]
        note = words("overlap")
        if len(known) > TOP:
            note = f"{words('chart.others', count=len(known) - TOP)} {note}"
        chart = bars.draw(words("laboratories.name"), items, words, total=total)
        table = of_cube(cube, words, words("laboratories.table"))
        blocks += [Text(words("laboratories.text"))]
        blocks += [Figure(words("laboratories.title"), chart, (table,), note)]
    else:
        blocks.append(Text(words("missing"), "empty"))
    order = [category.id for category in CATEGORIES]
    tables = (
        crossed(release.cube("laboratory_year"), words, words("laboratories.years"), ()),
        crossed(release.cube("laboratory_category"), words, words("laboratories.kinds"), order),
    )
    if present := tuple(table for table in tables if table):
        blocks.append(Folded(words("laboratories.more"), present))
    return Section("laboratories", words("laboratories.label"), heading, tuple(blocks))
