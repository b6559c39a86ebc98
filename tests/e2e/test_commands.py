"""The command line as DESIGN, section 6, promises it: exit codes, streams, shapes of JSON, one line an error."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from synthetic.leak import Parameters
from synthetic.writer import write


def error_line(done, code: int, *words: str) -> None:
    """One line on stderr that says what is wrong, nothing on stdout, no traceback; stages may have been told."""
    lines = [line for line in done.err.splitlines() if not line.endswith(" s")]
    assert done.code == code, done.err
    assert len(lines) == 1
    assert lines[0].startswith("estompe: ")
    assert "a bug" not in lines[0]
    assert "Traceback" not in done.err
    assert done.out == ""
    for word in words:
        assert word in lines[0]


@pytest.fixture(scope="module")
def inputs(shared, clean: Path) -> Path:
    """Files that are no leak, or not a readable one."""

    def make(folder: Path) -> None:
        head, *rest = (clean / "leak.csv").read_bytes().splitlines(keepends=True)
        (folder / "leak.csv").write_bytes(head + b"".join(rest[:300]))
        (folder / "empty.csv").touch()
        (folder / "blank.csv").write_bytes(b"\r\n \r\n")
        (folder / "binary.csv").write_bytes(bytes(range(256)) * 40)
        (folder / "zip.csv").write_bytes(b"PK\x03\x04" + b"x" * 100)
        (folder / "header.csv").write_bytes(head)
        (folder / "folder.csv").mkdir()
        (folder / "broken.yaml").write_text("tier: [public")
        (folder / "unknown.yaml").write_text("treshold: {persons: 12}")
        (folder / "low.yaml").write_text("thresholds: {persons: 1}")

    return shared("inputs", make)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty.csv", "is empty"),
        ("blank.csv", "is empty"),
        ("binary.csv", "binary"),
        ("zip.csv", "zip"),
        ("missing.csv", "cannot be opened"),
        ("header.csv", "no readable record"),
        ("folder.csv", "folder"),
    ],
)
def test_an_unreadable_input_is_refused_in_one_line(name, words, estompe, inputs: Path, tmp_path: Path) -> None:
    done = estompe("run", inputs / name, "--out", tmp_path / "release")
    error_line(done, 3, name, words)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["sniff", "ingest", "detect"])
def test_every_reader_refuses_a_missing_file(command, estompe, inputs: Path) -> None:
    error_line(estompe(command, inputs / "missing.csv"), 3, "cannot be opened")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_forbidden_file_is_refused(estompe, inputs: Path, tmp_path: Path) -> None:
    shutil.copy(inputs / "leak.csv", tmp_path / "closed.csv")
    (tmp_path / "closed.csv").chmod(0)
    error_line(estompe("sniff", tmp_path / "closed.csv"), 3, "Permission denied")


def test_what_was_asked_wrongly_is_refused_in_one_line(estompe, inputs: Path, clean: Path, tmp_path: Path) -> None:
    leak, out = inputs / "leak.csv", ("--out", tmp_path / "release")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").touch()
    (tmp_path / "file").touch()
    for words, command in {
        "cannot be read": ("run", leak, *out, "--policy", inputs / "none.yaml"),
        "no YAML": ("run", leak, *out, "--policy", inputs / "broken.yaml"),
        "did you mean thresholds?": ("run", leak, *out, "--policy", inputs / "unknown.yaml"),
        "thresholds.persons": ("run", leak, *out, "--policy", inputs / "low.yaml"),
        "exists already": ("run", leak, "--out", clean / "release"),
        "no release": ("run", leak, "--out", tmp_path / "full", "--force"),
        "is a file": ("run", leak, "--out", tmp_path / "file", "--force"),
        "is no folder": ("run", leak, "--out", tmp_path / "none" / "release"),
        "work folder": ("run", leak, *out, "--work", tmp_path / "file"),
        "--delimiter": ("run", leak, *out, "--delimiter", "ab"),
        "--lang": ("report", clean / "release", "--lang", "de"),
        "no such list": ("list", "sorcery"),
        "cannot be written": ("report", clean / "release", "--out", tmp_path / "none" / "page.html"),
        "one of them": ("query", clean / "release", "FROM region", "--csv", "--json"),
        "--allow-small": ("query", clean / "release", "FROM region", "--allow-small"),
        "--signer": ("verify", clean / "release", "--signer", inputs / "leak.csv"),
        "with --parquet": ("query", clean / "release", "FROM region", "--parquet", tmp_path / "none" / "x.parquet"),
    }.items():
        error_line(estompe(*command), 2, words)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "full"]
    for command in (("verify",), ("report",), ("query",)):
        error_line(estompe(*command, inputs), 3)


@pytest.mark.parametrize("arguments", [(), ("run",), ("run", "--sorcery"), ("sorcery",), ("sniff", "a", "b")])
def test_misuse_exits_2_without_traceback(arguments, estompe) -> None:
    done = estompe(*arguments)
    assert done.code == 2
    assert "Usage: estompe" in done.err + done.out
    assert "Traceback" not in done.err


@pytest.mark.parametrize("kilobytes", [1, 20, 60, 250])
def test_a_full_disk_leaves_no_release(kilobytes, estompe, inputs: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: in the work folder, the cubes, the database."""
    command = ("run", inputs / "leak.csv", "--out", tmp_path / "release")
    done = estompe(*command, largest=kilobytes * 1024)
    error_line(done, 2, "nothing was published")
    assert list(tmp_path.iterdir()) == []


