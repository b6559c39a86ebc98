"""Every format: what is in the file comes back as text, exactly; what is broken costs itself only."""

from __future__ import annotations

import datetime
import decimal
import io
import json
import sqlite3
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from everything import Found, everything
from hypothesis import given, settings
from hypothesis import strategies as st
from made import ods, xlsx, zipped

from pipeline.core.errors import InputError
from pipeline.ingest.gather import COLUMNS_CAP
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.reader import readers
from pipeline.ingest.segments import COLUMNS


def read(folder: Path, name: str, content: bytes | str, **overrides) -> Found:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return everything(folder / name, overrides=Overrides(**overrides))


def parquet(table: pa.Table, **options) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def database(folder: Path, script: str, *rows: tuple) -> bytes:
    path = folder / "made.sqlite"
    base = sqlite3.connect(path)
    base.executescript(script)
    base.commit()
    base.close()
    content = path.read_bytes()
    path.unlink()
    return content


JSONS = {
    # name: (content, format, headers, rows a table, reasons)
    "list": ('[{"a":"x","b":"y"},{"a":"z","b":null}]', "json", [("a", "b")], [[("x", "y"), ("z", None)]], {}),
    "numbers as written": (
        '[{"n":1.50,"m":1e5,"k":-0,"l":12345678901234567890,"t":true,"f":false}]',
        "json", [("n", "m", "k", "l", "t", "f")],
        [[("1.50", "1e5", "-0", "12345678901234567890", "true", "false")]], {},
    ),
    "leading zeros are kept in texts": ('[{"cp":"01000"}]', "json", [("cp",)], [[("01000",)]], {}),
    "nested": (
        '[{"p":{"nom":"A","tel":["1","2"]},"v":[]},{"p":{"nom":"B"}}]',
        "json", [("p.nom", "p.tel.0", "p.tel.1")], [[("A", "1", "2"), ("B", None, None)]], {},
    ),
    "late keys": ('[{"a":"1"},{"b":"2"},{"c":"3","a":"4"}]', "json", [("a", "b", "c")],
                  [[("1", None, None), (None, "2", None), ("4", None, "3")]], {}),
    "several lists": ('{"v":1,"p":[{"a":"1"}],"q":{"r":[{"b":"2"},{"b":"3"}]}}', "json", [("a",), ("b",)],
                      [[("1",)], [("2",), ("3",)]], {}),
    "one after the other": ('{"a":\n"1"}\n{"a":\n"2","t":[{"x":1}]}\n', "json", [("a", "t.0.x")],
                            [[("1", None), ("2", "1")]], {}),
    "one object": ('{"a":"1",\n"b":{"c":"2"}}', "json", [("a", "b.c")], [[("1", "2")]], {}),
    "a key twice": ('[{"a":"1","a":"2"}]', "json", [("a", "a#2")], [[("1", "2")]], {}),
    "a key with a dot and a nested one": ('[{"a.b":"1","a":{"b":"2"}}]', "json",
                                          [("a.b", "a.b#2")], [[("1", "2")]], {}),
    "lists of cells": ('{"data":[["A","B"],["C"]]}', "json", [("0", "1")], [[("A", "B"), ("C", None)]], {}),
    "byte order mark": ("\ufeff" + '[{"a":"é"}]', "json", [("a",)], [[("é",)]], {}),
    "a broken element": ('[{"a":"1"},\n{"a" "2"},\n{"a":"3"}]', "json", [("a",)], [[("1",), ("3",)]], {"malformed": 1}),
    "a broken element with objects inside": (
        '[{"a":"1"},{"a":[{"x":1},{"x":2}] "z"},{"a":"3"}]', "json", [("a",)], [[("1",), ("3",)]], {"malformed": 1},
    ),
    "an open string": ('[{"a":"1"},\n{"a":"2},\n{"a":"3"},\n{"a":"4"}]', "json", [("a",)],
                       [[("1",), ("3",), ("4",)]], {"malformed": 1}),
    "cut off": ('[{"a":"1"},{"a":"2', "json", [("a",)], [[("1",)]], {"malformed": 1}),
    "half a pair": ('[{"a":"1"},{"a":"\\ud800"}]', "json", [("a",)], [[("1",)]], {"bad_bytes": 1}),
    "a NUL": ('[{"a":"1"},{"a":"\\u0000"}]', "json", [("a",)], [[("1",)]], {"nul": 1}),
    "too deep": ('[{"a":"1"},{"a":' + "[" * 100 + "]" * 100 + "}]", "json", [("a",)], [[("1",)]], {"nested": 1}),
    "lines": ('{"a":"1"}\n{"a":"2","b":3}\n', "jsonl", [("a", "b")], [[("1", None), ("2", "3")]], {}),
    "lines, one broken": ('{"a":"1"}\n{"a":\n\n{"a":"3"}\n', "jsonl", [("a",)], [[("1",), ("3",)]], {"malformed": 1}),
    "lines, one no object": ('{"a":"1"}\n[1]\n7\n{"a":"3"}', "jsonl", [("a",)], [[("1",), ("3",)]], {"malformed": 2}),
    "lines, windows": ('{"a":"1"}\r\n{"a":"2"}\r\n', "jsonl", [("a",)], [[("1",), ("2",)]], {}),
    "lines, late key": ("".join(f'{{"a":"{i}"}}\n' for i in range(3)) + '{"z":"9"}\n', "jsonl", [("a", "z")],
                        [[("0", None), ("1", None), ("2", None), (None, "9")]], {}),
    "one line": ('{"a":"1","b":{"c":true}}\n', "json", [("a", "b.c")], [[("1", "true")]], {}),
}  # fmt: skip


