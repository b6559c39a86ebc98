"""Where the people live: the map, the largest departments, the tables."""

from __future__ import annotations

from pipeline.report.blocks import Block, Figure, Pair, Section, Text
from pipeline.report.charts import bars, map
from pipeline.report.cubes import UNKNOWN, Release
from pipeline.report.tables import of_cube
from pipeline.report.words import Words

TOP = 10


def departments(release: Release) -> dict[str, int]:
    """Persons by home department, most first; the unknown department is left out."""
    persons: dict[str, int] = {}
    for cell in release.cube("region_department"):
        if cell.values[-1] != UNKNOWN:
            persons[cell.values[-1]] = persons.get(cell.values[-1], 0) + cell.persons
    return dict(sorted(persons.items(), key=lambda item: (-item[1], item[0])))


def build(release: Release, words: Words) -> Section:
    """Map and bars of the departments with their table, then bars and table of the regions."""
    persons = departments(release)
    regions, cube = release.cube("region"), release.cube("region_department")
    blocks: list[Block] = [Text(words("where.text")) if persons else Text(words("missing"), "empty")]
    if persons:
        chart = map.draw(words("where.map_name"), persons, words, words.lang)
        top = [(words.value("department", code), count) for code, count in list(persons.items())[:TOP]]
        ranks = bars.draw(words("where.top_name"), top, words, total=release.facts["counts"]["persons"])
        blocks.append(
            Pair(
                Figure(words("where.map"), chart, (of_cube(cube, words, words("where.departments")),)),
                Figure(words("where.top"), ranks),
            )
        )
    if regions:
        items = [(words.value("region", cell.value), cell.persons) for cell in regions.known()]
        chosen = bars.draw(words("where.regions_name"), items, words, total=release.facts["counts"]["persons"])
        table = of_cube(regions, words, words("where.regions"))
        blocks.append(Figure(words("where.by_region"), chosen, (table,)))
    return Section("where", words("where.label"), heading(release, persons, words), tuple(blocks))


def heading(release: Release, persons: dict[str, int], words: Words) -> str:
    """Name the three largest departments and their share, where there are more than three."""
    total = release.facts["counts"]["persons"]
    top = list(persons)[:3]
    together = sum(persons[code] for code in top)
    if len(persons) < 4 or not 0 < together <= total:
        return words("where.plain")
    names = words.listed([words.place(code) for code in top])
    return words("where.heading", share=words.percent(together / total), names=names)
