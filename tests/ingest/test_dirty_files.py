"""A table of dirty files: what a careful reader would find in each."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from outcome import outcome

from pipeline.core.errors import InputError
from pipeline.core.progress import Silent
from pipeline.core.work import Work
from pipeline.ingest import lines, mend, stage
from pipeline.ingest.sniff import Overrides

HEAD = "nom;ville;note\n"
LEA, RÉMI, ZOÉ = ("LÉA", "VANNES", "12"), ("RÉMI", "AURAY", "7"), ("ZOÉ", "ÉVREUX", "3")
LINES = "LÉA;VANNES;12\nRÉMI;AURAY;7\nZOÉ;ÉVREUX;3\n"
ALL = [LEA, RÉMI, ZOÉ]
NAMES = ("nom", "ville", "note")


def with_delimiter(delimiter: str) -> bytes:
    return (HEAD + LINES).replace(";", delimiter).encode()


FORMS = {
    # name: (bytes, encoding, delimiter, header, accepted rows, rejects as (line, reason))
    "semicolon": (with_delimiter(";"), "utf-8", ";", NAMES, ALL, ()),
    "comma": (with_delimiter(","), "utf-8", ",", NAMES, ALL, ()),
    "tab": (with_delimiter("\t"), "utf-8", "\t", NAMES, ALL, ()),
    "bar": (with_delimiter("|"), "utf-8", "|", NAMES, ALL, ()),
    "byte order mark": (b"\xef\xbb\xbf" + with_delimiter(";"), "utf-8-sig", ";", NAMES, ALL, ()),
    "cp1252": ((HEAD + LINES).encode("cp1252"), "cp1252", ";", NAMES, ALL, ()),
    "cp1252 euro and oe": (
        (HEAD + "SŒUR;VANNES;5 €\nABBÉ;AURAY;7 €\n").encode("cp1252"),
        "cp1252",
        ";",
        NAMES,
        [("SŒUR", "VANNES", "5 €"), ("ABBÉ", "AURAY", "7 €")],
        (),
    ),
    "mostly UTF-8, one line of cp1252": (
        (HEAD + LINES).encode() + "HÉLÈNE;ORLÉANS;9\n".encode("cp1252"),
        "utf-8",
        ";",
        NAMES,
        [*ALL, ("HÉLÈNE", "ORLÉANS", "9")],
        (),
    ),
    "mostly cp1252, one line of UTF-8": (
        (HEAD + LINES).encode("cp1252") + "HÉLÈNE;ORLÉANS;9\n".encode(),
        "cp1252",
        ";",
        NAMES,
        [*ALL, ("HÉLÈNE", "ORLÉANS", "9")],
        (),
    ),
    "windows line ends": (with_delimiter(";").replace(b"\n", b"\r\n"), "utf-8", ";", NAMES, ALL, ()),
    "old Mac line ends": (with_delimiter(";").replace(b"\n", b"\r"), "utf-8", ";", NAMES, ALL, ()),
    "old Mac line ends in cp1252": (
        (HEAD + LINES).replace("\n", "\r").encode("cp1252"),
        "cp1252",
        ";",
        NAMES,
        ALL,
        (),
    ),
    "doubled carriage returns": (with_delimiter(";").replace(b"\n", b"\r\r\n"), "utf-8", ";", NAMES, ALL, ()),
    "no newline at the end": (with_delimiter(";").rstrip(b"\n"), "utf-8", ";", NAMES, ALL, ()),
    "blank lines anywhere": (
        ("\n\n" + HEAD + LINES.replace("\n", "\n\r\n\n") + "\n").encode(),
        "utf-8",
        ";",
        NAMES,
        ALL,
        (),
    ),
    "header again in the middle and at the end": (
        (HEAD + LINES + HEAD + LINES + HEAD).encode(),
        "utf-8",
        ";",
        NAMES,
        ALL * 2,
        (),
    ),
    "two files with byte order marks, one after the other": (
        (b"\xef\xbb\xbf" + with_delimiter(";")) * 2,
        "utf-8-sig",
        ";",
        NAMES,
        ALL * 2,
        (),
    ),
    "two quoted files with byte order marks": (
        b'\xef\xbb\xbf"nom";"ville"\n"A";"1"\n\xef\xbb\xbf"nom";"ville"\n"B";"2"\n',
        "utf-8-sig",
        ";",
        ("nom", "ville"),
        [("A", "1"), ("B", "2")],
        (),
    ),
    "byte order marks in the middle, before a record and on their own": (
        HEAD.encode() + b"\xef\xbb\xbf" + LINES.encode() + b"\xef\xbb\xbf\n" + b"\xef\xbb\xbf",
        "utf-8",
        ";",
        NAMES,
        ALL,
        (),
    ),
    "a preamble before the header": (
        ("Export du laboratoire\n\nédité le 12/03/2020\n" + HEAD + LINES).encode(),
        "utf-8",
        ";",
        NAMES,
        ALL,
        (),
    ),
    "no header": (
        b"0639980001;56000;3\n0639980002;56100;4\n0639980003;22000;5\n",
        "utf-8",
        ";",
        None,
        [("0639980001", "56000", "3"), ("0639980002", "56100", "4"), ("0639980003", "22000", "5")],
        (),
    ),
    "a single column": (
        b"email\na@example.org\nb@example.org\n",
        "utf-8",
        None,
        ("email",),
        [("a@example.org",), ("b@example.org",)],
        (),
    ),
    "only a header": (HEAD.encode(), "utf-8", ";", NAMES, [], ()),
    "only a header, no newline": (HEAD.strip().encode(), "utf-8", ";", NAMES, [], ()),
    "brackets around the names": (
        b"[nom];[ville]\nA;1\nB;2\n",
        "utf-8",
        ";",
        ("[nom]", "[ville]"),
        [("A", "1"), ("B", "2")],
        (),
    ),
    "too few and too many cells": (
        (HEAD + LINES + "SEULE\nA;B\nA;B;C;D\n").encode(),
        "utf-8",
        ";",
        NAMES,
        ALL,
        ((5, "ragged"), (6, "ragged"), (7, "ragged")),
    ),
    "NUL inside": (
        (HEAD + LINES * 20 + "A\0;B;C\n").encode(),
        "utf-8",
        ";",
        NAMES,
        ALL * 20,
        ((62, "nul"),),
    ),
    "bytes that are no text": (
        (HEAD + LINES).encode() + b"A\x81\xff;B;C\n",
        "utf-8",
        ";",
        NAMES,
        ALL,
        ((5, "bad_bytes"),),
    ),
    "bytes that cp1252 leaves undefined": (
        (HEAD + LINES).encode("cp1252") + b"A\x9d;B;C\n",
        "cp1252",
        ";",
        NAMES,
        ALL,
        ((5, "bad_bytes"),),
    ),
    "a lone carriage return inside a cell": (
        (HEAD + "LÉA;VAN\rNES;12\nRÉMI;AURAY;7\n").encode(),
        "utf-8",
        ";",
        NAMES,
        [("LÉA", "VAN\rNES", "12"), RÉMI],
        (),
    ),
    "quoted cells": (
        (HEAD + '"LÉA";"VANNES";"12"\nRÉMI;"AURAY";7\nZOÉ;ÉVREUX;"3"\n').encode(),
        "utf-8",
        ";",
        NAMES,
        ALL,
        (),
    ),
    "quoted delimiters, newlines and doubled marks": (
        (HEAD + 'A;"B;C";D\nE;"F\nG\r\n\nH";I\nJ;"dit ""K""";L\n"""";"";";"\n').encode(),
        "utf-8",
        ";",
        NAMES,
        [("A", "B;C", "D"), ("E", "F\nG\n\nH", "I"), ("J", 'dit "K"', "L"), ('"', "", ";")],
        (),
    ),
    "more newlines inside the cells than records": (
        b'nom;note\nA;"1\n2\n3\n4\n5"\nB;"6\n7\n8\n9"\n',
        "utf-8",
        ";",
        ("nom", "note"),
        [("A", "1\n2\n3\n4\n5"), ("B", "6\n7\n8\n9")],
        (),
    ),
    "a header cell over two lines": (
        b'"nom\ncomplet";ville\nA;1\nB;2\nC;1\n',
        "utf-8",
        ";",
        ("nom\ncomplet", "ville"),
        [("A", "1"), ("B", "2"), ("C", "1")],
        (),
    ),
    "decimal commas between semicolons": (
        b"poids;taille;dose;taux\n" + b"60,5;1,70;3,25;0,5\n" * 4,
        "utf-8",
        ";",
        ("poids", "taille", "dose", "taux"),
        [("60,5", "1,70", "3,25", "0,5")] * 4,
        (),
    ),
    "decimal commas between semicolons, no header": (
        b"60,5;1,70;3,25;0,5\n" * 4,
        "utf-8",
        ";",
        None,
        [("60,5", "1,70", "3,25", "0,5")] * 4,
        (),
    ),
    "decimal commas between tabs, no header": (
        b"60,5\t1,70\t3,25\n61,0\t1,71\t3,26\n",
        "utf-8",
        "\t",
        None,
        [("60,5", "1,70", "3,25"), ("61,0", "1,71", "3,26")],
        (),
    ),
    "numbers between commas, a list with semicolons at the end": (
        b"1,2,3,x;y\n4,5,6,x;z\n7,8,9,w;z\n",
        "utf-8",
        ",",
        None,
        [("1", "2", "3", "x;y"), ("4", "5", "6", "x;z"), ("7", "8", "9", "w;z")],
        (),
    ),
    "comments full of commas between semicolons": (
        (HEAD + "A;rue, porte, étage;1\nB;rue, porte, étage;2\nC;chez, lui, ici;3\n").encode(),
        "utf-8",
        ";",
        NAMES,
        [("A", "rue, porte, étage", "1"), ("B", "rue, porte, étage", "2"), ("C", "chez, lui, ici", "3")],
        (),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_files_are_read_as_a_careful_reader_would(name: str, tmp_path: Path) -> None:
    content, encoding, delimiter, header, rows, rejects = FORMS[name]
    (tmp_path / "f.csv").write_bytes(content)
    found = outcome(tmp_path / "f.csv")
    assert (found.encoding, found.delimiter, found.header) == (encoding, delimiter, header)
    assert found.rows == Counter(rows)
    assert found.rejects == rejects
    assert found.records == found.accepted + len(found.rejects)


@pytest.mark.parametrize("name", FORMS)
def test_records_and_places_are_the_same_whatever_the_block_size(name: str, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_bytes(FORMS[name][0])
    whole = outcome(tmp_path / "f.csv")
    for size in (1, 2, 3, 5, 7, 11, 16, 23, 64, 100):
        assert outcome(tmp_path / "f.csv", None, size) == whole, size


STRAY = [
    # a line with a stray quotation mark, what it becomes
    ('"LÉA;VANNES;12', ("LÉA", "VANNES", "12")),
    ('LÉA;"VANNES;12', ("LÉA", "VANNES", "12")),
    ('LÉA;VANNES;"12', ("LÉA", "VANNES", "12")),
    ('LÉA;VAN"NES;12', ("LÉA", 'VAN"NES', "12")),
    ('LÉA;VANNES;"', ("LÉA", "VANNES", "")),
    ('LÉA;"VANNES', "stray_quote"),
    ('LÉA;"VANNES;12;13', "stray_quote"),
    ('LÉA;"VA"NNES;12;13', "stray_quote"),
    ('LÉA;"VANNES"', "ragged"),
]


@pytest.mark.parametrize(("line", "expected"), STRAY)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_stray_quotation_mark_never_costs_the_records_that_follow(
    line: str, expected: tuple[str, ...] | str, newline: str, tmp_path: Path
) -> None:
    text = HEAD + LINES + line + "\n" + LINES * 3 + line + "\n" + LINES
    (tmp_path / "f.csv").write_bytes(text.replace("\n", newline).encode())
    found = outcome(tmp_path / "f.csv")
    mended = [expected] * 2 if isinstance(expected, tuple) else []
    assert found.rows == Counter(ALL * 5 + mended)
    assert found.rejects == (() if mended else ((5, expected), (15, expected)))
    for size in (1, 9, 40, 77):
        assert outcome(tmp_path / "f.csv", None, size) == found


def test_the_place_of_a_reject_is_its_line_in_the_file(tmp_path: Path) -> None:
    bad = b"A;B;C;D;E"
    content = b"\xef\xbb\xbf" + (HEAD + LINES).encode() + bad + b"\r\n" + LINES.encode() + bad
    (tmp_path / "f.csv").write_bytes(content)
    places = outcome(tmp_path / "f.csv", None, 10).places
    assert [content[start : start + length].rstrip(b"\r") for start, length in places] == [bad, bad]


def test_a_long_quoted_cell_is_read_wherever_the_blocks_are_cut(tmp_path: Path) -> None:
    note = "\n".join(f"ligne {i}" for i in range(80))
    text = "nom;note\n" + "".join(f'P{i};"{note}"\nQ{i};court\n' for i in range(6))
    (tmp_path / "f.csv").write_text(text, encoding="utf-8", newline="")
    expected = Counter([(f"P{i}", note) for i in range(6)] + [(f"Q{i}", "court") for i in range(6)])
    for size in (37, 500, 901, 1500, 4096, 10**6):
        assert outcome(tmp_path / "f.csv", None, size).rows == expected, size


def test_a_quotation_mark_is_not_followed_for_ever(tmp_path: Path) -> None:
    text = "nom;note\n" + "B;fin\n" * 400 + 'A;"\n' + "sans fin\n" * 300
    (tmp_path / "f.csv").write_text(text, encoding="utf-8")
    found = outcome(tmp_path / "f.csv")
    assert found.rows == Counter({("A", ""): 1, ("B", "fin"): 400})
    assert len(found.rejects) == 300
    assert outcome(tmp_path / "f.csv", None, 100) == found


REFUSED = {
    "nothing": (b"", "is empty"),
    "white space only": (b" \r\n\n\t\n", "is empty"),
    "gzip": (b"\x1f\x8b\x08\0\0\0\0\0\0\x03", "gzip"),
    "zip": (b"PK\x03\x04\x14\0\0\0", "zip"),
    "parquet": (b"PAR1\x15\x04", "Parquet"),
    "sqlite": (b"SQLite format 3\0", "SQLite"),
    "pdf": (b"%PDF-1.7\n", "PDF"),
    "json object": (b'{"nom": "A"}\n{"nom": "B"}\n', "JSON"),
    "json list": (b' \n[\n {"nom": "A"}]', "JSON"),
    "json with byte order mark": (b'\xef\xbb\xbf{"nom": "A"}', "JSON"),
    "binary": (bytes(range(256)) * 20, "binary"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_delimited_text_is_refused_with_a_reason(name: str, tmp_path: Path) -> None:
    content, reason = REFUSED[name]
    (tmp_path / "f.csv").write_bytes(content)
    with pytest.raises(InputError, match=reason) as refused:
        outcome(tmp_path / "f.csv")
    assert refused.value.exit_code == 3
    assert refused.value.message.startswith("f.csv: ")
    assert "\n" not in refused.value.message


def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name, reason in (
        ("missing", "cannot be opened"),
        ("link", "cannot be opened"),
        (".", "folder"),
        ("pipe", "regular"),
    ):
        with pytest.raises(InputError, match=reason):
            outcome(tmp_path / name)


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("letter", ["x", "é"])
def test_a_cell_over_the_cap_is_a_quarantined_record(
    quote: str, letter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mend, "CELL_CAP", 1000)
    monkeypatch.setattr(lines, "CELL_CAP", 1000)
    fits, over = letter * (1000 // len(letter.encode())), letter * (1002 // len(letter.encode()))
    text = f"nom;note\nA;{quote}{fits}{quote}\nB;{quote}{over}{quote}\nC;1\nD;2\n"
    (tmp_path / "f.csv").write_text(text, encoding="utf-8")
    found = outcome(tmp_path / "f.csv")
    assert found.rejects == ((3, "too_long"),)
    assert found.rows == Counter([("A", fits), ("C", "1"), ("D", "2")])


@pytest.mark.parametrize("encoding", ["ascii", "utf8", "UTF_8", "cp1250", "latin-1", "shift_jis"])
def test_a_wrong_encoding_given_by_hand_costs_no_record_its_count(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_bytes((HEAD + LINES).encode("cp1252") + b"A\x81;B;C\n")
    found = outcome(tmp_path / "f.csv", Overrides(encoding=encoding))
    assert found.records == 4
    assert found.records == found.accepted + len(found.rejects)


@pytest.mark.parametrize("encoding", ["klingon", "utf-16", "utf-7", "cp500", "rot13", "hex"])
def test_an_encoding_that_cannot_be_is_refused(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_bytes((HEAD + LINES).encode())
    with pytest.raises(InputError, match="encoding"):
        outcome(tmp_path / "f.csv", Overrides(encoding=encoding))


def test_what_the_user_knows_better_counts(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_bytes(b"remarque, une\nremarque, deux\nnom~ville\nA~1\nB~2\n")
    found = outcome(tmp_path / "f.csv", Overrides(delimiter="~", skip_lines=2))
    assert (found.header, found.rows) == (("nom", "ville"), Counter([("A", "1"), ("B", "2")]))
    found = outcome(tmp_path / "f.csv", Overrides(delimiter="~", skip_lines=2, has_header=False))
    assert found.rows == Counter([("nom", "ville"), ("A", "1"), ("B", "2")])


def test_the_summary_adds_up_over_files_and_names_the_reasons(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_bytes((HEAD + LINES + "A;B\n").encode())
    (tmp_path / "two.csv").write_bytes((HEAD + LINES + "A\0;B;C\nA;B\n" + LINES * 9).replace(";", "\t").encode())
    sources = stage.sources([tmp_path / "one.csv", tmp_path / "two.csv"])
    summary = stage.run(sources, Work(tmp_path / "work"), Silent())
    assert {key: summary[key] for key in ("records", "accepted", "quarantined")} == {
        "records": 36,
        "accepted": 33,
        "quarantined": 3,
    }
    assert [file["reasons"] for file in summary["files"]] == [{"ragged": 1}, {"nul": 1, "ragged": 1}]
    assert [file["delimiter"] for file in summary["files"]] == [";", "\t"]


def test_a_file_without_a_readable_record_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_bytes(HEAD.encode())
    summary = stage.run(stage.sources([tmp_path / "f.csv"]), Work(tmp_path / "work"), Silent())
    assert summary["records"] == 0
    with pytest.raises(InputError, match="no readable record"):
        stage.require_records(summary)


def test_no_file_of_the_stage_holds_a_value(tmp_path: Path) -> None:
    canary = "CANARI-ROUGE-GORGE"
    (tmp_path / "f.csv").write_bytes((HEAD + LINES + f"{canary};B\n{canary}\0;B;C\n").encode())
    stage.run(stage.sources([tmp_path / "f.csv"]), Work(tmp_path / "work"), Silent())
    written = [path for path in (tmp_path / "work").rglob("*") if path.is_file()]
    assert {path.name for path in written} == {"quarantine.parquet", "summary.json"}
    assert not any(canary.encode() in path.read_bytes() for path in written)
