"""Hierarchies: ARX's files with all that can be wrong in them, and those that follow from the values."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.anonymise.generalise import hierarchy_files, kind
from pipeline.anonymise.generalise.coded import encode, numbered
from pipeline.anonymise.generalise.hierarchy import of_rows
from pipeline.core.errors import InputError, UsageError


def lines(hierarchy) -> list[tuple]:
    columns = [
        [labels[code] for code in codes] for codes, labels in zip(hierarchy.codes, hierarchy.labels, strict=True)
    ]
    return list(zip(*columns, strict=True))


@pytest.mark.parametrize("name", ["adult_hierarchy_{}.csv", "hierarchy_{}.csv", "{}.csv"])
@pytest.mark.parametrize("column", ["age", "marital-status", "âge d'entrée", 'l"âge', "e\u0301tat"])
def test_a_file_is_found_by_the_name_of_its_column(name, column, tmp_path: Path) -> None:
    (tmp_path / name.format(column)).write_text("1;0-4;*\n6;5-9;*\n", "utf-8")
    (tmp_path / "other.csv").write_text("x;*\n")
    assert lines(hierarchy_files.read(tmp_path, [column])[column]) == [("1", "0-4", "*"), ("6", "5-9", "*")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"age;level1\n1;*\n", [("1", "*")]),
        (b"Level 0;Level 1\r\n1;*\r\n", [("1", "*")]),
        (b"\xef\xbb\xbf1;*\n\n2;*\n", [("1", "*"), ("2", "*")]),
        (b"\xe9t\xe9;*\n", [("été", "*")]),
        (b'"a;b";*\n', [("a;b", "*")]),
        (b"a\nb\n", [("a",), ("b",)]),
        (b"a;*\na;*\n", [("a", "*")]),
        (b";none;*\na;b;*\n", [(None, "none", "*"), ("a", "b", "*")]),
        (b"a;a;*\n*;*;*\n", [("a", "a", "*"), ("*", "*", "*")]),
    ],
    ids=["title", "levels", "bom", "cp1252", "quotes", "one level", "twice", "empty value", "star value"],
)
def test_forms_of_files(content, expected, tmp_path: Path) -> None:
    (tmp_path / "age.csv").write_bytes(content)
    assert lines(hierarchy_files.read(tmp_path, ["age"])["age"]) == expected


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a;x;*\nb;*\n", "line 2 has 2 levels"),
        ("a;x;*\na;y;*\n", "line 2 has a value of an earlier line"),
        ("a;b;*\nb;a;*\n", "above itself"),
        ("a;b;a\n", "above itself"),
        ("a;x;1\nb;x;2\n", "share a label on level 1"),
        ("", "holds no line"),
        ('"a;x\n', "quotation mark"),
    ],
    ids=["levels", "contradiction", "cycle over lines", "cycle in a line", "torn group", "empty", "quotes"],
)
def test_what_is_no_hierarchy_is_refused(content, words, tmp_path: Path) -> None:
    (tmp_path / "age.csv").write_text(content)
    with pytest.raises(InputError, match=words) as error:
        hierarchy_files.read(tmp_path, ["age"])
    assert error.value.message.startswith("age.csv")


def test_two_files_for_one_column_or_no_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "age.csv").write_text("1;*\n")
    (tmp_path / "x_hierarchy_age.csv").write_text("1;*\n")
    with pytest.raises(UsageError, match="2 files"):
        hierarchy_files.read(tmp_path, ["age"])
    with pytest.raises(UsageError, match="cannot be read"):
        hierarchy_files.read(tmp_path / "none", ["age"])


def test_a_value_without_a_line_is_refused_without_being_named() -> None:
    table = pa.table({"age": ["1", "canary", "canary", "zebra"]})
    with pytest.raises(InputError, match=r"2 of its values \(3 records\)") as error:
        encode(table, [of_rows("age", [("1", "*")], "age")])
    assert "canary" not in str(error.value) + error.value.hint


@pytest.mark.parametrize("empty", [None, ""])
def test_an_empty_cell_is_a_value_of_its_own_up_to_the_top(empty) -> None:
    rows = [("1", "low", "*"), ("2", "low", "*"), ("9", "high", "*")]
    coded = encode(pa.table({"age": pa.array(["1", empty], pa.string())}), [of_rows("age", rows, "age")])
    assert lines(coded.hierarchies[0])[-1] == (None, None, "*")
    assert coded.hierarchies[0].loss(1).tolist() == pytest.approx([1 / 3, 1 / 3, 0, 0])


def test_empty_cells_are_one_value_however_they_are_encoded() -> None:
    values = pa.array(["1", None, "", "2"], pa.string())
    column = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, None, 3], pa.int32()), values)
    found, codes = numbered(pa.chunked_array([column, column.slice(0, 1)]))
    assert [found[code] for code in codes] == ["1", None, None, None, "2", "1"]
    assert len(set(codes.tolist())) == 3


@pytest.mark.parametrize(
    ("asked", "value", "expected"),
    [
        ("postcode", "56100", ("56100", "dép. 56", "Bretagne", "*")),
        ("postcode", "20290", ("20290", "dép. 2B", "Corse", "*")),
        ("date", "05/09/1989", ("05/09/1989", "1989-09", "1989-T3", "1989", "1985-1989", "*")),
        ("date", "2020-01-31", ("2020-01-31", "2020-01", "2020-T1", "2020", "2020-2024", "*")),
        ("age", "37", ("37", "35-39", "30-39", "20-39", "*")),
        ("age", "88", ("88", "85-89", "80-89", "80-89", "*")),
        ("age", "104", ("104", "90+", "90+", "90+", "*")),
        ("interval:5,10", "-3", ("-3", "[-5, 0[", "[-10, 0[", "*")),
        ("interval:0.5", "1,25", ("1,25", "[1, 1.5[", "*")),
        ("flat", "any", ("any", "*")),
    ],
)
def test_kinds(asked, value, expected) -> None:
    assert lines(kind.build("column", asked, [value])) == [expected]


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        *(("postcode", "00100"), ("date", "soon"), ("age", "-1"), ("age", "37.5"), ("sorcery", "1")),
        *(("interval:5", "x"), ("interval:5", "inf"), ("interval:5,7", "1"), ("interval:0", "1")),
        *(("interval:a", "1"), ("interval:10,5", "1")),
    ],
)  # fmt: skip
def test_what_is_not_of_a_kind_is_refused(asked, value) -> None:
    with pytest.raises(UsageError, match="--hierarchy"):
        kind.build("column", asked, [value])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["56100", "75001"], "postcode"),
        (["01/02/2003", "2003-02-01"], "date"),
        (["17", "90"], "interval"),
        (["a", "1"], "flat"),
        ([], "flat"),
    ],
)
def test_the_likeliest_kind_is_proposed(values, expected) -> None:
    assert kind.propose("column", values)[1] == expected


@given(st.lists(st.decimals(-(10**9), 10**9, allow_nan=False, places=3), min_size=1, max_size=30, unique=True))
def test_any_numbers_have_intervals(numbers) -> None:
    hierarchy = kind.build("column", "interval", [str(number) for number in numbers])
    assert hierarchy.levels == 6
    assert len(hierarchy.labels[-1]) == 1


@given(st.lists(st.integers(0, 130).map(str), min_size=1, unique=True))
def test_any_ages_have_bands(ages) -> None:
    assert kind.build("column", "age", ages).levels == 5
