"""Is a release the one that its manifest describes? Every file is there, unchanged, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from pipeline.core.database import locked
from pipeline.core.errors import InputError
from pipeline.publish import manifest


def problems(folder: Path, facts: dict[str, Any]) -> list[str]:
    """What is wrong with the files of a release, one line each; empty when nothing is."""
    return changed(folder, facts) or _disagreements(folder, facts) or _false_counts(folder, facts)


def changed(folder: Path, facts: dict[str, Any]) -> list[str]:
    """Files of a release that are missing, changed, or not of it."""
    expected: dict[str, str] = facts["files"]
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    found = [f"{name}: is missing" for name in sorted(expected.keys() - present)]
    found += [f"{name}: is not of this release" for name in sorted(present - expected.keys() - {manifest.NAME})]
    found += [
        f"{path.relative_to(folder).as_posix()}: is a link" for path in sorted(folder.rglob("*")) if path.is_symlink()
    ]
    for name in sorted(expected.keys() & present):
        try:
            changed = manifest.digest(folder / name) != expected[name]
        except InputError:
            changed = True
        if changed:
            found.append(f"{name}: was changed")
    return found


def _disagreements(folder: Path, facts: dict[str, Any]) -> list[str]:
    """Numbers that the database, the data package and the cubes tell differently."""
    found = []
    with locked(folder / manifest.DATABASE) as connection:
        for cube in facts["cubes"]:
            try:
                rows = connection.execute(f'FROM "{cube["name"]}"').fetchall()
                columns = pq.read_table(folder / "cubes" / f"{cube['name']}.parquet").to_pydict().values()
            except (duckdb.Error, OSError):
                found.append(f"{manifest.NAME}: there is no cube {cube['name']}")
                continue
            if sorted(rows) != sorted(zip(*columns, strict=True)):
                found.append(f"{manifest.DATABASE}: table {cube['name']} differs from its Parquet file")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        if facts["files"].get(resource["path"]) != resource["hash"]:
            found.append(f"datapackage.json: another digest for {resource['path']}")
    return found


def _false_counts(folder: Path, facts: dict[str, Any]) -> list[str]:
    """Counts of the manifest that the cubes, or its other counts, contradict."""
    found = []
    counts = facts["counts"]
    quarantined = counts["quarantined"] or 0
    if counts["accepted"] + quarantined != counts["records"]:
        found.append(f"{manifest.NAME}: accepted and quarantined do not add up to records")
    if sum(counts["reasons"].values()) != quarantined:
        found.append(f"{manifest.NAME}: the reasons do not add up to quarantined")
    if not counts["persons"] <= counts["persons_upper"]:
        found.append(f"{manifest.NAME}: persons are more than their upper bound")
    for cube in facts["cubes"]:
        table = pq.read_table(folder / "cubes" / f"{cube['name']}.parquet")
        if (table.num_rows, table.column_names[:-2]) != (cube["cells"], cube["dimensions"]):
            found.append(f"{manifest.NAME}: another number of cells, or other dimensions, for {cube['name']}")
        share = cube["persons_share"]
        if share is not None and min(1.0, sum(table["persons"].to_pylist()) / counts["persons"]) != share:
            found.append(f"{manifest.NAME}: another share of persons for {cube['name']}")
    return found
