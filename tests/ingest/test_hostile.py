"""Files that want to do harm: each ends in a count or in one line, within its limits, and writes nothing anywhere."""

from __future__ import annotations

import gzip
import io
import json
import random
import sqlite3
import struct
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made import laughs, ods, seven_zipped, tarred, xlsx, zipped

CANARY = "MARTINCANARY"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
ROWS = [{"nom": f"{CANARY}{i}", "ville": "VANNES"} for i in range(40)]


def parquet(table: pa.Table, **options) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


PARQUET = parquet(pa.table({"nom": [row["nom"] for row in ROWS]}))


def sqlite(*statements: str) -> bytes:
    base = sqlite3.connect(":memory:")
    for statement in statements:
        base.execute(statement)
    base.commit()
    return base.serialize()


SQLITE = sqlite("CREATE TABLE t (nom TEXT)", *(f"INSERT INTO t VALUES ('{row['nom']}')" for row in ROWS))
JSONL = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
XLSX = xlsx({"S": [["nom", "ville"], *([row["nom"], row["ville"]] for row in ROWS)]})
SQL = b"CREATE TABLE p (nom text, ville text);\n" + b"".join(
    f"INSERT INTO p VALUES ('{row['nom']}', '{row['ville']}');\n".encode() for row in ROWS
)
HL7 = "".join(f"MSH|^~\\&|A|B\rPID|1||{i}||{CANARY}^A\rOBR|1||{i}\r" for i in range(40)).encode()


