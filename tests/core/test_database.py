"""T21: a release database answers questions and does nothing else, whatever it is asked."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from pipeline.core.database import fresh, locked
from pipeline.core.errors import InputError


@pytest.fixture
def database(tmp_path: Path) -> Path:
    with fresh(tmp_path / "release.duckdb") as connection:
        connection.execute("CREATE TABLE region AS SELECT 'Bretagne' AS region, 40 AS persons")
        connection.execute("CREATE VIEW by_region AS FROM region")
    (tmp_path / "outside.csv").write_text("secret\nCANARI\n")
    (tmp_path / "release.duckdb.tmp").mkdir()
    return tmp_path / "release.duckdb"


REFUSED = [
    "COPY region TO '{folder}/out.csv'",
    "COPY region TO '{folder}/release.duckdb.tmp/out.csv'",
    "COPY (SELECT 1) TO '{folder}/out.parquet'",
    "COPY (SELECT 1) TO '{folder}/release.duckdb' (FORMAT csv, USE_TMP_FILE false)",
    "COPY (SELECT 1) TO '{folder}/release.duckdb' (FORMAT parquet, USE_TMP_FILE false)",
    "COPY (SELECT 1) TO '{folder}/release.duckdb.wal' (FORMAT csv, USE_TMP_FILE false)",
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{folder}/release.duckdb' (FORMAT csv, USE_TMP_FILE false)",
    "FROM '{folder}/release.duckdb'",
    "FROM read_blob('{folder}/release.duckdb')",
    "RESET disabled_filesystems",
    "COPY region FROM '{folder}/outside.csv'",
    "EXPORT DATABASE '{folder}/out'",
    "IMPORT DATABASE '{folder}/out'",
    "ATTACH '{folder}/other.duckdb'",
    "ATTACH ':memory:' AS other",
    "FROM read_csv('{folder}/outside.csv')",
    "FROM read_text('{folder}/outside.csv')",
    "FROM read_blob('{folder}/outside.csv')",
    "FROM read_parquet('{folder}/*.parquet')",
    "FROM read_json('https://example.org/x.json')",
    "FROM '{folder}/outside.csv'",
    "FROM glob('{folder}/*')",
    "FROM local_table",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET threads = 1",
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "SET temp_directory = '{folder}/release.duckdb.tmp'",
    "SET allowed_directories = ['{folder}']",
    "RESET enable_external_access",
    "PRAGMA threads = 1",
    "CREATE TABLE other (a INTEGER)",
    'CREATE TABLE "x\'; DROP TABLE region; --" (a INTEGER)',
    "CREATE VIEW other AS FROM region",
    "CREATE SECRET other (TYPE S3)",
    "INSERT INTO region VALUES ('x', 1)",
    "UPDATE region SET persons = 1",
    "DELETE FROM region",
    "DROP TABLE region",
    "ALTER TABLE region ADD COLUMN a INTEGER",
    "COMMENT ON TABLE region IS 'x'",
    "SELECT 1; COPY region TO '{folder}/out.csv'",
    "VACUUM FULL region",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_what_could_have_an_effect_is_refused(statement: str, database: Path) -> None:
    local_table = pa.table({"a": [1]})
    before = {path: path.read_bytes() for path in database.parent.rglob("*") if path.is_file()}
    with locked(database) as connection, pytest.raises(duckdb.Error):
        connection.sql(statement.format(folder=database.parent)).fetchall()
    assert local_table.num_rows == 1
    assert {path: path.read_bytes() for path in database.parent.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("FROM region", [("Bretagne", 40)]),
        ("FROM by_region", [("Bretagne", 40)]),
        ("SELECT sum(persons) FROM region WHERE region = 'Bretagne'", [(40,)]),
        ("WITH t AS (SELECT 1 AS a) SELECT a FROM t", [(1,)]),
        ("SELECT count(*) FROM (SELECT hash(range) AS h FROM range(200000) ORDER BY h)", [(200000,)]),
    ],
)
def test_questions_are_answered(question: str, answer: list[tuple[object, ...]], database: Path) -> None:
    with locked(database) as connection:
        assert connection.execute(question).fetchall() == answer


def test_a_fresh_database_reads_nothing_else_while_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_text("a\n1\n")
    with fresh(tmp_path / "r.duckdb") as connection:
        for statement in ("FROM read_csv('{}/outside.csv')", "COPY (SELECT 1) TO '{}/o.csv'", "ATTACH '{}/o.duckdb'"):
            with pytest.raises(duckdb.Error):
                connection.execute(statement.format(tmp_path))
    assert {path.name for path in tmp_path.iterdir()} == {"outside.csv", "r.duckdb"}


def test_a_place_with_a_quotation_mark_is_no_injection(tmp_path: Path) -> None:
    folder = tmp_path / "l'été; DROP"
    folder.mkdir()
    with fresh(folder / "r'.duckdb") as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS a")
    with locked(folder / "r'.duckdb") as connection:
        assert connection.execute("FROM t").fetchall() == [(1,)]


@pytest.mark.parametrize("content", [None, b"", b"not a database", b"\0" * 20000])
def test_what_is_no_database_is_refused(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "release.duckdb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError), locked(path) as connection:
        connection.execute("SELECT 1")
