"""When the samples were taken."""

from __future__ import annotations

from pipeline.report.blocks import Figure, Section, Text
from pipeline.report.charts import timeline
from pipeline.report.cubes import Release
from pipeline.report.tables import Table, of_cube
from pipeline.report.words import Words


def build(release: Release, words: Words) -> Section:
    """Columns by month, tables by month and by year."""
    months, years = release.cube("month"), release.cube("year")
    chart = timeline.draw(words("timeline.name"), months.persons(), words)
    tables: list[Table] = []
    if months:
        tables.append(of_cube(months, words, words("timeline.table"), months.cells, order="month"))
    if years:
        tables.append(of_cube(years, words, words("timeline.years"), years.cells, order="year"))
    if not chart.columns:
        empty = Text(words("missing"), "empty")
        return Section("timeline", words("timeline.label"), words("timeline.plain"), (empty, *tables))
    notes = [words("overlap")]
    if chart.gaps:
        notes.append(words("timeline.gaps"))
    if chart.outside:
        notes.append(words("chart.outside", count=chart.outside))
    figure = Figure(words("timeline.title"), chart, tuple(tables), " ".join(notes))
    return Section("timeline", words("timeline.label"), heading(release, words), (figure,))


def heading(release: Release, words: Words) -> str:
    """First and last month drawn, and the year with most persons."""
    counts = {
        timeline.index(month): count
        for month, count in release.cube("month").persons().items()
        if timeline.is_month(month)
    }
    years = release.cube("year").known()
    if not years:
        return words("timeline.plain")
    first, last = (words.month(timeline.label(at)) for at in timeline.window(counts))
    return words("timeline.heading", first=first, last=last, year=years[0].value)