def far_cell() -> bytes:
    """A sheet of two cells whose corners are as far apart as the format allows: 17 thousand million cells."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(XLSX)) as old, zipfile.ZipFile(content, "w", 8) as new:
        for name in old.namelist():
            text = old.read(name)
            if "sheet1" in name:
                text = text.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                )
            new.writestr(name, text)
    return content.getvalue()


def loop(database: bytes) -> bytes:
    """A database whose pages point to each other without end."""
    size = struct.unpack(">H", database[16:18])[0]
    pages = bytearray(database)
    pages[size] = 5
    pages[size + 8 : size + 12] = struct.pack(">I", 2)
    return bytes(pages)


REFUSED = {
    # name: (content, words of the line); exit code 3
    "cut.parquet": (PARQUET[:-20], "damaged"),
    "no footer.parquet": (b"PAR1" + bytes(1000) + b"\xff\xff\xff\x7fPAR1", "damaged"),
    "encrypted.parquet": (b"PARE" + bytes(1000) + b"PARE", "encrypted"),
    "rows without end.parquet": (parquet(pa.table({"a": pa.nulls(60_000_000, pa.string())})), "bomb"),
    "wide.parquet": (parquet(pa.table({f"c{i}": ["x"] for i in range(5000)})), "too many columns"),
    "cut.xlsx": (XLSX[:-50], "damaged"),
    "no sheet.xlsx": (zipped({"[Content_Types].xml": b"<Types/>"}), "without sheets"),
    "secret.xlsx": (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600), "encrypted"),
    "cut.xls": (OLE + bytes(600) + "Workbook".encode("utf-16-le") + bytes(600), "damaged"),
    "entities.xlsx": (xlsx({"S": [["nom", "ville"], ["&l8;", "x"]]}, laughs(), escaped=False), ""),
    "far.xlsx": (far_cell(), ""),
    "bomb.xlsx": (
        zipped({**{n: zipfile.ZipFile(io.BytesIO(XLSX)).read(n) for n in zipfile.ZipFile(io.BytesIO(XLSX)).namelist()},
                "xl/sharedStrings.xml": b"<sst><si><t>" + b"A" * (200 << 20)}),
        "",
    ),
    "cut.sqlite": (SQLITE[: len(SQLITE) // 2], "damaged"),
    "only head.sqlite": (SQLITE[:100], "damaged"),
    "loop.sqlite": (loop(sqlite("CREATE TABLE t (a)", "INSERT INTO t VALUES ('x')")), "damaged"),
    "only views.sqlite": (sqlite("CREATE VIEW v AS SELECT randomblob(1000000000)"), "holds no record"),
    "nested.json": (b"[" * 1_000_000, "holds no"),
    "nested objects.json": (b'{"a":' * 1_000_000, "holds no"),
    "empty.sql": (b"CREATE TABLE p (a text);\n-- nothing\n", "holds no record"),
}  # fmt: skip


READ = {
    # name: (content, accepted, reasons)
    "late junk.jsonl": (JSONL + b"\x00\x01\n" + b'{"nom":\n', 40, {"nul": 1, "malformed": 1}),
    "deep.jsonl": (JSONL + b'{"a":' * 100_000 + b"\n", 40, {"nested": 1}),
    "deep list.json": (
        b"[" + b",".join(JSONL.splitlines()) + b"," + b"[" * 3000 + b"]" * 3000 + b"]", 40, {"nested": 1},
    ),
    "keys that are code.jsonl": (b'{"a\\"; DROP TABLE x; --":"1","../../x":"2","__proto__":"3"}\n' * 20, 20, {}),
    "many keys.jsonl": (
        JSONL + json.dumps({f"k{i}": 1 for i in range(100_000)}).encode() + b"\n", 40, {"wide": 1},
    ),
    "open string.sql": (SQL + b"INSERT INTO p VALUES ('" + b"x" * 100_000, 40, {"malformed": 1}),
    "quotes.sql": (SQL + b"INSERT INTO p VALUES (" + b"'" * 100_001 + b", 'x');\n", 40, {"malformed": 1}),
    "parentheses.sql": (SQL + b"INSERT INTO p VALUES (" + b"(" * 100_000 + b");\n", 40, {"malformed": 1}),
    "comment without end.sql": (SQL + b"/*" + b"*" * 100_000, 40, {}),
    "dollar quotes.sql": (SQL + b"DO $a$ " + b"$" * 100_000, 40, {}),
    "names that are code.sql": (
        b"INSERT INTO `a``; DROP TABLE x; --` (`x\"`, `../y`) VALUES ('1','2');\n" * 20, 20, {},
    ),
    "long segment.hl7": (HL7 + b"MSH|^~\\&|A|B\rPID|1||1||" + b"x" * (40 << 20) + b"\r", 40, {"too_long": 1}),
    "no patient.hl7": (HL7 + b"MSH|^~\\&|A|B\rOBX|1|ST|x||y\r", 40, {"malformed": 1}),
    "only carriage returns.hl7": (HL7 + b"\r" * 1_000_000, 40, {}),
    "many repetitions.hl7": (HL7 + b"MSH|^~\\&|A|B\rPID|1||" + b"~" * 100_000 + b"||X\r", 41, {}),
    "entities.ods": (ods({"S": [["nom", "ville"], ["A", "x"], ["B", "y"]]}, laughs()), 2, {}),
    "formula.xlsx": (xlsx({"S": [["nom", "ville"], ["=cmd|' /C calc'!A0", "@SUM(1)"], ["B", "y"]]}), 2, {}),
    "trigger.sqlite": (
        sqlite("CREATE TABLE t (nom TEXT)", "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT RAISE(ABORT, 'x'); END",
               "CREATE TABLE u (ville TEXT)", "INSERT INTO u VALUES ('x'), ('y')"),
        2, {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_one_line(name: str, estompe, tmp_path: Path) -> None:
    content, words = REFUSED[name]
    (tmp_path / name).write_bytes(content)
    done = estompe("ingest", tmp_path / name, "--json")
    lines = [line for line in done.err.splitlines() if not line.endswith(" s")]
    assert done.code == 3, done.err
    assert len(lines) == 1
    assert words in lines[0]
    assert CANARY not in done.err
    assert done.out == ""
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("inside", ["", "gz", "zip"])
def test_it_is_read_and_costs_its_own_record_only(name: str, inside: str, estompe, tmp_path: Path) -> None:
    content, accepted, reasons = READ[name]
    pack = {"": bytes, "gz": gzip.compress, "zip": lambda content: zipped({name: content})}[inside]
    path = tmp_path / (f"{name}.{inside}" if inside else name)
    path.write_bytes(pack(content))
    done = estompe("ingest", path, "--json")
    assert done.code == 0, done.err
    told = json.loads(done.out)
    found: dict[str, int] = {}
    for file in told["files"]:
        for reason, count in file["reasons"].items():
            found[reason] = found.get(reason, 0) + count
    assert (told["accepted"], found) == (accepted, reasons)
    assert told["records"] == told["accepted"] + told["quarantined"]
    assert CANARY not in done.out + done.err
    assert list(tmp_path.iterdir()) == [path]


SOURCES = {
    "gz": gzip.compress(JSONL),
    "zip": zipped({"a.jsonl": JSONL, "b.csv": b"nom;ville\n" + b"X;Y\n" * 9}),
    "7z": seven_zipped({"a.jsonl": JSONL}),
    "tar": tarred({"a.jsonl": JSONL}),
    "parquet": PARQUET,
    "xlsx": XLSX,
    "ods": ods({"S": [["nom", "ville"], ["A", "x"]]}),
    "sqlite": SQLITE,
    "jsonl": JSONL,
    "json": json.dumps(ROWS).encode(),
    "sql": SQL,
    "hl7": HL7,
}


@pytest.mark.parametrize("kind", SOURCES)
def test_damage_anywhere_is_a_count_or_a_refusal_and_never_a_crash(kind: str, tmp_path: Path) -> None:
    from everything import everything

    from pipeline.core.errors import InputError

    rng = random.Random(kind)
    for attempt in range(12):
        content = bytearray(SOURCES[kind])
        if attempt % 3 == 0:
            del content[rng.randrange(len(content)) :]
        else:
            for _ in range(rng.choice((1, 5, 50))):
                content[rng.randrange(len(content))] = rng.randrange(256)
        (tmp_path / "leak").write_bytes(content)
        said = ""
        try:
            found = everything(tmp_path / "leak")
            assert found.accepted + len(found.rejects) == found.records
        except InputError as error:
            said = error.message
        assert CANARY not in said
