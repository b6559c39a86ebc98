"""What a release keeps of the true counts: for whoever makes it, never in it.

Every published number is a constraint that an attacker has. The share of persons kept tells how many are missing from a
cube, and so the sum of its absent cells: it stays in the work folder.
"""

from __future__ import annotations

from typing import Any

from pipeline.anonymise.protection import Protected, Truth

WHY = "how much is missing from a cube would tell the sum of its absent cells, so no release says it"


def kept(truth: Truth, done: Protected) -> dict[str, Any]:
    """Of each cube: true cells, published ones, and which share of all persons in its cells stands in published ones.

    Persons count once in each of their cells, as everywhere.
    """
    published = {table.name: table.published for table in done.tables}
    figures = []
    for table in truth.tables:
        everybody = sum(cell.persons for cell in table.cells.values())
        told = published[table.name] & table.cells.keys()
        shown = sum(table.cells[key].persons for key in told)
        share = shown / everybody if everybody else None
        figures.append({"cube": table.name, "cells": len(table.cells), "published": len(told), "persons_kept": share})
    return {"why": WHY, "cubes": figures}
