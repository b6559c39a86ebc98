"""Every format of a release as its own readers see it: frictionless, mlcroissant, spreadsheets, DuckDB, pyarrow."""

from __future__ import annotations

import csv
import io
import json
import logging
import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import duckdb
import frictionless
import mlcroissant
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from packaging.utils import canonicalize_name

from pipeline.core.vocabulary import WORDS
from pipeline.publish import ask, manifest
from pipeline.publish.output import outputs
from pipeline.publish.outputs import sbom
from pipeline.publish.outputs.cubes_csv import harmless
from pipeline.publish.tables import tables

ROOT = Path(__file__).parents[2]


@pytest.fixture
def release(signed: Path) -> Path:
    return signed / "release"


def cubes(release: Path) -> dict[str, list[dict]]:
    return {path.stem: pq.read_table(path).to_pylist() for path in sorted((release / "cubes").glob("*.parquet"))}


def test_frictionless_accepts_the_data_package_and_every_row(release: Path) -> None:
    descriptor = json.loads((release / "datapackage.json").read_text("utf-8"))
    assert frictionless.Package.validate_descriptor(descriptor).flatten(["message"]) == []
    # frictionless counts no bytes of Parquet files; test_release_files.py compares bytes and digests.
    passed_over = frictionless.Checklist(skip_errors=["byte-count", "hash-count"])
    report = frictionless.Package(str(release / "datapackage.json")).validate(passed_over)
    assert report.flatten(["type", "message"]) == []
    assert report.stats["tasks"] == len(cubes(release)) + 1  # the twin


def test_frictionless_would_refuse_a_field_of_another_type(release: Path) -> None:
    descriptor = json.loads((release / "datapackage.json").read_text("utf-8"))
    descriptor["resources"][0]["schema"]["fields"][0]["type"] = "sorcery"
    assert not frictionless.Package.validate_descriptor(descriptor).valid


def test_mlcroissant_accepts_the_description_and_reads_the_records(release: Path, caplog) -> None:
    caplog.set_level(logging.ERROR)
    dataset = mlcroissant.Dataset(jsonld=release / "croissant.json")
    assert dataset.metadata.issues.errors == set()
    found = list(dataset.records("region"))
    planted = cubes(release)["region"]
    assert [(row["region/region"].decode(), row["region/persons"]) for row in found] == [
        (row["region"], row["persons"]) for row in planted
    ]
    described = json.loads((release / "croissant.json").read_text("utf-8"))
    assert {records["@id"] for records in described["recordSet"]} == {*cubes(release), "twin"}


def test_the_csv_files_say_what_the_cubes_say_and_hold_no_formula(release: Path) -> None:
    planted = cubes(release)
    with zipfile.ZipFile(release / "cubes.csv.zip") as archive:
        assert archive.namelist() == [f"{name}.csv" for name in sorted(planted)]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        for name, rows in planted.items():
            content = archive.read(f"{name}.csv")
            assert content.startswith(b"\xef\xbb\xbf")
            found = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
            assert found[0] == pq.read_schema(release / "cubes" / f"{name}.parquet").names
            assert found[1:] == [[str(value) for value in row.values()] for row in rows]
            assert not any(re.match(r"[=+\-@\t\r\n]", cell) for row in found for cell in row)


@pytest.mark.parametrize("cell", ["=1+1", "+33", "-2", "@SUM(A1)", "\tx", "\rx", "\n=1"])
def test_a_formula_becomes_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Bretagne", "90+", "2019-05", "", 12, -3, "l'Île"])
def test_what_is_no_formula_stays(cell: str | int) -> None:
    assert harmless(cell) == cell


def test_a_parquet_file_says_by_itself_what_it_is(release: Path) -> None:
    for table in tables(manifest.read(release)):
        schema = pq.read_schema(release / table.path)
        for field in schema:
            assert field.metadata[b"description"].decode() == WORDS[field.name][1]
            assert field.metadata[b"description_fr"].decode() == WORDS[field.name][0]
            assert field.type in (pa.string(), pa.int64())
            assert not field.nullable
        package = json.loads(schema.metadata[b"datapackage"])
        assert [field["name"] for field in package["schema"]["fields"]] == schema.names
        assert frictionless.Resource.validate_descriptor(package).flatten(["message"]) == []
        footer = pq.read_metadata(release / table.path)
        assert footer.row_group(0).column(0).compression == "ZSTD"
        assert [column.column_index for column in footer.row_group(0).sorting_columns] == list(range(len(table.key)))
        rows = pq.read_table(release / table.path, columns=list(table.key)).to_pylist()
        assert rows == sorted(rows, key=lambda row: tuple(row.values()))


def test_duckdb_reads_the_description_of_a_parquet_file(release: Path) -> None:
    found = duckdb.execute(
        "SELECT decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) = 'datapackage'",
        [str(release / "cubes" / "region.parquet")],
    ).fetchall()
    assert json.loads(found[0][0])["name"] == "region"


