"""What was removed and why: columns, cells, lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pipeline.report.blocks import Block, Section, Text
from pipeline.report.cubes import Release, clean
from pipeline.report.tables import Entry, Table, number
from pipeline.report.words import Words


def build(release: Release, words: Words) -> Section:
    """Three tables: the treatment of each column, the absent cells of each cube, the lines set aside."""
    facts = release.facts
    columns = facts.get("columns") or []
    blocks: list[Block] = []
    if columns:
        blocks += [Text(words("removed.text")), column_table(columns, words)]
    if facts.get("cubes"):
        blocks += [Text(words("removed.cubes_text")), cell_table(facts["cubes"], words)]
    blocks += quarantine(facts["counts"], words)
    heading = words("removed.plain")
    if columns:
        kept = any(column["treatment"] == "keep" for column in columns)
        heading = words("removed.kept" if kept else "removed.heading", count=len(columns))
    return Section("removed", words("removed.label"), heading, tuple(blocks))


def heads(kind: str, words: Words, *names: str) -> tuple[str, ...]:
    """Name the heads of one of the three tables."""
    return tuple(words(f"removed.{kind}.{name}") for name in names)


def column_table(columns: list[Mapping[str, Any]], words: Words) -> Table:
    """One line a column, in file order."""
    rows = tuple(
        (
            Entry(header(column["name"], words)),
            Entry(clean(column["entity"]), code=True) if column["entity"] else Entry(words("removed.nobody")),
            Entry(words.value("category", clean(column["category"])) if column["category"] else "–"),
            Entry(words.named("treatment", column["treatment"])),
            Entry(words.percent(column["confidence"]), column["confidence"]),
        )
        for column in columns
    )
    names = heads("heads", words, "column", "entity", "category", "treatment", "confidence")
    return Table(words("removed.columns"), names, rows)


def header(name: str, words: Words) -> str:
    """Show a header; the stand-in of one that does not read like a header is put into the language."""
    stand_in = re.fullmatch(r"column (\d+)", name)
    return words("removed.column", number=stand_in[1]) if stand_in else clean(name)


def cell_table(cubes: list[Mapping[str, Any]], words: Words) -> Table:
    """One line a cube: published and absent cells, and the share of persons that it shows."""
    rows = []
    for cube in cubes:
        dimensions = [
            words(f"dimension.{dim}") if words.has(f"dimension.{dim}") else clean(dim) for dim in cube["dimensions"]
        ]
        share = cube.get("persons_share")
        rows.append(
            (
                Entry(clean(cube["name"]), code=True),
                Entry(", ".join(dimensions)),
                number(cube["cells"], words),
                number(cube["absent"], words),
                Entry("–") if share is None else Entry(words.percent(share), share),
            )
        )
    names = heads("cube_heads", words, "name", "dimensions", "cells", "absent", "persons_share")
    return Table(words("removed.cubes"), names, tuple(rows))


def quarantine(counts: Mapping[str, Any], words: Words) -> list[Block]:
    """How many lines could not be read, and a table of the reasons."""
    if counts["quarantined"] is None:
        return [Text(words("removed.quarantine_untold"))]
    if not counts["quarantined"]:
        return [Text(words("removed.quarantine_none"))]
    text = words("removed.quarantine_text", count=counts["quarantined"], records=counts["records"])
    reasons = sorted(counts["reasons"].items(), key=lambda item: (-item[1], item[0]))
    rows = tuple((Entry(words.named("reason", reason)), number(lines, words)) for reason, lines in reasons)
    names = heads("quarantine_heads", words, "reason", "lines")
    return [Text(text), Table(words("removed.quarantine"), names, rows)]
