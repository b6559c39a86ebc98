"""``persons.csv.zip``: the rows of a `research` release for spreadsheets."""

from __future__ import annotations

from pipeline.publish.outputs.cubes_csv import CubesCsv


class PersonsCsv(CubesCsv):
    """The rows as one CSV file, written as those of the cubes are."""

    path = "persons.csv.zip"
    tiers = frozenset({"research"})
    description = "the rows of a research release as CSV for spreadsheets"