def test_a_closed_pipe_or_a_full_device_is_no_bug(program, clean: Path) -> None:
    command = f"{program} query {clean}/release 'SELECT range FROM range(200000)' --csv"
    found = subprocess.run(["bash", "-c", f"{command} | head -1"], capture_output=True, check=False)
    assert (found.stdout, found.stderr) == (b"range\n", b"")
    found = subprocess.run(["bash", "-c", f"{command} > /dev/full"], capture_output=True, check=False)
    assert found.returncode == 2
    assert found.stderr.count(b"\n") == 1


def test_demo_makes_a_leak_a_release_and_a_report(estompe, tmp_path: Path) -> None:
    done = estompe("demo", "--rows", 1_500, "--out", tmp_path / "demo")
    assert done.code == 0, done.err
    assert done.out == f"{tmp_path}/demo/release/report.html\n"
    assert "gate passed" in done.err
    assert {path.name for path in (tmp_path / "demo" / "release").iterdir()} == {
        *("cubes", "cubes.csv.zip", "croissant.json", "datapackage.json", "dictionary.md", "manifest.json"),
        *("release.duckdb", "report.html", "sbom.json", "twin.parquet"),
    }
    before = (tmp_path / "demo" / "leak.csv").read_bytes()
    error_line(estompe("demo", "--rows", 10, "--out", tmp_path / "demo", "-q"), 2, "exists already", "--force")
    assert (tmp_path / "demo" / "leak.csv").read_bytes() == before


def test_sniff_ingest_and_detect_speak_json_and_text(estompe, clean: Path) -> None:
    leak = clean / "leak.csv"
    text = estompe("sniff", leak)
    assert text.code == 0
    assert "cp1252" in text.out
    assert "3,000" in text.out
    sniffed = json.loads(estompe("sniff", leak, "--json").out)
    assert (sniffed["delimiter"], sniffed["encoding"], sniffed["records"]) == (";", "cp1252", 3_000)
    done = estompe("detect", leak, "--json")
    columns = json.loads(done.out)["columns"]
    assert [column["name"] for column in columns] == leak.read_text("cp1252").splitlines()[0].split(";")
    keys = {"name", "entity", "category", "treatment", "confidence", "why", "distinct", "null_share"}
    assert all(column.keys() == keys for column in columns)
    assert {c["treatment"] for c in columns if c["entity"] is None} <= {"suppress"}
    assert "recognising columns" in done.err


def test_ingest_counts_what_a_careful_reader_counts(estompe, tmp_path: Path) -> None:
    write(Parameters(2_000, 6, dirt=0.05), tmp_path)
    done = estompe("ingest", tmp_path / "leak.csv", "--json", "--work", tmp_path / "work")
    summary = json.loads(done.out)
    assert json.loads((tmp_path / "work" / "ingest" / "summary.json").read_text()) == summary
    (file,) = summary["files"]
    assert {"name", "format", "encoding", "delimiter", "records", "accepted", "quarantined", "reasons"} <= file.keys()
    truth = json.loads((tmp_path / "truth.json").read_text())
    no_records, broken = sum(truth["lines"].values()), truth["dirt"]["broken_line"]
    for counts in (summary, file):
        assert counts["accepted"] + counts["quarantined"] == counts["records"]
        assert 0 <= counts["records"] - truth["records"] <= no_records + broken
        assert abs(counts["accepted"] - truth["expected"]["accepted"]) <= truth["expected"]["undecided"]
    assert sum(file["reasons"].values()) == file["quarantined"] > 0
    assert {path.name for path in (tmp_path / "work").rglob("*")} == {"ingest", "summary.json", "quarantine.parquet"}


def _query(estompe, release: Path, sql: str):
    return json.loads(estompe("query", release, sql, "--json").out)


