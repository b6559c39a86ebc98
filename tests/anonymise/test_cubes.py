"""Counts of every cube, against a recount in plain Python."""

from __future__ import annotations

import dataclasses

import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_suppression_against_gate import ATTRIBUTES, make_records

from pipeline.anonymise import cubes, persons, reuse
from pipeline.anonymise.dimensions import DIMENSIONS, closure, implied, project
from pipeline.anonymise.parquet import write_cube
from pipeline.core.categories import CATEGORIES
from pipeline.core.policy import Cube
from pipeline.core.policy_file import load
from pipeline.engines.local import count_by, link

POLICY = load()
Counts = dict[tuple[str, ...], tuple[int, int, int]]


def described(seed: int, people: int) -> pl.DataFrame:
    records = make_records(seed, people, 1.0, 1.7, ("56", "22", "27", None))
    # a tenth of the records has nobody
    records = records.with_columns(
        pl.when(pl.int_range(pl.len()) % 10 == 0).then(None).otherwise("link_number").alias("link_number")
    )
    linked = persons.link(records, link, False)
    told = reuse.told(linked, reuse.Owners.of(linked).words())
    return persons.describe(persons.canonical(told, ("department", "sex", "birth_year")), 2020)


def recount(cube: Cube, records: pl.DataFrame) -> Counts:
    groups: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for row in records.to_dicts():
        if cube.where and not row[cube.where]:
            continue
        for position, category in enumerate(CATEGORIES):
            bits = row["categories"]
            assert isinstance(bits, int)
            if "category" in cube.dimensions:
                if not bits >> position & 1 or ("laboratory" in cube.dimensions and category.sensitive):
                    continue
            elif position:
                break
            key = tuple(category.id if name == "category" else row[name] for name in cube.dimensions)
            if None not in key:
                groups.setdefault(key, []).append(row)
    return {
        key: (
            len({row["person"] for row in rows} - {None}),
            len(rows),
            len({row["prescriber"] for row in rows} - {None}),
        )
        for key, rows in groups.items()
    }


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 60))
def test_every_cube_counts_what_plain_python_counts(seed: int, people: int) -> None:
    records = described(seed, people)
    for cube in POLICY.cubes:
        table = cubes.count(cube, records, count_by)
        assert {key: dataclasses.astuple(cell) for key, cell in table.cells.items()} == recount(cube, records), (
            cube.name
        )


def test_a_laboratory_is_never_counted_with_a_health_category() -> None:
    table = cubes.count(Cube(name="x", dimensions=("laboratory", "category")), described(1, 60), count_by)
    assert table.cells
    assert not any(category.startswith("health.") for _, category in table.cells)


def test_no_record_of_a_category_is_no_cell() -> None:
    records = described(1, 20).with_columns(pl.lit(0, pl.UInt64).alias("categories"))
    for cube in POLICY.cubes:
        if "category" in cube.dimensions:
            assert cubes.count(cube, records, count_by).cells == {}


@pytest.mark.parametrize("lacking", sorted(ATTRIBUTES))
def test_cubes_of_what_the_leak_lacks_are_left_out(lacking: str) -> None:
    left = {cube.name for cube in POLICY.cubes if not cubes.countable(cube, ATTRIBUTES - {lacking})}
    wanted = {
        cube.name
        for cube in POLICY.cubes
        if lacking in {DIMENSIONS[name].attribute for name in cube.dimensions} | {cube.where}
    }
    assert left == wanted != set()


@pytest.mark.parametrize(
    ("dimension", "value", "follows"),
    [
        ("department", "56", "Bretagne"),
        ("department", "2A", "Corse"),
        ("department", "unknown", "unknown"),
        ("department", "99", "unknown"),
        ("month", "2019-05", "2019"),
        ("month", "unknown", "unknown"),
        ("storage", "no_password", "credentials"),
    ],
)
def test_what_follows_from_a_value(dimension: str, value: str, follows: str) -> None:
    assert implied(dimension, value) == follows
    name = DIMENSIONS[dimension].implies
    assert name is not None
    assert closure([dimension]) == {dimension, name}
    assert project({dimension: value}, [name]) == (follows,)


def test_cube_files_are_the_same_bytes_and_hold_nothing_but_plain_columns(tmp_path) -> None:
    rows = [("22", "F", 40, 50), ("56", "M", 30, 31)]
    for name in ("a", "b"):
        write_cube(tmp_path / name, ("department", "sex"), rows)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    file = pq.ParquetFile(tmp_path / "a")
    assert file.schema_arrow.names == ["department", "sex", "persons", "records"]
    assert [str(field.type) for field in file.schema_arrow] == ["string", "string", "int64", "int64"]
    assert file.schema_arrow.metadata is None
    assert file.read().to_pylist() == [
        {"department": "22", "sex": "F", "persons": 40, "records": 50},
        {"department": "56", "sex": "M", "persons": 30, "records": 31},
    ]


def test_an_empty_cube_is_a_file_without_rows(tmp_path) -> None:
    write_cube(tmp_path / "a", ("department",), [])
    assert pq.read_table(tmp_path / "a").num_rows == 0


def test_a_work_folder_used_before_leaves_no_cube_of_the_earlier_leak(tmp_path) -> None:
    from pipeline.anonymise import stage
    from pipeline.core.work import Work
    from pipeline.engines import local

    engine = stage.Engine(local.link, local.count_by)
    records = make_records(3, 300, 1.0, 1.5, ("56", "22"))
    work = Work(tmp_path / "work")
    stage.count(records, ATTRIBUTES, POLICY, engine).write(work)
    fewer = POLICY.model_copy(update={"cubes": POLICY.cubes[:2]})
    facts = stage.count(records, ATTRIBUTES, fewer, engine).write(work)
    written = {path.stem for path in (tmp_path / "work" / "anonymise" / "cubes").glob("*.parquet")}
    assert written == {cube["name"] for cube in facts["cubes"]}
