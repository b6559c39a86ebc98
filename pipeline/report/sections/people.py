"""Age and sex of the people, summed over the departments that are published."""

from __future__ import annotations

from collections import defaultdict

from pipeline.report.blocks import Figure, Section, Text
from pipeline.report.charts import pyramid
from pipeline.report.cubes import UNKNOWN, Release
from pipeline.report.tables import Entry, Table, number
from pipeline.report.words import Words

_QUERY = "SELECT age_band, sex, sum(persons) AS persons FROM department_sex_age GROUP BY ALL ORDER BY ALL"


def build(release: Release, words: Words) -> Section:
    """Show the pyramid, its table, and how many persons it leaves out."""
    persons = summed(release)
    label, total = words("people.label"), release.facts["counts"]["persons"]
    if not persons:
        return Section("people", label, words("people.plain"), (Text(words("missing"), "empty"),))
    chart = pyramid.draw(words("people.name"), persons, words)
    together = sum(persons.values())
    text = words("people.text", persons=together, share=words.percent(min(1.0, together / max(total, 1))))
    note = ""
    if (year := release.facts.get("reference_year")) is not None:
        note = words("people.reference", year=str(year))
    figure = Figure(words("people.title"), chart, (table(persons, words),), note)
    return Section("people", label, heading(persons, words), (Text(text), figure))


def summed(release: Release) -> dict[tuple[str, str], int]:
    """Persons by (sex, age band) over all published departments."""
    persons: dict[tuple[str, str], int] = defaultdict(int)
    for cell in release.cube("department_sex_age"):
        _, sex, band = cell.values
        persons[sex, band] += cell.persons
    return dict(persons)


def table(persons: dict[tuple[str, str], int], words: Words) -> Table:
    """One line an age band, one column a sex."""
    sexes = [sex for sex in ("F", "M", UNKNOWN) if any(sex == key[0] for key in persons)]
    bands = [*pyramid.BANDS, UNKNOWN]
    rows = tuple(
        (Entry(words.value("age_band", band)), *(number(persons.get((sex, band)), words) for sex in sexes))
        for band in bands
    )
    heads = (words("dimension.age_band"), *(words.value("sex", sex) for sex in sexes))
    return Table(words("people.table"), heads, rows, query=_QUERY)


def heading(persons: dict[tuple[str, str], int], words: Words) -> str:
    """Say the larger sex and its share among those of known sex."""
    women, men = (sum(count for key, count in persons.items() if key[0] == sex) for sex in "FM")
    if not women or not men:
        return words("people.plain")
    key = "people.women" if women >= men else "people.men"
    return words(key, share=words.percent(max(women, men) / (women + men)))