def test_clean_counts_are_the_planted_ones(estompe, clean: Path) -> None:
    truth = json.loads((clean / "truth.json").read_text())
    counts = json.loads((clean / "release" / "manifest.json").read_text())["counts"]
    assert (counts["records"], counts["accepted"], counts["quarantined"]) == (3_000, 3_000, 0)
    assert counts["persons"] == truth["persons"]
    for dimension, cube in (
        ("region", "region"),
        ("department", "region_department"),
        ("prescriber_department", "prescriber_department"),
        ("laboratory", "laboratory"),
        ("month", "month"),
    ):
        published = _query(estompe, clean / "release", f"SELECT {dimension} AS value, persons, records FROM {cube}")
        found = {row["value"]: (row["persons"], row["records"]) for row in published if row["value"] != "unknown"}
        planted = {value: (n["persons"], n["records"]) for value, n in truth[dimension].items()}
        assert len(found) > 1
        for value, (persons, records) in found.items():
            slack = 0.05 if dimension in ("region", "department") else 0  # some records have no address
            assert planted[value][0] * (1 - slack) <= persons <= planted[value][0], (dimension, value)
            assert planted[value][1] * (1 - slack) <= records <= planted[value][1], (dimension, value)


def test_dirty_persons_lie_between_the_two_bounds(estompe, policy: Path, tmp_path: Path) -> None:
    planted = write(Parameters(3_000, 9, dirt=0.03), tmp_path).persons
    assert estompe("run", tmp_path / "leak.csv", "--out", tmp_path / "release", "--policy", policy).code == 0
    counts = json.loads((tmp_path / "release" / "manifest.json").read_text())["counts"]
    assert counts["accepted"] + counts["quarantined"] == counts["records"] >= 3_000
    assert counts["quarantined"] > 0
    lost = counts["quarantined"]
    assert counts["persons"] <= planted
    assert counts["persons_upper"] >= planted - lost


def test_query_answers_in_four_forms(estompe, clean: Path, tmp_path: Path) -> None:
    release, sql = clean / "release", "SELECT region, persons FROM region ORDER BY persons DESC, region LIMIT 2"
    rows = _query(estompe, release, sql)
    text = estompe("query", release, sql).out.splitlines()
    assert text[0].split() == ["region", "persons"]
    lines = estompe("query", release, sql, "--csv").out.splitlines()
    assert lines == ["region,persons", *(f"{row['region']},{row['persons']}" for row in rows)]
    assert estompe("query", release, sql, "--parquet", tmp_path / "x.parquet").out == ""
    assert pq.read_table(tmp_path / "x.parquet").to_pylist() == rows
    assert {"by_region", "region"} <= {row["name"] for row in json.loads(estompe("query", release, "--json").out)}
    total = _query(estompe, release, "SELECT sum(persons) AS n FROM region")[0]["n"]
    assert isinstance(total, int)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "FROM '/etc/passwd'",
        "SELECT * FROM glob('/etc/*')",
        "COPY region TO 'stolen.csv'",
        "COPY (SELECT 1) TO '{release}/release.duckdb' (FORMAT csv, USE_TMP_FILE false)",
        "COPY (SELECT 1) TO '{release}/release.duckdb' (FORMAT parquet, USE_TMP_FILE false)",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{release}/release.duckdb' (FORMAT csv, USE_TMP_FILE false)",
        "COPY (SELECT 1) TO '{release}/release.duckdb.wal' (FORMAT csv, USE_TMP_FILE false)",
        "COPY region TO '/dev/stdout'",
        "FROM '{release}/release.duckdb'",
        "SELECT * FROM read_blob('{release}/manifest.json')",
        "SELECT * FROM read_parquet('{release}/cubes/region.parquet')",
        "EXPORT DATABASE 'stolen'",
        "ATTACH '{release}/release.duckdb' AS other",
        "ATTACH ':memory:' AS other",
        "CREATE PERSISTENT SECRET s (TYPE http)",
        "CALL enable_logging(storage = 'file', storage_path = 'log')",
        "PRAGMA profiling_output = 'profile.json'",
        "PRAGMA enable_profiling",
        "PRAGMA memory_limit = '1GB'",
        "RESET disabled_filesystems",
        "SET GLOBAL allowed_paths = ['/etc']",
        "UPDATE EXTENSIONS",
        "CREATE MACRO m() AS 1",
        "FROM connection",
        "FROM result",
        "ATTACH 'other.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "RESET enable_external_access",
        "CREATE TABLE region2 AS FROM region",
        "DROP TABLE region",
        "UPDATE region SET persons = 1",
        "FROM region; DROP TABLE region",
        "SELEC",
        "SELECT nothing FROM nowhere",
        "SELECT 'x'::INTEGER",
    ],
)
def test_hostile_sql_is_refused(sql, estompe, clean: Path, tmp_path: Path) -> None:
    before = (clean / "release" / "release.duckdb").read_bytes()
    sql = sql.replace("{release}", str(clean / "release"))
    names = sorted(path.name for path in (clean / "release").iterdir())
    done = estompe("query", clean / "release", sql, cwd=tmp_path, env={"HOME": str(tmp_path)})
    error_line(done, 2, "the query is refused")
    assert sorted(path.name for path in (clean / "release").iterdir()) == names
    assert list(tmp_path.iterdir()) == []
    assert (clean / "release" / "release.duckdb").read_bytes() == before