def test_the_dictionary_names_every_table_column_value_and_treatment_twice(release: Path) -> None:
    text = (release / "dictionary.md").read_text("utf-8")
    facts = manifest.read(release)
    french, english = text.split("# Data dictionary")
    assert french.startswith("# Dictionnaire des données")
    for edition in (french, english):
        for table in tables(facts):
            assert f"`{table.path}`" in edition
        for name in {column.name for table in tables(facts) for column in table.columns}:
            assert re.search(rf"(?m)^\| `{name}` \|", edition), name
        for region in cubes(release)["region"]:
            assert f"`{region['region']}`" in edition
        for column in facts["columns"]:
            assert f"| {column['name']} |" in edition
    assert "| personnes |" in french
    assert "| persons |" in english


def test_the_bill_of_materials_is_the_locked_closure_of_what_estompe_needs(release: Path) -> None:
    bill = json.loads((release / "sbom.json").read_text("utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert {"serialNumber", "timestamp"} & {*bill, *bill["metadata"]} == set()
    parts = {part["name"]: part["version"] for part in bill["components"]}
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = {(canonicalize_name(name), number) for name, number in re.findall(r"(?m)^([a-z0-9.-]+)==([^ ;]+)", lock)}
    assert set(parts.items()) - pinned == set()
    assert {"cryptography", "duckdb", "pyarrow", "presidio-analyzer", "spacy"} <= parts.keys()
    assert {"pytest", "mypy", "frictionless"} & parts.keys() == set()
    references = {bill["metadata"]["component"]["bom-ref"], *(part["bom-ref"] for part in bill["components"])}
    assert {entry["ref"] for entry in bill["dependencies"]} == references
    assert {other for entry in bill["dependencies"] for other in entry["dependsOn"]} <= references


def test_what_is_not_installed_is_no_component() -> None:
    found, needs = sbom.closure("pytest")
    assert "pluggy" in needs["pytest"]
    assert found["pytest"].version == version("pytest")
    assert all(other in found for others in needs.values() for other in others)
    assert sbom.closure("no-such-package") == ({}, {})


def test_views_exist_only_where_their_cubes_do(signed: Path) -> None:
    small, whole = ({row["name"] for row in ask.ask(signed / name).to_pylist()} for name in ("other", "release"))
    views = {"by_region", "by_department", "by_laboratory", "by_category", "by_month", "credentials"}
    assert views <= whole
    assert views & small == {"by_region", "by_laboratory"}


def test_totals_and_treatments_are_those_of_the_manifest(release: Path) -> None:
    facts = manifest.read(release)
    (totals,) = ask.ask(release, "FROM totals").to_pylist()
    assert totals == {name: facts["counts"][name] for name in totals}
    treated = ask.ask(release, "SELECT column_name, treatment FROM treatments").to_pylist()
    assert {(row["column_name"], row["treatment"]) for row in treated} == {
        (column["name"], column["treatment"]) for column in facts["columns"]
    }


def test_the_manifest_of_a_signed_release_says_with_what_it_was_made(release: Path) -> None:
    facts = manifest.read(release)
    assert facts["versions"].keys() == {"estompe", "duckdb", "pyarrow", "polars"}
    assert re.fullmatch("[0-9a-f]{16}", facts["key_fingerprint"])
    assert facts["published"]["cubes"] == len(cubes(release))
    assert facts["published"]["cells"] == sum(map(len, cubes(release).values()))
    suppressed = [column for column in facts["columns"] if column["treatment"] == "suppress"]
    assert facts["published"]["columns_suppressed"] == len(suppressed) > 5


WRITE = """
import json, sys
from pathlib import Path
from pipeline.publish import manifest, stage
source, target = map(Path, sys.argv[1:])
target.mkdir()
stage.run(source / "cubes", target, manifest.read(source))
"""


@pytest.mark.parametrize(
    "env",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "3"},
        {"TZ": "America/Anchorage", "LC_ALL": "C", "PYTHONHASHSEED": "4", "POLARS_MAX_THREADS": "1"},
        {"OMP_NUM_THREADS": "1", "ARROW_IO_THREADS": "1", "LANG": "fr_FR.UTF-8", "PYTHONUTF8": "0"},
    ],
    ids=lambda env: ",".join(env),
)
def test_outputs_are_the_same_bytes_in_any_timezone_locale_and_number_of_threads(
    env: dict[str, str], release: Path, tmp_path: Path
) -> None:
    target = tmp_path / "again"
    subprocess.run([sys.executable, "-c", WRITE, str(release), str(target)], env={**os.environ, **env}, check=True)
    for name in [output.path for output in outputs()] + [f"cubes/{cube}.parquet" for cube in cubes(release)]:
        if name == "release.duckdb":
            assert manifest.digest(target / name) == manifest.digest(release / name)
        else:
            assert (target / name).read_bytes() == (release / name).read_bytes(), name
