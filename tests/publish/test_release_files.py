"""The files of a release agree with each other, say what they are, and betray every change."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import verify
from pipeline.core.categories import CATEGORIES
from pipeline.core.errors import InputError, UsageError
from pipeline.core.vocabulary import WORDS
from pipeline.publish import ask, manifest
from pipeline.publish import stage as publish
from pipeline.publish.integrity import problems
from pipeline.publish.output import outputs

Json = dict[str, Any]


@pytest.fixture
def release(clean: Path, tmp_path: Path) -> Path:
    """A copy of a release that a test may damage."""
    return Path(shutil.copytree(clean / "release", tmp_path / "release"))


@pytest.fixture
def original(clean: Path) -> Path:
    return clean / "release"


def test_a_release_is_whole_and_every_claim_holds(original: Path) -> None:
    assert verify.verify(original) == []
    present = {path.relative_to(original).as_posix() for path in original.rglob("*") if path.is_file()}
    facts = manifest.read(original)
    cubes = {f"cubes/{cube['name']}.parquet" for cube in facts["cubes"]}
    assert present == cubes | {"manifest.json", "report.html", *(output.path for output in outputs())}
    assert set(facts["files"]) == present - {"manifest.json"}


def test_the_manifest_names_no_input_and_holds_no_digest_of_it(clean: Path) -> None:
    text = (clean / "release" / "manifest.json").read_text(encoding="utf-8")
    content = (clean / "leak.csv").read_bytes()
    assert "leak.csv" not in text
    assert str(clean) not in text
    for name in ("md5", "sha1", "sha256", "sha512"):
        assert hashlib.new(name, content).hexdigest() not in text
    assert str(len(content)) not in text


def test_the_data_package_keeps_the_rules_of_version_2(original: Path) -> None:
    package: Json = json.loads((original / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    names = [resource["name"] for resource in package["resources"]]
    assert len(set(names)) == len(names) >= 10
    for resource in package["resources"]:
        path = original / resource["path"]
        assert ".." not in Path(resource["path"]).parts
        assert not Path(resource["path"]).is_absolute()
        assert re.fullmatch(r"[a-z0-9._-]+", resource["name"])
        assert (resource["type"], resource["format"]) == ("table", "parquet")
        assert resource["bytes"] == path.stat().st_size
        assert resource["hash"] == f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        table = pq.read_table(path)
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == table.column_names
        types = {"string": pa.string(), "integer": pa.int64()}
        assert [types[field["type"]] for field in fields] == table.schema.types
        assert all(field["description"] for field in fields)
        if resource["name"] == "twin":
            continue
        assert all(field["constraints"]["required"] for field in fields)
        key = resource["schema"]["primaryKey"]
        assert key == table.column_names[:-2]
        assert table.group_by(key).aggregate([]).num_rows == table.num_rows
        assert all(table[name].null_count == 0 for name in table.column_names)


def test_the_database_has_every_cube_as_it_is_published_and_says_what_it_is(original: Path) -> None:
    cubes = manifest.read(original)["cubes"]
    with duckdb.connect(str(original / "release.duckdb"), read_only=True) as connection:
        for cube in cubes:
            table = pq.read_table(original / "cubes" / f"{cube['name']}.parquet")
            rows = connection.execute(f'FROM "{cube["name"]}"').fetchall()
            assert sorted(rows) == sorted(zip(*table.to_pydict().values(), strict=True))
        tables = connection.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall()
        views = connection.execute("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()
        columns = connection.execute("SELECT table_name, column_name, comment FROM duckdb_columns()").fetchall()
        for view, _ in views:
            assert connection.execute(f'FROM "{view}"').fetchall()
    wanted = {cube["name"] for cube in cubes} | {"department_names", "category_names", "totals", "treatments", "twin"}
    assert {name for name, _ in tables} == wanted
    assert all(comment for _, comment in (*tables, *views))
    assert [row for row in columns if row[0] in wanted and not row[2]] == []
    described = {(cube["name"], name) for cube in cubes for name in (*cube["dimensions"], "persons", "records")}
    assert {
        (table, column) for table, column, comment in columns if comment == WORDS.get(column, ("", ""))[1]
    } >= described
    assert {view for view, _ in views} >= {"by_region", "by_laboratory", "by_category"}


def test_names_in_the_database_are_public_facts(original: Path) -> None:
    found = ask.ask(original, "SELECT category, sensitive FROM category_names")
    assert {tuple(row.values()) for row in found.to_pylist()} == {(c.id, c.sensitive) for c in CATEGORIES}
    assert ask.ask(original, "FROM department_names").num_rows >= 101


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def test_a_flipped_byte_in_any_file_is_found(original: Path, release: Path) -> None:
    for name in sorted(manifest.read(original)["files"]):
        if name == "release.duckdb":
            continue  # its digest is of its content: see below
        kept = (release / name).read_bytes()
        flip(release / name)
        assert problems(release, manifest.read(release)) == [f"{name}: was changed"]
        (release / name).write_bytes(kept)
    assert problems(release, manifest.read(release)) == []


def test_a_damaged_database_is_found(release: Path) -> None:
    path = release / "release.duckdb"
    path.write_bytes(path.read_bytes()[:5000])
    assert problems(release, manifest.read(release)) == ["release.duckdb: was changed"]


@pytest.mark.parametrize("share", [0.0, 0.01, 0.02, 0.03, 0.035, 0.2, 0.5, 0.9, 0.999])
def test_a_flipped_byte_of_the_database_is_found_though_its_digest_is_of_the_content(
    share: float, release: Path
) -> None:
    path = release / "release.duckdb"
    content = bytearray(path.read_bytes())
    content[int(share * len(content))] ^= 1
    path.write_bytes(content)
    assert problems(release, manifest.read(release)) == ["release.duckdb: was changed"]


def test_bytes_behind_the_database_are_found(release: Path) -> None:
    with (release / "release.duckdb").open("ab") as file:
        file.write(b"more")
    assert problems(release, manifest.read(release)) == ["release.duckdb: was changed"]


CHANGES = {
    "a row": "UPDATE region SET persons = persons + 1 WHERE region = (SELECT min(region) FROM region)",
    "a row less": "DELETE FROM month WHERE month = (SELECT min(month) FROM month)",
    "a row more": "INSERT INTO region VALUES ('Corse', 20, 30)",
    "a table": "CREATE TABLE more AS SELECT 1 AS a",
    "a table in another schema": "CREATE SCHEMA x; CREATE TABLE x.region AS SELECT 1 AS a",
    "a view": "CREATE OR REPLACE VIEW by_region AS SELECT region, 0 AS persons FROM region",
    "a comment": "COMMENT ON COLUMN region.persons IS 'guesses'",
    "a type": "ALTER TABLE region ALTER persons TYPE VARCHAR",
    "a macro": "CREATE MACRO more() AS 1",
    "a sequence": "CREATE SEQUENCE more",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_inside_the_database_is_found(change: str, release: Path) -> None:
    with duckdb.connect(str(release / "release.duckdb")) as connection:
        connection.execute(CHANGES[change])
    assert problems(release, manifest.read(release)) == ["release.duckdb: was changed"]


def test_files_added_and_removed_and_links_are_found(release: Path) -> None:
    (release / "cubes" / "more.parquet").write_bytes(b"x")
    (release / "report.html").unlink()
    (release / "cubes" / "month.parquet").rename(release.parent / "month.parquet")
    (release / "cubes" / "month.parquet").symlink_to(release.parent / "month.parquet")
    assert problems(release, manifest.read(release)) == [
        "report.html: is missing",
        "cubes/more.parquet: is not of this release",
        "cubes/month.parquet: is a link",
    ]


def region(facts: Json) -> Json:
    return next(cube for cube in facts["cubes"] if cube["name"] == "region")


LIES: dict[str, Callable[[Json], object]] = {
    "persons": lambda facts: facts["counts"].update(persons=facts["counts"]["persons"] - 1),
    "records": lambda facts: facts["counts"].update(records=facts["counts"]["records"] + 1),
    "accepted": lambda facts: facts["counts"].update(accepted=facts["counts"]["accepted"] + 1),
    "quarantined": lambda facts: facts["counts"].update(quarantined=1, records=facts["counts"]["records"] + 1),
    "upper bound": lambda facts: facts["counts"].update(persons_upper=1),
    "cells": lambda facts: region(facts).update(cells=99),
    "dimensions": lambda facts: region(facts).update(dimensions=["department"]),
    "share": lambda facts: region(facts).update(persons_share=0.5),
    "cube": lambda facts: region(facts).update(name="regions"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_count_of_the_manifest_that_was_changed_is_found(lie: str, release: Path) -> None:
    facts = manifest.read(release)
    LIES[lie](facts)
    (release / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
    assert any("manifest.json" in problem for problem in verify.verify(release))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"files": {}}', "\x00"])
def test_what_is_no_manifest_is_refused(content: str, release: Path) -> None:
    (release / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError):
        verify.verify(release)
    (release / "manifest.json").unlink()
    with pytest.raises(InputError, match="no release"):
        verify.verify(release)
    os.mkfifo(release / "manifest.json")
    with pytest.raises(InputError, match="no release"):
        verify.verify(release)


@pytest.mark.parametrize("name", ["../../secret", 'region"; DROP TABLE x; --', "", "/etc/passwd", None, ["region"]])
@pytest.mark.parametrize("key", ["name", "dimensions"])
def test_a_manifest_whose_names_are_no_names_is_refused(key: str, name: object, release: Path) -> None:
    facts = manifest.read(release)
    facts["cubes"][0][key] = name if key == "name" else [name]
    (release / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(InputError, match="no cube"):
        verify.verify(release)


def test_only_what_the_facts_name_is_published(tmp_path: Path) -> None:
    (tmp_path / "cubes").mkdir()
    (tmp_path / "release").mkdir()
    table = pa.table({"region": ["Bretagne"], "persons": [20], "records": [30]})
    for name in ("region", "stale"):
        pq.write_table(table, tmp_path / "cubes" / f"{name}.parquet")
    facts = {"release_id": "0" * 16, "k": 12, "cubes": [{"name": "region", "dimensions": ["region"]}]}
    publish.run(tmp_path / "cubes", tmp_path / "release", facts)
    assert {path.name for path in (tmp_path / "release" / "cubes").iterdir()} == {"region.parquet"}


def test_a_cube_named_like_another_makes_no_view_of_the_wrong_columns(tmp_path: Path) -> None:
    (tmp_path / "cubes").mkdir()
    table = pa.table({"sex": ["F"], "persons": [20], "records": [30]})
    pq.write_table(table, tmp_path / "cubes" / "region.parquet")
    facts = {"release_id": "0" * 16, "k": 12, "cubes": [{"name": "region", "dimensions": ["sex"]}]}
    for output in outputs():
        output.write(tmp_path, facts)
    assert ask.ask(tmp_path, "FROM region").to_pylist() == table.to_pylist()
    with pytest.raises(UsageError):
        ask.ask(tmp_path, "FROM by_region")


def test_answers_come_as_rows_csv_and_parquet(original: Path, tmp_path: Path) -> None:
    found = ask.ask(original, "SELECT region, persons FROM region ORDER BY region LIMIT 1")
    (row,) = ask.rows(found)
    assert ask.csv(found) == f"region,persons\n{row['region']},{row['persons']}\n"
    ask.save(found, tmp_path / "a.parquet")
    assert pq.read_table(tmp_path / "a.parquet").to_pylist() == [row]
    with pytest.raises(UsageError, match="cannot be written"):
        ask.save(found, tmp_path / "nowhere" / "a.parquet")


@pytest.mark.parametrize(
    "sql", ["SELECT", "FROM nowhere", "DROP TABLE region", "SELECT 1/0 FROM nope", "COPY region TO '/x'"]
)
def test_a_query_that_cannot_be_is_refused_in_one_line(sql: str, original: Path) -> None:
    with pytest.raises(UsageError) as refused:
        ask.ask(original, sql)
    assert "\n" not in refused.value.message


def test_the_same_leak_gives_the_same_release_whatever_the_machine(clean: Path, tmp_path: Path) -> None:
    odd = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "LANG": "C", "POLARS_MAX_THREADS": "1", "PYTHONHASHSEED": "7"}
    subprocess.run(
        [str(Path(sys.executable).with_name("estompe")), "run", "-q", str(clean / "leak.csv"), "--out", "again"],
        env={**os.environ, **odd},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    one, other = clean / "release", tmp_path / "again"
    files = {path.relative_to(one) for path in one.rglob("*") if path.is_file()}
    assert {path.relative_to(other) for path in other.rglob("*") if path.is_file()} == files
    differ = {name for name in files if (one / name).read_bytes() != (other / name).read_bytes()}
    assert differ <= {Path("release.duckdb")}
    assert manifest.digest(one / "release.duckdb") == manifest.digest(other / "release.duckdb")