def _altered(path: Path, old: bytes, new: bytes) -> None:
    path.write_bytes(path.read_bytes().replace(old, new, 1))


TAMPERINGS = {
    "report": lambda release: _altered(release / "report.html", b"<p", b"<p "),
    "number in the manifest": lambda release: _altered(release / "datapackage.json", b'"bytes": ', b'"bytes": 1'),
    "missing cube": lambda release: (release / "cubes" / "region.parquet").unlink(),
    "stranger": lambda release: (release / "cubes" / "extra.parquet").write_bytes(b"PAR1"),
    "database": lambda release: (release / "release.duckdb").write_bytes(b"no database"),
    "link": lambda release: (release / "passwd").symlink_to("/etc/passwd"),
}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_verify_finds_tampering(kind, estompe, clean: Path, tmp_path: Path) -> None:
    shutil.copytree(clean / "release", tmp_path / "release")
    TAMPERINGS[kind](tmp_path / "release")
    done = estompe("verify", tmp_path / "release")
    assert done.code == 4
    assert done.out == ""
    assert all(line.startswith("estompe: ") for line in done.err.splitlines())
    assert "Traceback" not in done.err


def test_verify_accepts_what_run_wrote(estompe, clean: Path) -> None:
    done = estompe("verify", clean / "release")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("integrity only")


def test_verify_says_who_signed_or_that_nobody_was_asked_for(estompe, signed: Path) -> None:
    release, public = signed / "release", signed / "keys" / "a.key.sign.pub"
    with_signer, without = estompe("verify", release, "--signer", public), estompe("verify", release)
    assert (with_signer.code, with_signer.err) == (without.code, without.err) == (0, "")
    assert with_signer.out.startswith("signed by --signer")
    assert without.out.startswith("integrity only")
    stranger = estompe("verify", release, "--signer", signed / "keys" / "b.key.sign.pub")
    assert (stranger.code, stranger.out) == (4, "")
    assert "--signer" in stranger.err


def test_verify_prints_its_checks_as_sql(estompe, clean: Path) -> None:
    done = estompe("verify", clean / "release", "--sql")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("-- Checks of an estompe release")
    assert "cubes/region.parquet" in done.out


@pytest.mark.parametrize(("lang", "mark"), [("fr", '<html lang="fr"'), ("en", '<html lang="en"')])
def test_report_renders_elsewhere(lang, mark, estompe, clean: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = estompe("report", clean / "release", "--lang", lang, "--out", page)
    assert (done.code, done.out) == (0, f"{page}\n")
    assert mark in page.read_text("utf-8")


def test_report_says_where_the_page_is(estompe, clean: Path, tmp_path: Path) -> None:
    assert estompe("report", clean / "release").out == f"{clean}/release/report.html\n"
    shutil.copytree(clean / "release", tmp_path / "release")
    (tmp_path / "release" / "report.html").unlink()
    error_line(estompe("report", tmp_path / "release"), 2, "is missing", "--out")


def test_list_and_doctor(estompe) -> None:
    for kind in ("recognisers", "transforms", "formats", "outputs", "measures"):
        done = estompe("list", kind)
        assert done.code == 0
        assert len(done.out.splitlines()) > 1
    done = estompe("doctor")
    assert done.code == 0
    assert "missing" not in done.out


def test_a_name_that_is_no_utf8_is_read_all_the_same(program, inputs: Path, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/h\xf4pital.csv"
    shutil.copy(inputs / "leak.csv", path)
    for flags in ((), ("--json",)):
        found = subprocess.run([program, "ingest", *flags, path], capture_output=True, check=False)
        assert found.returncode == 0, found.stderr
        assert b"pital.csv" in found.stdout


def test_words_survive_a_terminal_of_ascii(estompe, clean: Path) -> None:
    done = estompe("query", clean / "release", "SELECT 'Île' AS x", "--csv", env={"PYTHONIOENCODING": "ascii"})
    assert (done.code, done.out) == (0, "x\n\\xcele\n")


def test_help_imports_nothing_heavy() -> None:
    asked = (
        "import sys\nfrom pipeline import cli\nsys.argv = ['estompe', '--help']\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'polars', 'pyarrow', 'duckdb', 'presidio_analyzer', 'spacy', 'scipy', 'numpy', 'rich', 'pydantic'}\n"
        "sys.stderr.write(' '.join(sorted(heavy & set(sys.modules))))"
    )
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert "demo" in found.stdout
    assert found.stderr == ""
