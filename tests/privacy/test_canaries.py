"""T12, T13, T16, T17, T18, T26, T6: no value of the leak stands in anything that a run writes or says."""

from __future__ import annotations

import base64
import hashlib
import json
import pickle
import zipfile
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from haystack import Haystack
from planted import LABORATORY, NAME, ROWS, Planted, plant

from pipeline.core.keys import RunKey
from pipeline.core.work import Vault
from pipeline.locales.fr import remarks
from pipeline.locales.fr.geography import communes

KEY = b"estompe-canary-of-the-run-key-00"
KNOWN_KEY = f"import secrets\nsecrets.token_bytes = lambda size=32: {KEY!r}[:size]\n"
"""A sitecustomize module that makes the key of the run known, so that one can look for it."""

CANARY = "ZQXCONTROLE ÉLÉONORE"


@dataclass(frozen=True)
class Run:
    """A finished run over the planted leak and everything that it left."""

    planted: Planted
    release: Path
    work: Path
    said: bytes

    def release_hay(self) -> Haystack:
        return Haystack().add_folder(self.release)

    def all_hay(self) -> Haystack:
        hay = self.release_hay().add_folder(self.work)
        hay.add("stdout and stderr", self.said)
        return hay


@pytest.fixture(scope="module")
def run(shared, estompe) -> Run:
    def make(folder: Path) -> None:
        planted = plant(folder)
        (folder / "site").mkdir()
        (folder / "site" / "sitecustomize.py").write_text(KNOWN_KEY)
        done = estompe(
            *("run", planted.path, "--out", folder / "release", "--work", folder / "work", "--keep-work"),
            env={"PYTHONPATH": str(folder / "site")},
        )
        assert done.code == 0, done.err
        said = done.raw_out + done.raw_err
        for command in (
            ("sniff",),
            ("sniff", "--json", "-K", 1),
            ("ingest", "-H"),
            ("detect",),
            ("detect", "--json", "-H"),
            ("detect", "--lang", "fr"),
            ("preview", "-n", 100),
            ("preview", "-n", 100, "-H", "--lang", "fr"),
            ("preview", "--html", folder / "review.html"),
            ("preview", "--html", folder / "review.html", "--force", "-H"),
        ):
            more = estompe(command[0], planted.path, *command[1:])
            assert more.code == 0, (command, more.err)
            said += more.raw_out + more.raw_err
            if "--html" in command:
                said += (folder / "review.html").read_bytes()
        found = Run(planted, folder / "release", folder / "work", said)
        (folder / "run.pickle").write_bytes(pickle.dumps(found))

    return pickle.loads((shared("canaries", make) / "run.pickle").read_bytes())


def test_a_thousand_canaries_were_planted_and_read(run: Run) -> None:
    assert len(set(run.planted.canaries)) >= 1_000
    counts = json.loads((run.release / "manifest.json").read_text())["counts"]
    assert counts["records"] == ROWS + 20
    assert set(counts["reasons"]) == {"ragged", "stray_quote", "nul", "bad_bytes"}


def test_no_canary_in_release_work_folder_or_output(run: Run) -> None:
    assert run.all_hay().values(run.planted.canaries) == {}


def test_no_other_long_value_of_the_leak_either(run: Run) -> None:
    """But for towns and sentences that the twin has of its own, whatever the leak."""
    assert len(run.planted.values) > 5_000
    found = run.all_hay().find(value.lower().encode() for value in run.planted.values)
    own = Haystack()
    sentences = [said for kind in remarks.HEALTH.values() for said in kind]
    own.add("words of the twin", "\n".join([*communes()["name"], *sentences, *remarks.PLAIN]).encode())
    assert found.keys() == own.find(found).keys()
    assert len(found) < 100


def test_only_a_laboratory_above_the_thresholds_is_named(run: Run) -> None:
    assert LABORATORY in run.release_hay().values([LABORATORY])
    named = set(pq.read_table(run.release / "cubes" / "laboratory.parquet")["laboratory"].to_pylist())
    assert {name for name in named if "ZQX" in name} == {LABORATORY}


def test_records_hold_no_value_even_when_decrypted(run: Run) -> None:
    table = Vault(KEY).read(run.work / "transform" / "records.vault")
    laboratories = set(table["laboratory"].to_pylist()) - {None}
    hay = Haystack()
    hay.add("records", str(table.to_pylist()).encode())
    rest = [canary for canary in run.planted.canaries if canary not in laboratories]
    assert len(rest) > 1_000
    assert hay.values(rest) == {}
    assert hay.values([LABORATORY]) != {}


