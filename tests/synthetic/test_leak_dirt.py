"""Dirt: its share, that each kind does what it says, and that nothing else changes."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import UsageError
from pipeline.locales.fr.dates import parse_dates
from synthetic.dirt import KINDS, LINES, UNREADABLE, load
from synthetic.leak import HEADER, Parameters
from synthetic.slips import slip
from synthetic.soil_lines import BAD_BYTE
from synthetic.writer import write

ROWS = 3_000
AGAIN = {"duplicate", "near_duplicate"}


def only(folder: Path, kind: str) -> tuple[list[bytes], pl.DataFrame]:
    """Lines of a leak with one kind of dirt in every record, and the truth."""
    config = folder / "dirt.yaml"
    config.write_text(f"records: {{{kind}: 1}}\n")
    write(Parameters(ROWS, 11, dirt=1.0, dirt_config=config), folder / kind)
    raw = (folder / kind / "leak.csv").read_bytes()
    return raw.split(b"\r\n")[1:-1], pl.read_parquet(folder / kind / "truth.parquet")


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("clean")
    write(Parameters(ROWS, 11), folder)
    return (folder / "leak.csv").read_bytes().split(b"\r\n")[1:-1]


def cells(line: bytes) -> dict[str, str]:
    return dict(zip(HEADER, line.decode("cp1252").split(";"), strict=True))


def changed(before: bytes, after: bytes) -> set[str]:
    a, b = cells(before), cells(after)
    return {name for name in a if a[name] != b[name]}


def bare(line: bytes) -> str:
    text = unicodedata.normalize("NFKD", line.decode("cp1252"))
    return "".join(letter for letter in text if not unicodedata.combining(letter))


NAMES = {"nom", "prenom", "adresse", "ville"}
CHECKS = {
    "field_lost": lambda a, b: b.count(b";") == a.count(b";") - 1,
    "extra_delimiter": lambda a, b: b.count(b";") == a.count(b";") + 1,
    "stray_quote": lambda a, b: b.replace(b'"', b"") == a and b.count(b'"') == 1,
    "bad_byte": lambda a, b: b.replace(BAD_BYTE, b"") == a,
    "nul": lambda a, b: b.replace(b"\x00", b"") == a,
    "broken_line": lambda a, b: b.replace(b"\n", b"") == a,
    "truncated_line": lambda a, b: a.startswith(b) and b.count(b";") < a.count(b";"),
    "mixed_encoding": lambda a, b: b.decode("utf-8") == a.decode("cp1252"),
    "embedded_newline": lambda a, b: b.replace(b"\n", b" ").replace(b'"', b"") == a and b.count(b'"') == 2,
    "case_lost": lambda a, b: a.decode("cp1252").lower() == b.decode("cp1252").lower(),
    "accents_lost": lambda a, b: bare(a) == bare(b),
    "mojibake": lambda a, b: changed(a, b) <= NAMES,
    "names_inverted": lambda a, b: (cells(a)["nom"], cells(a)["prenom"]) == (cells(b)["prenom"], cells(b)["nom"]),
    "names_glued": lambda a, b: cells(b)["nom"] == f"{cells(a)['nom']} {cells(a)['prenom']}",
    "columns_swapped": lambda a, b: Counter(a.split(b";")) == Counter(b.split(b";")),
    "typo": lambda a, b: len(changed(a, b)) == 1 and abs(len(a) - len(b)) <= 1,
    "letter_for_digit": lambda a, b: b.count(b"O") == a.count(b"O") + 1 and len(a) == len(b),
    "zero_lost": lambda a, b: changed(a, b) <= {"telephone", "portable", "code_postal"} and len(b) < len(a),
    "phones_glued": lambda a, b: cells(b)["portable"] == "" and cells(a)["portable"] in cells(b)["telephone"],
    "date_form": lambda a, b: changed(a, b) <= {"date_naissance", "date_prelevement"},
    "nir_truncated": lambda a, b: cells(a)["nir"].startswith(cells(b)["nir"]) and cells(b)["nir"],
    "nir_mistyped": lambda a, b: sum(x != y for x, y in zip(a, b, strict=True)) == 1,
    "spaces": lambda a, b: a.split() == b.split() or bare(a).replace(" ", "") == bare(b).replace(" ", ""),
}


@pytest.mark.parametrize("kind", sorted(CHECKS))
def test_each_kind_does_what_it_says_and_the_rest_stays(tmp_path: Path, clean: list[bytes], kind: str) -> None:
    dirty, truth = only(tmp_path, kind)
    assert len(dirty) == len(clean) == ROWS
    done = 0
    for before, after, kinds, readable in zip(clean, dirty, truth["dirt"].to_list(), truth["readable"], strict=True):
        assert (before == after) == (not kinds)
        assert readable == (not UNREADABLE & set(kinds))
        if kind in kinds:
            done += 1
            assert CHECKS[kind](before, after), (before, after)
        else:
            assert kinds in ([], ["case_lost"])
    assert done > 0.004 * ROWS


def test_every_kind_is_tested() -> None:
    assert set(CHECKS) | AGAIN == set(KINDS)


def test_the_share_is_the_one_asked_for_and_a_line_has_one_kind(tmp_path: Path) -> None:
    write(Parameters(ROWS, 5, dirt=0.2), tmp_path)
    kinds = pl.read_parquet(tmp_path / "truth.parquet")["dirt"].to_list()
    assert sum(map(bool, kinds)) / ROWS == pytest.approx(0.2, abs=0.025)
    assert max(len(set(LINES) & set(one)) for one in kinds) == 1
    assert any(len(one) == 2 for one in kinds)
    with pytest.raises(UnicodeDecodeError):
        BAD_BYTE.decode("cp1252")


def test_a_duplicate_is_the_whole_line_again(tmp_path: Path) -> None:
    (tmp_path / "dirt.yaml").write_text("records: {duplicate: 0.3}\n")
    write(Parameters(ROWS, 11, dirt=1.0, dirt_config=tmp_path / "dirt.yaml"), tmp_path / "some")
    lines = (tmp_path / "some/leak.csv").read_bytes().split(b"\r\n")[1:-1]
    truth = pl.read_parquet(tmp_path / "some/truth.parquet")
    originals = {line for line, kinds in zip(lines, truth["dirt"].to_list(), strict=True) if not kinds}
    copies = [line for line, kinds in zip(lines, truth["dirt"].to_list(), strict=True) if kinds]
    assert len(copies) > 400
    assert set(copies) <= originals


def test_a_near_duplicate_is_the_same_person_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "dirt.yaml").write_text("records: {near_duplicate: 0.3}\n")
    write(Parameters(ROWS, 11, dirt=1.0, dirt_config=tmp_path / "dirt.yaml"), tmp_path / "some")
    truth = pl.read_parquet(tmp_path / "some/truth.parquet")
    again = truth.filter(pl.col("dirt").list.contains("near_duplicate"))
    known = truth.filter(pl.col("dirt").list.len() == 0).select("person").unique()
    assert again.height > 500
    assert again.join(known, on="person", how="semi").height > 0.75 * again.height
    by_person = truth.join(again.select("person"), on="person", how="semi").group_by("person")
    assert by_person.agg(pl.col("laboratory").n_unique())["laboratory"].mean() > 1.8


def test_dates_stay_dates_whatever_their_form(tmp_path: Path, clean: list[bytes]) -> None:
    dirty, _ = only(tmp_path, "date_form")
    for column in ("date_naissance", "date_prelevement"):
        before, after = (pl.Series([cells(line)[column] for line in lines]) for lines in (clean, dirty))
        assert parse_dates(after).equals(parse_dates(before), check_names=False)
    assert len({"".join("9" if c.isdigit() else c for c in cells(line)["date_naissance"]) for line in dirty}) >= 6


def test_lines_between_records_are_counted_and_the_header_stays_first(tmp_path: Path) -> None:
    write(Parameters(20_000, 3, dirt=0.9), tmp_path)
    said = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    lines = (tmp_path / "leak.csv").read_bytes().split(b"\r\n")
    header = ";".join(HEADER).encode()
    assert lines[0] == header
    assert lines.count(header) - 1 == said["lines"]["repeated_header"] > 10
    assert lines[:-1].count(b"") == said["lines"]["blank_line"] > 10
    assert lines.count(b"Export du 28/10/2020") == said["lines"]["preamble"] > 3
    assert lines[-2] == b"Total : 20000"
    assert said["lines"]["footer"] == 3
    expected = said["expected"]
    assert expected["accepted"] + expected["quarantined"] + expected["undecided"] == expected["records"] == 20_000
    assert len(lines) - 2 == 20_000 + sum(said["lines"].values()) + said["lines"]["preamble"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("records: {typos: 0.1}", "unknown kind typos"),
        ("records: {typo: 1.5}", "from 0 to 1"),
        ("records: {typo: yes}", "from 0 to 1"),
        ("records: {typo: 0.6, nul: 0.6}", "more than 1"),
        ("kinds: {}", "unknown key kinds"),
        ("lines: {header: 0.1}", "unknown kind header"),
        ("[1", "YAML"),
        ("3", "keys"),
        ("records: 3", "table"),
    ],
)
def test_an_impossible_configuration_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "dirt.yaml").write_text(text)
    with pytest.raises(UsageError, match=why):
        load(tmp_path / "dirt.yaml")
    with pytest.raises(UsageError):
        write(Parameters(10, 1, dirt=0.1, dirt_config=tmp_path / "dirt.yaml"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_default_configuration_names_every_kind_and_sums_to_one() -> None:
    config = load()
    assert set(config.records) == set(KINDS)
    assert sum(config.records.values()) == pytest.approx(1.0)


@given(st.text("ABCDEÉ-", min_size=2, max_size=12), st.floats(0, 1, exclude_max=True))
def test_a_slip_changes_a_name_by_one_letter(name: str, where: float) -> None:
    typed = slip(name, where)
    assert typed != name
    assert abs(len(typed) - len(name)) <= 1
