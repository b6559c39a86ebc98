"""The filters by region, laboratory and kind of data; they act on the published cells alone."""

from __future__ import annotations

from pipeline.report.blocks import Block, Choice, Explorer, Panel, Section, Text
from pipeline.report.cubes import UNKNOWN, Cube, Release
from pipeline.report.words import Words

FILTERS = ("region", "laboratory", "category")
PANELS = {"department": "region_department", "category": "category", "laboratory": "laboratory", "year": "year"}
"""The dimension that a panel shows, and the cube without which it shows nothing."""


def build(release: Release, words: Words) -> Section:
    """Three choices and up to four panels; a dimension without published cells is left out."""
    choices = tuple(choice(release.cube(name), words) for name in FILTERS if release.cube(name))
    panels = tuple(panel(dim, words) for dim, cube in PANELS.items() if release.cube(cube))
    blocks: list[Block] = [Text(words("missing"), "empty")]
    if choices and panels:
        blocks = [Text(words("explore.text", k=release.facts["k"])), Explorer(choices, panels)]
    return Section("explore", words("explore.label"), words("explore.heading"), tuple(blocks))


def choice(cube: Cube, words: Words) -> Choice:
    """Every published value of one dimension, by name."""
    options = ((cell.value, words.value(cube.name, cell.value)) for cell in cube if cell.value != UNKNOWN)
    ordered = tuple(sorted(options, key=lambda option: (option[1].casefold(), option[0])))
    return Choice(cube.name, words(f"dimension.{cube.name}"), ordered)


def panel(dimension: str, words: Words) -> Panel:
    """A panel of one dimension."""
    heads = (words(f"dimension.{dimension}"), words("persons"), words("records"))
    return Panel(dimension, words(f"explore.panel.{dimension}"), heads)
