"""`estompe anonymise`: the contract of its output, its figures on adult, and everything that can be asked wrongly."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ADULT = Path(__file__).parents[3] / "shared" / "data" / "anonymity" / "adult"
QUASI = "sex,age,race,marital-status,education,native-country,workclass,occupation"
KEYS = ["node", "suppressed", "loss", "k", "l", "t", "classes", "seconds", "measures", "measures_before"]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Forty persons: age, postcode, a name that may not pass, an illness."""
    path = tmp_path / "people.csv"
    rows = [[20 + i % 20, "56100" if i % 3 else "75001", f"canary {i}", "flu" if i % 2 else "none"] for i in range(40)]
    with path.open("w", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([["age", "code postal", "name", "illness"], *rows])
    return path


@pytest.mark.skipif(not ADULT.is_dir(), reason="the adult table is not at hand (../shared/data/anonymity/adult)")
@pytest.mark.parametrize(
    ("limit", "loss", "suppressed", "node"),
    [
        ("0", 0.6608417, 0, None),
        ("0.04", 0.2902437, None, None),
        ("0.05", 0.2617570, 1_248, [0, 3, 0, 1, 2, 1, 1, 1]),
        ("1", 0.2270624, 3_049, None),
    ],
)
def test_adult_has_the_optimum_that_arx_finds(limit, loss, suppressed, node, estompe, tmp_path: Path) -> None:
    """Truths of ARX 3.9.2, k = 5, Loss with arithmetic mean."""
    out = tmp_path / "adult.parquet"
    asked = ("--quasi", QUASI, "--sensitive", "salary-class", "--hierarchies", ADULT, "--k", 5, "--json", "-q")
    done = estompe("anonymise", ADULT / "adult.csv", *asked, "--suppression-limit", limit, "--out", out)
    assert done.code == 0, done.err
    figures = json.loads(done.out)
    assert list(figures) == KEYS
    assert round(figures["loss"], 7) == loss
    assert suppressed in (None, figures["suppressed"])
    assert node in (None, list(figures["node"].values()))
    found = pq.read_table(out)
    assert found.num_rows == 30_162 - figures["suppressed"]
    assert figures["k"] == min(pl.DataFrame(pl.from_arrow(found)).group_by(QUASI.split(",")).len()["len"]) >= 5


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
def test_the_output_holds_labels_in_order_and_nothing_else(suffix, estompe, table: Path, tmp_path: Path) -> None:
    out = tmp_path / f"out.{suffix}"
    asked = ("--quasi", "age,code postal", "--sensitive", "illness", "--hierarchy", "age=interval:10")
    done = estompe("anonymise", table, *asked, "--k", 3, "--out", out)
    assert done.code == 0, done.err
    assert done.out == f"{out}\n"
    assert "dropped: name" in done.err
    assert "postcode" in done.err
    found = pl.read_parquet(out) if suffix == "parquet" else pl.read_csv(out, separator=";")
    assert found.columns == ["age", "code postal", "illness"]
    assert set(found["age"]) == {"[20, 30[", "[30, 40["}
    assert found.rows() == sorted(found.rows())
    assert b"canary" not in out.read_bytes()
    assert oct(out.stat().st_mode)[-3:] == "600"


def test_the_order_of_the_input_leaves_no_trace(estompe, table: Path, tmp_path: Path) -> None:
    head, *rows = table.read_bytes().splitlines(keepends=True)
    turned = tmp_path / "turned.csv"
    turned.write_bytes(head + b"".join(reversed(rows)))
    for path in (table, turned):
        done = estompe("anonymise", path, "--quasi", "age", "--k", 3, "--out", path.with_suffix(".parquet"), "-q")
        assert done.code == 0, done.err
    assert table.with_suffix(".parquet").read_bytes() == turned.with_suffix(".parquet").read_bytes()


def test_unreadable_records_are_counted_and_left_out(estompe, table: Path, tmp_path: Path) -> None:
    with table.open("a") as stream:
        stream.write("1;2\n")
    done = estompe("anonymise", table, "--quasi", "age", "--k", 2, "--out", tmp_path / "o.csv", "--json", "-q")
    assert done.code == 0
    assert "left out: 1 records that cannot be read (ragged 1)" in done.err
    assert len((tmp_path / "o.csv").read_text().splitlines()) == 41


def test_a_kept_column_is_warned_of_even_when_quiet(estompe, table: Path, tmp_path: Path) -> None:
    asked = ("--quasi", "age", "--keep", "name", "--k", 2, "--out", tmp_path / "o.parquet", "-q")
    assert "warning: name" in estompe("anonymise", table, *asked).err
    assert pq.read_schema(tmp_path / "o.parquet").names == ["age", "name"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--quasi", "aeg"), 2, ("did you mean age?",)),
        (("--quasi", "age,age"), 2, ("twice",)),
        (("--quasi", ","), 2, ("--quasi",)),
        (("--quasi", "age", "--sensitive", "age"), 2, ("both",)),
        (("--quasi", "age", "--k", "41"), 2, ("40 records",)),
        (("--quasi", "age", "--l", "2"), 2, ("--sensitive",)),
        (("--quasi", "age", "--sensitive", "illness", "--l", "3"), 4, ("distinct 3-diversity of illness",)),
        (("--quasi", "age", "--sensitive", "illness", "--l", "3", "--suppression-limit", "1"), 4, ("empty table",)),
        (("--quasi", "age", "--sensitive", "illness", "--t", "2"), 2, ("--t",)),
        (("--quasi", "age", "--k-map", "2"), 2, ("--population",)),
        (("--quasi", "age", "--suppression-limit", "2"), 2, ("--suppression-limit",)),
        (("--quasi", "age", "--utility", "joy"), 2, ("--utility", "loss")),
        (("--quasi", "age", "--weight", "age=x"), 2, ("--weight",)),
        (("--quasi", "age", "--hierarchy", "age=date"), 2, ("none of that kind",)),
        (("--quasi", "age", "--hierarchy", "name=flat"), 2, ("no quasi-identifier",)),
        (("--quasi", "age", "--hierarchies", "none"), 2, ("cannot be read",)),
        (("--quasi", "age", "--out", "o.txt"), 2, (".parquet",)),
        (("--quasi", "age", "--out", "none/o.csv"), 2, ("is no folder",)),
        (("--quasi", "age", "--out", "people.csv"), 2, ("exists already", "--force")),
        (("--quasi", "age", "--out", "people.csv", "--force"), 2, ("is the table itself",)),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(arguments, code, words, estompe, table: Path) -> None:
    before = table.read_bytes()
    given = (*(("--out", "o.parquet") if "--out" not in arguments else ()), *arguments)
    done = estompe("anonymise", table.name, *given, "-q", cwd=table.parent)
    assert done.code == code, done.err
    assert done.err.count("\n") == 1
    assert all(word in done.err for word in words), done.err
    assert "canary" not in done.err
    assert done.out == ""
    assert [path.name for path in table.parent.iterdir()] == ["people.csv"]
    assert table.read_bytes() == before


@pytest.mark.parametrize(("lines", "code", "words"), [("flu;*\nnone;*\n", 0, ""), ("flu;*\n", 3, "1 of its values"),
                                                     (None, 2, "no hierarchy")])  # fmt: skip
def test_a_hierarchical_distance_needs_a_line_for_each_sensitive_value(
    lines, code, words, estompe, table: Path
) -> None:
    folder = table.with_name("hierarchies")
    folder.mkdir()
    if lines is not None:
        (folder / "illness.csv").write_text(lines)
    asked = ("--quasi", "age", "--sensitive", "illness", "--t", 0.4, "--t-kind", "hierarchical", "--k", 2)
    out = table.with_name("o.csv")
    done = estompe("anonymise", table, *asked, "--hierarchies", folder, "--out", out, "--json", "-q")
    assert done.code == code, done.err
    assert words in done.err
    assert done.err.count("\n") == (code > 0)


@pytest.mark.parametrize("content", ["", "age;sex\n", "\n\n"])
def test_an_empty_table_is_refused(content, estompe, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(content)
    done = estompe("anonymise", tmp_path / "t.csv", "--quasi", "age", "--out", tmp_path / "o.csv", "-q")
    assert done.code == 3, done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("name", ["code-postal", "âge", 'l"âge', "it's", "a b", "a=b", "select", "c0"])
def test_any_name_of_a_column(name, estompe, tmp_path: Path) -> None:
    pq.write_table(pa.table({name: ["x", "y"] * 4, "s": ["1", "2"] * 4, "none": pa.nulls(8, pa.string())}),
                   tmp_path / "t.parquet")  # fmt: skip
    asked = ("--quasi", name, "--quasi", "none", "--sensitive", "s", "--k", 4, "--json", "-q")
    done = estompe("anonymise", tmp_path / "t.parquet", *asked, "--out", tmp_path / "o.parquet")
    assert done.code == 0, done.err
    figures = json.loads(done.out)
    assert figures["node"] == {name: 0, "none": 0}
    assert (figures["k"], figures["l"], figures["t"], figures["loss"]) == (4, 1, 0.5, 0.0)
    assert pq.read_table(tmp_path / "o.parquet")["none"].null_count == 8


def test_population_models(estompe, table: Path, tmp_path: Path) -> None:
    people = tmp_path / "all.csv"
    people.write_text("age\n" + "".join(f"{20 + i % 20}\n" for i in range(200)))
    asked = ("--quasi", "age", "--k", 2, "--population", people, "--out", tmp_path / "o.csv", "--json", "-q", "--force")
    for more, code in (
        (("--k-map", 10), 0),
        (("--delta-presence", "0.1,0.25"), 0),
        (("--delta-presence", "0.5,0.9"), 4),
        (("--k-map", 201), 4),
    ):
        done = estompe("anonymise", table, *asked, *more)
        assert done.code == code, done.err


@pytest.mark.parametrize("more", [("--l-kind", "entropy"), ("--l-kind", "recursive", "--c", 2), ("--t", 0.3),
                                  ("--t", 0.3, "--t-kind", "ordered")])  # fmt: skip
def test_models_of_sensitive_columns(more, estompe, table: Path, tmp_path: Path) -> None:
    asked = ("--quasi", "age,code postal", "--sensitive", "illness", "--k", 2, "--out", tmp_path / "o.csv", "--json")
    done = estompe("anonymise", table, *asked, *(() if "--t" in more else ("--l", 2)), *more, "-q")
    assert done.code == 0, done.err
    assert json.loads(done.out)["l"] == 2
