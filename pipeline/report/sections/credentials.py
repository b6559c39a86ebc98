"""Logins and passwords: how they were stored, and the accounts of institutions."""

from __future__ import annotations

from pipeline.report.blocks import Block, Figure, Folded, Section, Text
from pipeline.report.charts import bars
from pipeline.report.cubes import Release
from pipeline.report.tables import crossed, of_cube
from pipeline.report.words import Words

STORAGES = ("clear", "md5", "sha1", "sha256", "sha512", "crypt", "other_hash", "pbkdf2", "bcrypt", "argon2")
"""From the weakest to the strongest."""
MOST = 15
"""Bars of a chart; the table has all."""
BANDS = {"strength": ("weak", "medium", "strong"), "reuse": ("many", "few", "own")}
"""What is told of passwords in clear, from what serves an attacker most."""


def build(release: Release, words: Words) -> Section:
    """Bars by storage with the readable ones in the second ink, then accounts of institutions by region."""
    cube, institutions = release.cube("storage"), release.cube("institution_region")
    blocks: list[Block] = []
    if cube:
        items = [(words.value("storage", cell.value), cell.persons) for cell in cube.ranked()]
        clear = frozenset({words.value("storage", "clear")})
        chart = bars.draw(words("credentials.name"), items, words, marked=clear)
        table = of_cube(cube, words, words("credentials.table"))
        blocks += [
            Text(words("credentials.text")),
            Figure(words("credentials.title"), chart, (table,)),
        ]
    else:
        blocks.append(Text(words("missing"), "empty"))
    blocks += [*in_clear(release, words), *accounts(release, words)]
    if crossing := crossed(release.cube("department_storage"), words, words("credentials.departments"), STORAGES):
        blocks.append(Folded(words("credentials.more"), (crossing,)))
    if institutions:
        title = words("credentials.institutions")
        items = [(words.value("region", cell.value), cell.persons) for cell in institutions.ranked()]
        chart = bars.draw(words("credentials.institutions_name"), items, words)
        table = of_cube(institutions, words, title)
        blocks.append(Figure(title, chart, (table,), words("credentials.institutions_text")))
    return Section("credentials", words("credentials.label"), heading(cube.persons(), words), tuple(blocks))


def accounts(release: Release, words: Words) -> list[Block]:
    """Bars by whose post the address is of, and by its country."""
    blocks: list[Block] = []
    for name in ("provider", "country"):
        if cube := release.cube(name):
            items = [(words.value(name, cell.value), cell.persons) for cell in cube.ranked()][:MOST]
            chart = bars.draw(words(f"credentials.{name}_name"), items, words)
            table = of_cube(cube, words, words(f"credentials.{name}"))
            blocks.append(Figure(words(f"credentials.{name}"), chart, (table,), words(f"credentials.{name}_text")))
    return blocks


def in_clear(release: Release, words: Words) -> list[Block]:
    """Bars by strength of the passwords in clear, and by whether others have the same."""
    blocks: list[Block] = []
    for name, bands in BANDS.items():
        if cube := release.cube(name):
            persons = cube.persons()
            items = [(words.value(name, band), persons[band]) for band in bands if band in persons]
            chart = bars.draw(words(f"credentials.{name}_name"), items, words)
            table = of_cube(cube, words, words(f"credentials.{name}"))
            blocks.append(Figure(words(f"credentials.{name}"), chart, (table,), words(f"credentials.{name}_text")))
    return blocks


def heading(persons: dict[str, int], words: Words) -> str:
    """Say how many passwords were readable, where that number is published."""
    if "clear" in persons:
        return words("credentials.clear", count=persons["clear"])
    return words("credentials.hashed" if persons else "credentials.plain")