@pytest.mark.parametrize("name", JSONS)
def test_json(name: str, tmp_path: Path) -> None:
    content, kind, headers, rows, reasons = JSONS[name]
    found = read(tmp_path, "leak.txt", content)
    assert found.formats == [kind]
    assert found.headers == headers
    assert found.rows == rows
    assert found.reasons == reasons
    assert found.records == sum(map(len, rows)) + sum(reasons.values())


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-32", "cp1252"])
@pytest.mark.parametrize("name", ["leak.json", "leak.jsonl", "leak.sql"])
def test_texts_in_other_encodings(codec: str, name: str, tmp_path: Path) -> None:
    mark = "\ufeff" if codec == "utf-16-le" else ""
    text = {
        "leak.json": '[{"nom":"HÉLÈNE"},\n{"nom" 3},\n{"nom":"ZOÉ"}]',
        "leak.jsonl": '{"nom":"HÉLÈNE"}\n{"nom" 3}\n{"nom":"ZOÉ"}\n',
        "leak.sql": "CREATE TABLE [p] ([nom] text)\nGO\nINSERT [p] ([nom]) VALUES (N'HÉLÈNE')\nGO\n"
        "INSERT [p] ([nom]) VALUES (N'x' y 'é)\nGO\nINSERT [p] ([nom]) VALUES (N'ZOÉ')\nGO\n",
    }[name]
    content = (mark + text).encode(codec)
    found = read(tmp_path, name, content)
    assert found.rows == [[("HÉLÈNE",), ("ZOÉ",)]]
    ((reason, offset, length, _),) = found.rejects
    assert reason == "malformed"
    plain = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(codec, codec)
    piece = content[offset : offset + length].decode(plain)
    assert piece.strip(" ,\n") in ('{"nom" 3}', "(N'x' y 'é)")


def test_a_record_with_more_new_keys_than_the_cap_is_quarantined(tmp_path: Path) -> None:
    wide = {f"k{i}": "v" for i in range(COLUMNS_CAP + 1)}
    lines = [json.dumps({"a": "1"}), json.dumps(wide), json.dumps({"a": "2"})]
    found = read(tmp_path, "leak.jsonl", "\n".join(lines))
    assert found.rows == [[("1",), ("2",)]]
    assert found.reasons == {"wide": 1}


