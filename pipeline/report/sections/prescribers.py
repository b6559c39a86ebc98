"""The departments where the prescribing doctors practise."""

from __future__ import annotations

from pipeline.report.blocks import Figure, Section, Text
from pipeline.report.charts import bars
from pipeline.report.cubes import Release
from pipeline.report.tables import of_cube
from pipeline.report.words import Words

TOP = 12


def build(release: Release, words: Words) -> Section:
    """Bars by department of the prescriber."""
    cube = release.cube("prescriber_department")
    known = cube.known()
    label = words("prescribers.label")
    if not known:
        return Section("prescribers", label, words("prescribers.plain"), (Text(words("missing"), "empty"),))
    items = [(words.value("department", cell.value), cell.persons) for cell in known[:TOP]]
    chart = bars.draw(words("prescribers.name"), items, words, total=release.facts["counts"]["persons"])
    note = words("overlap")
    if len(known) > TOP:
        note = f"{words('chart.others', count=len(known) - TOP)} {note}"
    table = of_cube(cube, words, words("prescribers.table"))
    heading = words("prescribers.plain")
    if len(known) > 3:
        names = words.listed([words.place(cell.value) for cell in known[:3]])
        heading = words("prescribers.heading", names=names)
    text = Text(words("prescribers.text"))
    figure = Figure(words("prescribers.title"), chart, (table,), note)
    return Section("prescribers", label, heading, (text, figure))
