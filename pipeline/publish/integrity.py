"""Is a release the one that its manifest describes? Every file is there, unchanged, and nothing else is."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import __version__
from pipeline.core.database import in_memory, locked
from pipeline.core.errors import InputError
from pipeline.publish import manifest, signature
from pipeline.publish.made_up import all_tables
from pipeline.publish.output import outputs_of
from pipeline.publish.tables import TWIN, misdescribed, tables
from pipeline.twin import plan as twin_plan


def problems(folder: Path, facts: dict[str, Any]) -> list[str]:
    """What is wrong with the files of a release, one line each; empty when nothing is."""
    return (
        changed(folder, facts)
        or _disagreements(folder, facts)
        or _false_counts(folder, facts)
        or _told_otherwise(folder, facts)
    )


def changed(folder: Path, facts: dict[str, Any]) -> list[str]:
    """Files of a release that are missing, changed, or not of it."""
    expected: dict[str, str] = facts["files"]
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*"))}
    present = {name for name, path in paths.items() if path.is_file()}
    folders = {parent.as_posix() for name in expected for parent in Path(name).parents}
    strangers = (present - expected.keys() - {manifest.NAME, signature.NAME}) | {
        name for name, path in paths.items() if path.is_dir() and not path.is_symlink() and name not in folders
    }
    found = [f"{name}: is missing" for name in sorted(expected.keys() - present)]
    found += [f"{name}: is not of this release" for name in sorted(strangers)]
    found += [f"{name}: is a link" for name, path in paths.items() if path.is_symlink()]
    odd = (name for name, path in paths.items() if not (path.is_symlink() or path.is_file() or path.is_dir()))
    found += [f"{name}: is neither file nor folder" for name in odd]
    for name in sorted(expected.keys() & present):
        try:
            differs = manifest.digest(folder / name) != expected[name]
        except InputError:
            differs = True
        if differs:
            found.append(f"{name}: was changed")
    return found


def _disagreements(folder: Path, facts: dict[str, Any]) -> list[str]:
    """What the database, the data package and the tables tell differently."""
    found = []
    with locked(folder / manifest.DATABASE) as connection:
        for table in tables(facts):
            try:
                rows = connection.execute(f'FROM "{table.name}"').fetchall()
                columns = pq.read_table(folder / table.path).to_pydict().values()
            except (duckdb.Error, OSError, pa.ArrowException):
                found.append(f"{manifest.NAME}: there is no table {table.name}")
                continue
            if sorted(rows) != sorted(zip(*columns, strict=True)):
                found.append(f"{manifest.DATABASE}: table {table.name} differs from its Parquet file")
        if facts.get("twin") and manifest.rows_digest(connection, TWIN) != _twin_rows(folder):
            found.append(f"{manifest.DATABASE}: table {TWIN} differs from its Parquet file")
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        if facts["files"].get(resource["path"]) != resource["hash"]:
            found.append(f"datapackage.json: another digest for {resource['path']}")
    return found


def _twin_rows(folder: Path) -> str:
    with in_memory({TWIN: pq.read_table(folder / f"{TWIN}.parquet")}) as connection:
        return manifest.rows_digest(connection, TWIN)


def _false_counts(folder: Path, facts: dict[str, Any]) -> list[str]:
    """Counts of the manifest that the tables, or its other counts, contradict."""
    found = []
    counts = facts["counts"]
    quarantined = counts["quarantined"] or 0
    if counts["accepted"] + quarantined != counts["records"]:
        found.append(f"{manifest.NAME}: accepted and quarantined do not add up to records")
    if sum(counts["reasons"].values()) != quarantined:
        found.append(f"{manifest.NAME}: the reasons do not add up to quarantined")
    if counts["persons"] is not None and not counts["persons"] <= counts["persons_upper"]:
        found.append(f"{manifest.NAME}: persons are more than their upper bound")
    return [*found, *(_false_cubes(folder, facts) if "cubes" in facts else _false_rows(folder, facts))]


def _false_cubes(folder: Path, facts: dict[str, Any]) -> list[str]:
    found = []
    if {f"cubes/{cube['name']}.parquet" for cube in facts["cubes"]} != {
        name for name in facts["files"] if name.startswith("cubes/")
    }:
        found.append(f"{manifest.NAME}: its cubes are not those of the folder")
    if facts["published"] != manifest.published(facts["cubes"], facts["columns"]):
        found.append(f"{manifest.NAME}: what is published does not add up")
    if facts["version"] == __version__ and not twin_plan.agrees(facts):
        found.append(f"{manifest.NAME}: tells of another twin than follows from it")
    for cube in facts["cubes"]:
        found += _false_cube(folder, cube, facts["counts"]["persons"])
    return found


def _false_rows(folder: Path, facts: dict[str, Any]) -> list[str]:
    """What the manifest says of the rows of a `research` release, and they say otherwise."""
    table = pq.read_table(folder / "persons.parquet")
    found = []
    if (table.num_rows, table.column_names) != (facts["rows"], facts["order"]):
        found.append(f"{manifest.NAME}: another number of rows, or other columns, for persons")
    told, whole = facts["persons_share"], facts["counts"]["persons"]
    if (told is None) != (whole is None) or (whole is not None and table.num_rows / whole != told):
        found.append(f"{manifest.NAME}: another share of persons")
    if {column["output"] for column in facts["columns"] if column["output"]} != set(facts["order"]):
        found.append(f"{manifest.NAME}: its columns are not those of the rows")
    if facts["published"] != manifest.published_rows(facts["rows"], facts["order"], facts["columns"]):
        found.append(f"{manifest.NAME}: what is published does not add up")
    return found


def _false_cube(folder: Path, cube: dict[str, Any], persons: int) -> list[str]:
    table = pq.read_table(folder / "cubes" / f"{cube['name']}.parquet")
    found = []
    if (table.num_rows, table.column_names[:-2]) != (cube["cells"], cube["dimensions"]):
        found.append(f"{manifest.NAME}: another number of cells, or other dimensions, for {cube['name']}")
    share = cube["persons_share"]
    if share is not None and min(1.0, sum(table["persons"].to_pylist()) / persons) != share:
        found.append(f"{manifest.NAME}: another share of persons for {cube['name']}")
    return found


def _told_otherwise(folder: Path, facts: dict[str, Any]) -> list[str]:
    """Files that say something else than cubes and manifest do: each is written again, and compared.

    Only where this version made the release: another one may have other words for the same.
    """
    if facts["version"] != __version__:
        return []
    found = [problem for table in all_tables(facts) for problem in misdescribed(folder, table)]
    with tempfile.TemporaryDirectory(prefix="estompe-") as name:
        again = Path(name)
        for first in {Path(table.path).parts[0] for table in tables(facts)}:
            (again / first).symlink_to((folder / first).absolute())
        for output in outputs_of(facts):
            if output.path not in facts["files"]:
                continue
            if not output.decided(facts):
                (again / output.path).symlink_to((folder / output.path).absolute())
                continue
            output.write(again, facts)
            if not output.same(folder / output.path, again / output.path):
                found.append(f"{output.path}: says something else than tables and manifest")
    missing = {output.path for output in outputs_of(facts)} - facts["files"].keys()
    return [*found, *(f"{manifest.NAME}: names no {path}" for path in sorted(missing))]