@pytest.mark.parametrize("content", ["[]", "{}", '{"a":', "[" * 100_000, '{"a":' * 100_000, '{"a":[]}'])
def test_json_without_records_is_refused(content: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read(tmp_path, "leak.json", content)


MYSQL = """-- MySQL dump 10.13
CREATE TABLE `p` (
  `id` int(11) NOT NULL DEFAULT '0,1', -- the key, of course
  `nom` varchar(20) DEFAULT NULL,
  `note` decimal(5,2),
  PRIMARY KEY (`id`), KEY `k` (`nom`,`note`)
) ENGINE=InnoDB;
/*!40000 ALTER TABLE `p` DISABLE KEYS */;
"""
SQLS = {
    # name: (content, headers, rows a table, reasons)
    "values of every kind": (
        MYSQL + "INSERT INTO `p` VALUES (007,'a',-1.50),(NULL,_utf8'b',0x4142),(1e5,N'c',now());",
        [("id", "nom", "note")], [[("007", "a", "-1.50"), (None, "b", "0x4142"), ("1e5", "c", "now()")]], {},
    ),
    "escapes of MySQL": (
        MYSQL + r"""INSERT INTO `p` VALUES (1,'L\'É\\',2),(2,'a''b\n;),(',3),(3,"d\"q",4);""",
        [("id", "nom", "note")], [[("1", "L'É\\", "2"), ("2", "a'b\n;),(", "3"), ("3", 'd"q', "4")]], {},
    ),
    "no escapes of the standard": (
        "CREATE TABLE p (a text, b text);\n"
        "INSERT INTO p VALUES ('C:\\','x'), ('l''é', E'\\'y'), ('-- no', '/* no */');",
        [("a", "b")], [[("C:\\", "x"), ("l'é", "'y"), ("-- no", "/* no */")]], {},
    ),
    "columns in another order, and only some": (
        MYSQL + "INSERT INTO `p` (`note`, `id`) VALUES (5, 1);INSERT INTO p (nom) VALUES ('x');",
        [("id", "nom", "note")], [[("1", None, "5"), (None, "x", None)]], {},
    ),
    "no definition": ("INSERT INTO t (x, `y z`) VALUES ('1','2');", [("x", "y z")], [[("1", "2")]], {}),
    "no names at all": ("INSERT INTO t VALUES ('1','2');\nINSERT INTO t VALUES ('3','4');", [("", "")],
                        [[("1", "2"), ("3", "4")]], {}),
    "two tables": (
        "INSERT INTO t (a) VALUES (1);\nINSERT INTO u (b) VALUES (2),(3);\nINSERT INTO t (a) VALUES (4);",
        [("a",), ("b",)], [[("1",), ("4",)], [("2",), ("3",)]], {},
    ),
    "a broken tuple": (
        MYSQL + "INSERT INTO `p` VALUES (1,'a',1),(2,'l'été',2),(3,'c',3),(4,'d');\nINSERT INTO `p` VALUES (5,'e',5);",
        [("id", "nom", "note")], [[("1", "a", "1"), ("3", "c", "3"), ("5", "e", "5")]], {"malformed": 1, "ragged": 1},
    ),
    "cut off": (MYSQL + "INSERT INTO `p` VALUES (1,'a',1),(2,'b", [("id", "nom", "note")], [[("1", "a", "1")]],
                {"malformed": 1}),
    "statements that only look like ours": (
        "SET x = 'INSERT INTO z (a) VALUES (1);';\n"
        "CREATE FUNCTION f() RETURNS void AS $$ BEGIN INSERT INTO z VALUES (1); END; $$ LANGUAGE plpgsql;\n"
        "-- INSERT INTO z VALUES (2);\nINSERT INTO t (a) VALUES ('(1),(2)');\nINSERT INTO t SELECT * FROM z;\n",
        [("a",)], [[("(1),(2)",)]], {},
    ),
    "what follows the tuples": ("INSERT IGNORE INTO t (a) VALUES (1),(2) ON DUPLICATE KEY UPDATE a=VALUES(a);\n"
                                "INSERT INTO t (a) VALUES (3) RETURNING a;\nREPLACE INTO t (a) VALUES (4);",
                                [("a",)], [[("1",), ("2",), ("3",), ("4",)]], {}),
    "casts": (
        "INSERT [dbo].[P] ([Id], [Né le]) VALUES (1, CAST(N'1980-01-02' AS Date))\n"
        "INSERT [dbo].[P] ([Id], [Né le]) VALUES (2, CAST(1.50 AS Decimal(5, 2)))\n",
        [("Id", "Né le")], [[("1", "1980-01-02"), ("2", "1.50")]], {},
    ),
    "PostgreSQL shows types": ("INSERT INTO a.p (d) VALUES ('2020-01-01'::date), ('x'::character varying(5));",
                               [("d",)],
                               [[("2020-01-01",), ("x",)]], {}),
    "GO between batches": (
        "USE [db]\nGO\nSET IDENTITY_INSERT [dbo].[P] ON \nGO\nINSERT [dbo].[P] ([a]) VALUES (N'l''é;')\nGO\n"
        "INSERT [dbo].[P] ([a]) VALUES (NULL)\nGO\n",
        [("a",)], [[("l'é;",), (None,)]], {},
    ),
    "COPY": (
        "COPY public.p (id, nom, d) FROM stdin;\n1\tA\\tB\t\\N\n2\tL'É\\\\\t\n3\ttwo\n4\t\\x41\\101\tx\n\\.\n\n"
        "INSERT INTO public.p VALUES (5, 'z', NULL);",
        [("id", "nom", "d")],
        [[("1", "A\tB", None), ("2", "L'É\\", ""), ("4", "AA", "x"), ("5", "z", None)]], {"ragged": 1},
    ),
    "SQLite's own": ('PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE IF NOT EXISTS "t" (a,b);\n'
                     "INSERT INTO t VALUES(1,'x');\nINSERT INTO \"t\" VALUES(2,X'00ff');\nCOMMIT;\n",
                     [("a", "b")], [[("1", "x"), ("2", "00ff")]], {}),
}  # fmt: skip


@pytest.mark.parametrize("name", SQLS)
def test_sql_dumps(name: str, tmp_path: Path) -> None:
    content, headers, rows, reasons = SQLS[name]
    found = read(tmp_path, "leak.txt", content)
    assert found.formats == ["sql"]
    assert found.headers == headers
    assert found.rows == rows
    assert found.reasons == reasons


def test_a_quarantined_tuple_stands_where_it_stands(tmp_path: Path) -> None:
    content = SQLS["a broken tuple"][0].encode()
    found = read(tmp_path, "leak.sql", content)
    pieces = [(content[offset : offset + length].decode(), line) for _, offset, length, line in found.rejects]
    assert pieces == [("(2,'l'été',2)", 9), ("(4,'d')", 9)]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.none() | st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=12),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_any_table_written_as_sql_or_json_comes_back(tmp_path_factory, rows) -> None:
    folder = tmp_path_factory.mktemp("law")
    expected = [tuple(row) for row in rows]

    def mysql(value):
        if value is None:
            return "NULL"
        for letter, code in (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n"), ("\r", "\\r"), ("\x1a", "\\Z")):
            value = value.replace(letter, code)
        return f"'{value}'"

    def standard(value):
        return "NULL" if value is None else "'" + value.replace("'", "''") + "'"

    def copy(value):
        if value is None:
            return "\\N"
        for letter, code in (("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
            value = value.replace(letter, code)
        return value

    def tuples(quote):
        return ",".join("(" + ",".join(map(quote, row)) + ")" for row in rows)

    files = {
        "mysql": MYSQL + f"INSERT INTO `p` VALUES {tuples(mysql)};\n",
        "standard": "SET standard_conforming_strings = on;\nCREATE TABLE p (a text,b text,c text);\n"
        f"INSERT INTO p (a,b,c) VALUES {tuples(standard)};\n",
        "copy": "COPY p (a, b, c) FROM stdin;\n" + "".join("\t".join(map(copy, row)) + "\n" for row in rows) + "\\.\n",
        "json": json.dumps([dict(zip("abc", row, strict=True)) for row in rows], ensure_ascii=False),
        "jsonl": "".join(json.dumps(dict(zip("abc", row, strict=True))) + "\n" for row in rows),
    }
    for name, content in files.items():
        found = read(folder, name, content, encoding="utf-8")
        assert found.rows == [expected], name
        assert found.rejects == []


def test_parquet_values_are_text_exactly(tmp_path: Path) -> None:
    moment = datetime.datetime(2020, 1, 2, 3, 4, 5)
    columns = {
        "text": (["01000", None], ("01000", None)),
        "whole": ([2**62, -1], (str(2**62), "-1")),
        "float": ([0.1, 1e300], ("0.1", "1e+300")),
        "decimal": ([decimal.Decimal("1.50"), None], ("1.50", None)),
        "day": ([datetime.date(1980, 1, 2), None], ("1980-01-02", None)),
        "moment": ([moment, datetime.datetime(2020, 1, 2)], ("2020-01-02 03:04:05", "2020-01-02")),
        "truth": ([True, False], ("true", "false")),
        "bytes": ([b"\xc3\xa9", b"\xff"], ("é", "ff")),
        "list": ([["a", "b"], None], ('["a", "b"]', None)),
        "struct": ([{"x": 1, "y": "é"}, {"x": None, "y": "f"}], None),
    }
    table = pa.table({name: pa.array(values) for name, (values, _) in columns.items()})
    table = table.append_column("dictionary", pa.array(["u", "v"]).dictionary_encode())
    table = table.append_column("zone", pa.array([moment, None], pa.timestamp("us", "Europe/Paris")))
    found = read(tmp_path, "leak", parquet(table))
    plain = [name for name in columns if name != "struct"]
    assert found.headers == [(*plain, "struct.x", "struct.y", "dictionary", "zone")]
    told = [columns[name][1] for name in plain] + [("1", None), ("é", "f"), ("u", "v"), ("2020-01-02 03:04:05", None)]
    assert found.rows == [list(zip(*told, strict=True))]


def test_parquet_in_many_groups_and_inside_an_archive(tmp_path: Path) -> None:
    content = parquet(pa.table({"n": [f"{i:06d}" for i in range(50_000)]}), row_group_size=7_000)
    for name, packed in (("leak.parquet", content), ("leak.zip", zipped({"in/leak.parquet": content}))):
        found = read(tmp_path, name, packed)
        assert found.rows == [[(f"{i:06d}",) for i in range(50_000)]]


@pytest.mark.parametrize("make", [xlsx, ods])
def test_workbooks(make, tmp_path: Path) -> None:
    sheets = {
        "Patients": [
            ["Export du laboratoire"],
            [],
            ["nom", "code", "nir", "prix"],
            ["LÉA", "01000", 184127645108946, 1.5],
            [],
            ["nom", "code", "nir", "prix"],
            ["<ZOÉ> & co", "2A004", None, -3],
        ],
        "vide": [],
        "Visites": [["id", "date"], ["1", "2020-01-02"]],
    }
    found = read(tmp_path, "leak.bin", make(sheets))
    assert found.formats == ["workbook"]
    assert found.headers == [("nom", "code", "nir", "prix"), ("id", "date")]
    assert found.rows == [
        [("LÉA", "01000", "184127645108946", "1.5"), ("<ZOÉ> & co", "2A004", None, "-3")],
        [("1", "2020-01-02")],
    ]


def test_dates_of_a_workbook_are_iso(tmp_path: Path) -> None:
    found = read(tmp_path, "a.xlsx", xlsx({"S": [["nom", "né le"], ["A", "date:29222"], ["B", "date:29222.75"]]}))
    assert found.rows == [[("A", "1980-01-02"), ("B", "1980-01-02 18:00:00")]]


def test_sqlite_tables_are_read_and_nothing_is_run(tmp_path: Path) -> None:
    content = database(
        tmp_path,
        """CREATE TABLE patients (id INTEGER PRIMARY KEY, nom TEXT, poids REAL, photo BLOB);
        INSERT INTO patients VALUES (1, 'LÉA', 0.1, x'ff00'), (2, NULL, 3.0, NULL);
        INSERT INTO patients (nom) VALUES (cast(x'c9e9' AS TEXT));
        CREATE TABLE vide (a);
        CREATE TABLE "x""; DROP TABLE patients; --" ("a b; DROP", 'c');
        INSERT INTO "x""; DROP TABLE patients; --" VALUES ('1', '2');
        CREATE VIEW v AS SELECT load_extension('x') FROM patients;
        CREATE VIEW boom AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;
        CREATE TRIGGER t AFTER INSERT ON patients BEGIN DELETE FROM patients; END;""",
    )
    for name, packed in (("leak.db", content), ("leak.zip", zipped({"leak.db": content}))):
        found = read(tmp_path, name, packed)
        assert found.headers == [("id", "nom", "poids", "photo"), ("a b; DROP", "c")]
        assert found.rows == [
            [("1", "LÉA", "0.1", "ff00"), ("2", None, "3.0", None), ("3", "Éé", None, None)],
            [("1", "2")],
        ]
        assert (tmp_path / "leak.db").read_bytes() == content


PATIENT = (
    "PID|1||IPP{0}^^^LAB~184127645108946^^^NIR||MARTIN^JEAN||19841201|M|||1 RUE X^^VANNES^^56000^FRA"
    "||0297000000~0600000000~^NET^Internet^a@example.org"
)


def hl7(number: int) -> list[str]:
    return [
        rf"MSH|^~\&|LAB|LABO DU PORT|X|Y|20201005||ORU^R01|{number}|P|2.5",
        PATIENT.format(number),
        f"OBR|1|D1|E{number}|GLU^GLUCOSE|||202010051000|||||||||10001234567^DUPONT^ANNE",
        r"OBX|1|NM|GLU^Glyc\T\mie||1.05|g/l",
        "NTE|1||à jeun",
        "OBR|2||F|NFS^NUMERATION",
    ]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("framed", [False, True])
def test_hl7(end: str, framed: bool, tmp_path: Path) -> None:
    sent = [end.join(hl7(i)) + end for i in range(3)]
    found = read(tmp_path, "leak", "".join(f"\x0b{one}\x1c\r" if framed else one for one in sent))
    assert found.formats == ["hl7"]
    assert len(found.rows[0]) == 6
    first = dict(zip(COLUMNS, found.rows[0][0], strict=True))
    assert first == {
        "numero_patient": "IPP0", "nir": "184127645108946", "nom": "MARTIN", "nom_naissance": None, "prenom": "JEAN",
        "date_naissance": "1984-12-01", "sexe": "M", "adresse": "1 RUE X", "code_postal": "56000", "ville": "VANNES",
        "telephone": "0297000000", "portable": "0600000000", "email": "a@example.org", "laboratoire": "LABO DU PORT",
        "numero_dossier": "E0", "medecin": "DUPONT ANNE", "rpps_medecin": "10001234567",
        "date_prelevement": "2020-10-05", "analyse": "GLUCOSE", "resultats": "Glyc&mie 1.05 g/l",
        "commentaire": "à jeun",
    }  # fmt: skip
    assert dict(zip(COLUMNS, found.rows[0][1], strict=True))["analyse"] == "NUMERATION"


def test_a_message_without_its_patient_is_one_quarantined_record(tmp_path: Path) -> None:
    sent = ["\r".join(hl7(i)) + "\r" for i in range(3)]
    sent[1] = sent[1].replace("PID|", "PIX|")
    content = "".join(sent).encode()
    found = read(tmp_path, "leak.hl7", content)
    assert len(found.rows[0]) == 4
    ((reason, offset, length, _),) = found.rejects
    assert reason == "malformed"
    assert content[offset : offset + length].decode() == sent[1].rstrip("\r")


def test_hprim(tmp_path: Path) -> None:
    sent = (
        "H|~^\\&|f.hpr|x|LAB01~LABO X|adr|ORU|||CR|||P|H2.1~C|202001\rP|1|IPP1|L1||MARTIN~JEAN|DURAND|19841201|M||"
        "1 RUE~~VANNES~~56000||0600000000|DR A\rOBR|1|D1||GLU~GLUCOSE|||20201005\rOBX|1|NM|GLU~Glycémie||1,05|g/l\r"
        "C|1|L|bien\rP|2|IPP2|||DURAND~ANNE||1990|F\rL|1|f|1|5\r"
    )
    found = read(tmp_path, "leak.hpr", sent.encode("cp850"))
    assert found.formats == ["hprim"]
    first, second = (dict(zip(COLUMNS, row, strict=True)) for row in found.rows[0])
    assert (first["nom"], first["nom_naissance"], first["resultats"], first["commentaire"], first["laboratoire"]) == (
        "MARTIN", "DURAND", "Glycémie 1,05 g/l", "bien", "LABO X",
    )  # fmt: skip
    assert (second["nom"], second["date_naissance"], second["analyse"]) == ("DURAND", "1990", None)


def test_every_reader_is_there_and_says_what_it_is() -> None:
    names = {"hl7", "hprim", "json", "jsonl", "parquet", "sql", "sqlite", "workbook"}
    assert names <= {reader.NAME for reader in readers()}
    assert all(reader.DESCRIPTION for reader in readers())


@pytest.mark.parametrize("shape", ["jsonl", "sqldump"])
def test_a_run_on_another_shape_counts_the_persons_of_the_truth(shape: str, estompe, policy, tmp_path: Path) -> None:
    from synthetic.leak import Parameters
    from synthetic.writer import write

    write(Parameters(3_000, 5, shape=shape), tmp_path / "leak")
    truth = json.loads((tmp_path / "leak" / "truth.json").read_text("utf-8"))
    (name,) = truth["files"]
    run = estompe("run", tmp_path / "leak" / name, "--policy", policy, "--out", tmp_path / "release", "-q")
    assert run.code == 0, run.err
    counts = json.loads((tmp_path / "release" / "manifest.json").read_text("utf-8"))["counts"]
    assert (counts["records"], counts["quarantined"]) == (truth["records"], 0)
    assert counts["persons"] == pytest.approx(truth["persons"], rel=0.005)
    cells = json.loads(estompe("query", tmp_path / "release", "FROM laboratory", "--json").out)
    by_label = Counter({cell["laboratory"]: cell["persons"] for cell in cells})
    csv = tmp_path / "csv"
    write(Parameters(3_000, 5), csv)
    assert estompe("run", csv / "leak.csv", "--policy", policy, "--out", csv / "release", "-q").code == 0
    same = json.loads(estompe("query", csv / "release", "FROM laboratory", "--json").out)
    assert by_label == Counter({cell["laboratory"]: cell["persons"] for cell in same})
