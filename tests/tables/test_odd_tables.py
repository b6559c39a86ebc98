"""`estompe anonymise` on what users get wrong and what files have: a clear error or the right result, never a crash."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.anonymise.generalise.hierarchy import of_rows
from pipeline.core.errors import GateError
from pipeline.tables import verdict

AGES = "".join(f"{age};{age // 10}0s;*\n" for age in range(20, 40))

NAMES = ["code-postal", "âge", 'l"âge', "it's", "a b", "a=b", "a,b", "select", "c0", "n", "c", "v", "key_0", "*"]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Forty persons of twenty ages in two towns; ``none`` is empty throughout, ``half`` for every other person."""
    rows = [[20 + i % 20, "Évry" if i % 2 else "L'Haÿ", "", "x" if i % 2 else "", f"canary {i}"] for i in range(40)]
    with (tmp_path / "people.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, delimiter=";").writerows([["age", "town", "none", "half", "name"], *rows])
    return tmp_path / "people.csv"


def asked(estompe, table: Path, lines: dict[str, str], *arguments):
    folder = table.with_name("hierarchies")
    folder.mkdir(exist_ok=True)
    for name, text in lines.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    out = table.with_name("o.parquet")
    return estompe("anonymise", table, "--hierarchies", folder, "--out", out, "--json", "-q", *arguments)


@pytest.mark.parametrize("local", [(), ("--local",)], ids=["global", "local"])
@pytest.mark.parametrize(
    ("lines", "arguments", "code", "words"),
    [
        ({"age": AGES.replace("25;20s;*\n", "")}, ("--quasi", "age"), 3, ("column age", "1 of its values")),
        ({"age": AGES + "41;20s\n"}, ("--quasi", "age"), 3, ("age.csv", "line 21", "2 levels", "3")),
        ({"age": AGES + "41;40s;20s\n"}, ("--quasi", "age"), 0, ()),
        ({"age": AGES + "41;20s;40s\n"}, ("--quasi", "age"), 3, ("age.csv", "share a label")),
        ({"age": AGES + "20s;20;*\n"}, ("--quasi", "age"), 3, ("age.csv", "cycle")),
        ({"age": AGES + "20;30s;*\n"}, ("--quasi", "age"), 3, ("age.csv", "line 21", "other labels")),
        ({"age": ""}, ("--quasi", "age"), 3, ("age.csv", "no line")),
        ({"age": '"20;20s;*\n'}, ("--quasi", "age"), 3, ("age.csv", "quotation")),
        ({}, ("--quasi", "ages"), 2, ("no such column", "did you mean age?")),
        ({}, ("--quasi", "age,town,postcode"), 2, ("no such column",)),
        ({}, ("--quasi", "age", "--k", 41), 2, ("--k 41", "40 records")),
        ({}, ("--quasi", "age", "--k", 40), 0, ()),
        ({}, ("--quasi", "none"), 0, ()),
        ({}, ("--quasi", "half,none"), 0, ()),
        ({}, ("--quasi", "age", "--sensitive", "none", "--l", 1), 0, ()),
        ({}, ("--quasi", "age", "--sensitive", "none", "--l", 2), 4, ("2-diversity",)),
        ({}, ("--quasi", "age", "--sensitive", "none", "--t", 0), 0, ()),
        ({}, ("--quasi", "age", "--population-size", 39), 2, ("--population-size", "40 records")),
    ],
)  # fmt: skip
def test_odd_hierarchies_columns_and_demands(lines, arguments, code, words, local, estompe, table: Path) -> None:
    done = asked(estompe, table, lines, *arguments, *local)
    assert done.code == code, done.err
    assert all(word in done.err for word in words), done.err
    assert "canary" not in done.err
    assert done.err.count("\n") == (code > 0 or len(local))
    assert table.with_name("o.parquet").exists() == (code == 0)


@pytest.mark.parametrize("local", [(), ("--local",)], ids=["global", "local"])
@pytest.mark.parametrize("name", NAMES)
def test_any_name_of_a_column_in_a_csv_file(name, local, estompe, tmp_path: Path) -> None:
    with (tmp_path / "t.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, delimiter=";").writerows([[name, "sein; côté"], *[["xy"[i % 2], "é'\""] for i in range(8)]])
    given = ("--quasi", f'"{name}"' if "," in name else name, "--sensitive", "sein; côté", "--k", 4, "--json", "-q")
    done = estompe("anonymise", tmp_path / "t.csv", *given, *local, "--out", tmp_path / "o.parquet")
    assert done.code == 0, done.err
    assert json.loads(done.out)["node"] == {name: 0}
    assert pq.read_table(tmp_path / "o.parquet").to_pylist() == [{name: v, "sein; côté": "é'\""} for v in "xxxxyyyy"]


@pytest.mark.parametrize("local", [(), ("--local",)], ids=["global", "local"])
@pytest.mark.parametrize("content", ["", "age;sex\n", "\n\n"], ids=["no byte", "a header alone", "empty lines"])
def test_a_table_without_records_is_refused(content, local, estompe, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(content)
    done = estompe("anonymise", tmp_path / "t.csv", "--quasi", "age", *local, "--out", tmp_path / "o.csv", "-q")
    assert (done.code, done.err.count("\n")) == (3, 1), done.err


def test_local_recoding_says_what_it_is_and_that_it_was_attacked(estompe, table: Path) -> None:
    done = asked(estompe, table, {"age": AGES}, "--quasi", "age,town", "--k", 3, "--local")
    assert done.code == 0, done.err
    assert "warning: --local" in done.err
    figures = json.loads(done.out)
    assert figures["local"] is True
    assert figures["attack"] == {
        "threat": "T30",
        "refined": 0,
        "choices": 0,
        "kinds": 20,
        "classes": figures["classes"],
    }
    assert figures["loss"] <= figures["first_loss"]
    assert figures["k"] >= 3


def test_a_local_release_that_betrays_itself_is_refused() -> None:
    """As ARX recodes locally: the label of the second pass lies around that of the first."""
    hierarchy = of_rows("age", [("20", "20s", "*"), ("21", "20s", "*"), ("30", "30s", "*")], "age")
    raw = pa.table({"age": ["20"] * 3 + ["21"] * 3 + ["30"] * 5})
    written = pa.table({"age": ["20s"] * 6 + ["*"] * 5})
    with pytest.raises(GateError, match="2 tuples of fewer than 5 persons"):
        verdict.attack(written, raw, {"age": hierarchy}, 5)


def test_local_recoding_refuses_a_population(estompe, table: Path) -> None:
    done = asked(estompe, table, {}, "--quasi", "age", "--local", "--population", table, "--k-map", 2)
    assert done.code == 2
    assert "--local" in done.err
