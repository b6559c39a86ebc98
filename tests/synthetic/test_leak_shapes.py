"""Other shapes: each file says what the truth says, and the truth says no more than the file."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from pipeline.core.errors import UsageError
from synthetic import laboratories
from synthetic.layouts import KEPT, layouts
from synthetic.leak import Parameters, chunks
from synthetic.shape import COLUMNS, shapes
from synthetic.shapes.sqldump import ROWS
from synthetic.writer import write

SHAPES = ("combolist", "insurer", "jsonl", "laboratory", "sqldump")
RECORDS = 600


def made(folder: Path, shape: str, dirt: float = 0.0) -> tuple[str, pl.DataFrame, dict]:
    write(Parameters(RECORDS, 4, dirt=dirt, comments=0.3, shape=shape), folder)
    said = json.loads((folder / "truth.json").read_text("utf-8"))
    (name,) = said["files"]
    return (
        (folder / name).read_bytes().decode(said["files"][name]["encoding"]),
        pl.read_parquet(folder / "truth.parquet"),
        said,
    )


def test_every_shape_is_registered() -> None:
    assert tuple(sorted(shapes())) == SHAPES


@pytest.mark.parametrize("shape", SHAPES)
def test_truth_has_a_line_for_each_record_and_names_columns(tmp_path: Path, shape: str) -> None:
    _, truth, said = made(tmp_path, shape)
    assert truth.height == said["records"] == RECORDS
    (file,) = said["files"].values()
    assert file["columns"] == shapes()[shape].entities
    assert truth["file"].unique().to_list() == list(said["files"])


def test_a_combolist_is_accounts_and_passwords(tmp_path: Path) -> None:
    text, truth, _ = made(tmp_path, "combolist")
    rows = [line.split(":") for line in text.splitlines()]
    assert {len(row) for row in rows} == {2}
    assert all(account and password for account, password in rows)
    assert 0.7 < sum("@" in account for account, _ in rows) / RECORDS < 0.95
    assert set(truth["categories"].explode()) == {"email", "credentials"}
    for column in ("department", "region", "month", "prescriber_department"):
        assert truth[column].null_count() == RECORDS


def test_an_insurers_file_has_no_contact_and_no_comment(tmp_path: Path) -> None:
    text, truth, said = made(tmp_path, "insurer")
    lines = [line.split("|") for line in text.splitlines()]
    assert lines[0] == [
        "NOM_BENEF",
        "NOM_NAISS",
        "PRENOM_BENEF",
        "DATE_NAISS",
        "NIR_OD",
        "ORGANISME",
        "NUM_CONTRAT",
        "GARANTIES",
    ]
    assert {len(line) for line in lines} == {8}
    births = pl.Series([line[3] for line in lines[1:]]).str.to_date("%Y-%m-%d", strict=True)
    assert (births.dt.year() == truth["birth_year"]).all()
    assert set(truth["categories"].explode()) == {"identity", "social_security", "insurance"}
    assert "@" not in text
    assert said["persons"] == RECORDS
    assert truth["storage"].null_count() == RECORDS


def test_a_dump_is_statements_whose_values_come_back(tmp_path: Path) -> None:
    text, _, _ = made(tmp_path, "sqldump")
    lines = text.splitlines()
    assert sum(line.startswith("INSERT INTO") for line in lines) == -(-RECORDS // ROWS)
    tuples = [line.removesuffix(",").removesuffix(";") for line in lines if line.endswith(("),", ");"))]
    assert len(tuples) == RECORDS
    (chunk,) = chunks(Parameters(RECORDS, 4, comments=0.3, shape="sqldump"))
    for line, row in zip(tuples, chunk.cells.iter_rows(), strict=True):
        values = ",".join("NULL" if cell is None else "'" + cell.replace("'", "\\'") + "'" for cell in row)
        assert line.endswith(f"({values})")


def test_json_lines_hold_the_same_cells(tmp_path: Path) -> None:
    text, truth, _ = made(tmp_path, "jsonl")
    rows = [json.loads(line) for line in text.splitlines()]
    assert len(rows) == RECORDS
    assert [row["dossier"]["laboratoire"] for row in rows] == truth["laboratory"].to_list()
    assert [row["patient"]["sexe"] for row in rows] == truth["sex"].to_list()


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_can_be_damaged(tmp_path: Path, shape: str) -> None:
    write(Parameters(RECORDS, 4, dirt=1.0, comments=0.3, shape=shape), tmp_path)
    truth = pl.read_parquet(tmp_path / "truth.parquet")
    assert (truth["dirt"].list.len() > 0).mean() > 0.3
    assert set(truth["dirt"].explode().drop_nulls()) <= shapes()[shape].kinds
    assert 0.5 < truth["readable"].mean() < 1


@pytest.fixture(scope="module")
def split_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("layouts")
    write(Parameters(4_000, 6, layouts=True, comments=0.3), folder)
    return folder


def test_each_laboratory_has_a_file_in_its_own_layout(split_up: Path) -> None:
    truth = pl.read_parquet(split_up / "truth.parquet")
    said = json.loads((split_up / "truth.json").read_text("utf-8"))["files"]
    assert len(said) == len(list((split_up / "leak").iterdir())) == 28
    for layout, name in zip(layouts(), laboratories.table()["name"], strict=True):
        mine = truth.filter(file=layout.file)
        assert set(mine["laboratory"]) <= {name}
        lines = (split_up / layout.file).read_bytes().decode(layout.encoding).split(layout.end)
        assert lines[0].split(layout.delimiter) == list(layout.titles)
        assert len(lines) - 2 == mine.height
        assert {line.count(layout.delimiter) for line in lines[:-1]} == {len(layout.titles) - 1}
        assert list(said[layout.file]["columns"]) == list(layout.titles)
        surname = list(layout.titles.values()).index("nom")
        assert all(line.split(layout.delimiter)[surname] for line in lines[1:-1])


def test_layouts_differ_and_lack_columns() -> None:
    forms = {(one.encoding, one.end, one.delimiter, one.dates) for one in layouts()}
    assert len(forms) > 8
    assert len({tuple(one.titles) for one in layouts()}) == 28
    for one in layouts():
        assert set(one.titles.values()) >= KEPT
    assert all(sum(column in one.titles.values() for one in layouts()) < 28 for column in set(COLUMNS) - KEPT)


def test_a_column_that_a_laboratory_lacks_is_not_exposed(split_up: Path) -> None:
    truth = pl.read_parquet(split_up / "truth.parquet")
    for layout in layouts():
        mine = truth.filter(file=layout.file)
        if "email" not in layout.titles.values():
            assert not mine["categories"].list.contains("email").any()
        if "mot_de_passe" not in layout.titles.values():
            assert mine["storage"].null_count() == mine.height


def test_layouts_go_with_the_laboratory_only(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="laboratory only"):
        write(Parameters(5, 1, shape="jsonl", layouts=True), tmp_path / "new")
    assert not (tmp_path / "new").exists()
