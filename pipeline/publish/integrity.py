"""Is a release the one that its manifest describes? Every file is there, unchanged, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.core.database import locked
from pipeline.core.errors import InputError
from pipeline.publish import manifest


def problems(folder: Path, facts: dict[str, Any]) -> list[str]:
    """What is wrong with the files of a release, one line each; empty when nothing is."""
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
    return found or _disagreements(folder, facts)


def _disagreements(folder: Path, facts: dict[str, Any]) -> list[str]:
    """Numbers that the database, the data package and the cubes tell differently."""
    found = []
    with locked(folder / manifest.DATABASE) as connection:
        for cube in facts["cubes"]:
            rows = connection.execute(f'FROM "{cube["name"]}" ORDER BY ALL').fetchall()
            columns = pq.read_table(folder / "cubes" / f"{cube['name']}.parquet").to_pydict().values()
            if sorted(rows) != sorted(zip(*columns, strict=True)):
                found.append(f"{manifest.DATABASE}: table {cube['name']} differs from its Parquet file")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        if facts["files"].get(resource["path"]) != resource["hash"]:
            found.append(f"datapackage.json: another digest for {resource['path']}")
    return found