def test_no_digest_or_name_of_the_input_in_the_release(run: Run) -> None:
    content = run.planted.path.read_bytes()
    digests = [hashlib.new(name, content).digest() for name in ("md5", "sha1", "sha256", "sha512", "blake2b")]
    needles = {n for d in digests for n in (d, d.hex().encode(), base64.b64encode(d), d.hex()[:16].encode())}
    assert run.release_hay().find(needles) == {}
    assert run.release_hay().values([NAME, NAME.removesuffix(".csv")]) == {}


def test_no_key_in_release_work_folder_or_output(run: Run) -> None:
    purposes = ("prescriber", "link.number", "link.names", "laboratory", "department")
    subkeys = [RunKey(KEY).subkey(purpose) for purpose in purposes]
    raw = [KEY, KEY[:16], *(bytes.fromhex(key) for key in subkeys)]
    needles = {n for key in raw for n in (key, key.hex().encode(), base64.b64encode(key)[:-3])}
    assert run.all_hay().find(needles) == {}
    assert Vault(KEY).read(run.work / "transform" / "records.vault").num_rows == ROWS  # the key was in use


def _parquet(path: Path) -> None:
    pq.write_table(pa.table({"laboratory": [CANARY, "x"]}), path / "cube.parquet", compression="zstd")


def _unused_dictionary_value(path: Path) -> None:
    column = pa.array(["aa", CANARY, "aa"]).dictionary_encode()
    kept = column.filter(pc.not_equal(column.cast(pa.string()), CANARY))
    pq.write_table(pa.table({"laboratory": kept}), path / "cube.parquet", compression="zstd")


def _footer(path: Path) -> None:
    table = pa.table({"persons": [12]}).replace_schema_metadata({"source": CANARY})
    pq.write_table(table, path / "cube.parquet")


def _field(path: Path) -> None:
    schema = pa.schema([pa.field("persons", pa.int64(), metadata={"description": CANARY})])
    pq.write_table(pa.table({"persons": [12]}, schema=schema), path / "cube.parquet")


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path / "cubes.csv.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("laboratory.csv", f"laboratory;persons\r\n{CANARY};12\r\n")


def _database(path: Path) -> None:
    with duckdb.connect(str(path / "release.duckdb")) as connection:
        connection.execute("PRAGMA force_compression = 'uncompressed'")
        connection.execute("CREATE TABLE cube AS SELECT ? AS laboratory FROM range(20)", [CANARY])


def _dropped_row(path: Path) -> None:
    with duckdb.connect(str(path / "release.duckdb")) as connection:
        connection.execute("PRAGMA force_compression = 'uncompressed'")
        connection.execute(
            "CREATE TABLE cube AS SELECT ? || range AS laboratory, range AS n FROM range(5000)", [CANARY]
        )
        connection.execute("CHECKPOINT")
        connection.execute("DELETE FROM cube WHERE n % 5 != 6 AND n < 4000")
        connection.execute("UPDATE cube SET laboratory = 'x'")


def _database_comment(path: Path) -> None:
    with duckdb.connect(str(path / "release.duckdb")) as connection:
        connection.execute(f"CREATE TABLE cube AS SELECT 1 AS n; COMMENT ON TABLE cube IS '{CANARY}'")


def _text(content: bytes, name: str = "report.html"):
    return lambda path: (path / name).write_bytes(content)


@pytest.mark.parametrize(
    "leave",
    [
        _parquet,
        _unused_dictionary_value,
        _footer,
        _field,
        _zip,
        _database,
        _dropped_row,
        _database_comment,
        _text(f"<td>{CANARY}</td>".encode()),
        _text(b"<td>ZQXCONTROLE &#201;L&Eacute;ONORE</td>"),
        _text(b'{"name": "ZQXCONTROLE \\u00c9L\\u00c9ONORE"}', "manifest.json"),
        _text(CANARY.encode("cp1252"), "a.log"),
        _text(CANARY.encode("utf-16"), "a.log"),
        _text(CANARY.lower().encode(), "a.log"),
        _text(CANARY.replace(" ", "-").encode(), "a.log"),
        _text(b"line " + CANARY.encode().hex().upper().encode(), "a.log"),
        _text(b"xy" + base64.b64encode(b"xy" + CANARY.encode() + b"xyz"), "a.log"),
        _text(hashlib.md5(CANARY.encode()).hexdigest().encode(), "a.log"),
        _text(b"", f"{CANARY}.txt"),
    ],
)
def test_the_search_would_find_a_canary(leave, tmp_path: Path) -> None:
    assert Haystack().add_folder(tmp_path).values([CANARY]) == {}
    leave(tmp_path)
    assert CANARY in Haystack().add_folder(tmp_path).values([CANARY])
