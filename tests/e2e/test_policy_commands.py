"""`init`, `check` and `preview`: a policy is proposed, corrected, and looked at before anything is released."""

from __future__ import annotations

import csv
import filecmp
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from pipeline.core.policy_file import load
from synthetic.leak import Parameters
from synthetic.writer import write


@pytest.fixture(scope="session")
def proposed(shared, clean: Path, estompe) -> Path:
    """What `init` proposes for the clean leak: ``policy.yaml``."""

    def make(folder: Path) -> None:
        done = estompe("init", clean / "leak.csv", "-q")
        assert done.code == 0, done.err
        (folder / "policy.yaml").write_text(done.out, encoding="utf-8")

    return shared("proposed", make) / "policy.yaml"


def cells(leak: Path) -> set[str]:
    """Every value of a leak that could be told from a word of the interface."""
    with leak.open(encoding="cp1252", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))[1:]
    return {cell.strip() for row in rows for cell in row if len(cell.strip()) > 4}


def test_init_lists_every_column_and_is_a_policy(proposed: Path, clean: Path) -> None:
    policy = load(proposed)
    with (clean / "leak.csv").open(encoding="cp1252") as file:
        titles = file.readline().strip().split(";")
    assert list(policy.columns) == titles
    assert policy.unlisted == "suppress"
    assert policy.columns["nir"].entity == "fr.nir"
    assert policy.columns["code_postal"].treatment == "generalise"
    text = proposed.read_text("utf-8")
    lines = text.splitlines()
    for place, line in enumerate(lines):
        if line.startswith("  ") and not line.startswith("  #"):
            assert re.match(r"  # (\d+ % sure|unknown): .+", lines[place - 1]), line
    assert not {value for value in cells(clean / "leak.csv") if value in text}


def test_the_proposed_policy_gives_the_same_release_as_none(proposed: Path, clean: Path, estompe, tmp_path) -> None:
    done = estompe("run", clean / "leak.csv", "--policy", proposed, "--out", tmp_path / "release", "-q")
    assert done.code == 0, done.err
    theirs, ours = clean / "release" / "cubes", tmp_path / "release" / "cubes"
    names = sorted(path.name for path in theirs.iterdir())
    assert names == sorted(path.name for path in ours.iterdir())
    assert filecmp.cmpfiles(theirs, ours, names, shallow=False) == (names, [], [])


def test_columns_without_safe_titles_are_listed_by_number(clean: Path, estompe, tmp_path: Path) -> None:
    lines = (clean / "leak.csv").read_bytes().splitlines(keepends=True)
    (tmp_path / "bare.csv").write_bytes(b"".join(lines[1:400]))
    done = estompe("init", tmp_path / "bare.csv", "-H", "-q")
    columns = yaml.safe_load(done.out)["columns"]
    assert list(columns) == [f"column {number}" for number in range(1, 26)]
    (tmp_path / "p.yaml").write_text(done.out, encoding="utf-8")
    assert estompe("check", tmp_path / "p.yaml", tmp_path / "bare.csv", "-H").code == 0


def test_columns_of_one_name_that_differ_stay_as_detected(estompe, tmp_path: Path) -> None:
    rows = [f"{number:03};06 39 98 00 {number % 100:02};a{number}@example.org" for number in range(200)]
    (tmp_path / "twice.csv").write_text("rang;contact;contact\n" + "\n".join(rows) + "\n", encoding="utf-8")
    done = estompe("init", tmp_path / "twice.csv", "-q")
    assert yaml.safe_load(done.out)["columns"]["contact"] == {}
    (tmp_path / "p.yaml").write_text(done.out, encoding="utf-8")
    found = estompe("detect", tmp_path / "twice.csv", "--policy", tmp_path / "p.yaml", "-q")
    assert "phone" in found.out
    assert "email" in found.out


def test_check_finds_nothing_wrong_with_a_proposed_policy(proposed: Path, clean: Path, estompe) -> None:
    done = estompe("check", proposed, clean / "leak.csv")
    assert (done.code, done.out) == (0, "")
    assert "nothing is wrong" in done.err
    assert estompe("check", Path("configs/public.yaml").absolute()).code == 0


def test_check_tells_all_problems_one_a_line(estompe, tmp_path: Path) -> None:
    policy = tmp_path / "p.yaml"
    policy.write_text(
        "theresholds: {}\n"
        "thresholds: {persons: 1}\n"
        "treatments: {phon: suppress, email: keep, iban: pseudonymise, nir: suppress}\n"
        "columns: {nom: {entity: person.nam}, x: {treatment: generalize}}\n"
        "cubes: [{name: a, dimensions: [regio, sex]}, {name: b, dimensions: [labratory]}]\n",
        encoding="utf-8",
    )
    done = estompe("check", policy)
    assert done.code == 2
    assert done.err.splitlines()[-1] == "estompe: p.yaml: 10 problems"
    wanted = [
        ("theresholds", "did you mean thresholds?"), ("thresholds.persons", "greater"),
        ("treatments.phon", "did you mean phone?"), ("treatments.email", "not possible"),
        ("treatments.iban", "pseudonymise"), ("treatments.nir", "fr.nir"),
        ("columns.nom.entity", "did you mean person.name?"), ("columns.x.treatment", "did you mean generalise?"),
        ("cubes.a.dimensions", "did you mean region?"), ("cubes.b.dimensions", "did you mean laboratory?"),
    ]  # fmt: skip
    lines = done.out.splitlines()
    assert len(lines) == len(wanted)
    for key, said in wanted:
        assert any(key in line and said in line for line in lines), (key, lines)


def test_check_tells_columns_that_are_not_there_and_columns_that_are_not_listed(
    proposed: Path, clean: Path, estompe, tmp_path: Path
) -> None:
    text = proposed.read_text("utf-8").replace("  nir: {", "  nirr: {").replace("  ville: {", "  # ville: {")
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    done = estompe("check", tmp_path / "p.yaml", clean / "leak.csv", "-q")
    assert done.code == 2
    assert [line.split(";")[0] for line in done.out.splitlines()] == [
        "columns.nirr: no input has such a column (did you mean nir?)",
        "columns: nir is not listed, so it is suppressed",
        "columns: ville is not listed, so it is suppressed",
    ]


def test_a_column_that_nobody_listed_does_not_pass(proposed: Path, clean: Path, estompe, tmp_path: Path) -> None:
    text = re.sub(r"  labo: .*\n", "", proposed.read_text("utf-8"))
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    for unlisted, treatment in (("suppress", "suppress"), ("detect", "keep")):
        (tmp_path / "q.yaml").write_text(text.replace("unlisted: suppress", f"unlisted: {unlisted}"), "utf-8")
        done = estompe("detect", clean / "leak.csv", "--policy", tmp_path / "q.yaml", "-q")
        (line,) = (line for line in done.out.splitlines() if line.startswith("labo "))
        assert line.split()[1:3] == ["laboratory", treatment]


def test_check_names_an_unknown_column_also_for_a_policy_that_lists_none(estompe, tmp_path: Path) -> None:
    write(Parameters(400, 3, shape="insurer"), tmp_path)
    done = estompe("check", Path("configs/public.yaml").absolute(), tmp_path / "leak.csv", "-q")
    assert done.code == 2
    assert done.out.splitlines() == [
        "columns: GARANTIES is not listed, so it is suppressed; it holds nothing that estompe knows (add it)"
    ]


def test_a_preview_shows_kinds_and_what_is_kept_but_no_value(proposed: Path, clean: Path, estompe) -> None:
    leak = clean / "leak.csv"
    done = estompe("preview", leak, "--policy", proposed, "-n", 25, "-q")
    assert done.code == 0, done.err
    assert "‹person.name›" in done.out
    assert re.search(r"code_postal +‹address.postcode› +department \d\w", done.out)
    assert re.search(r"date_naissance +‹person.birth_date› +age band of ten years \(born \d{3}0-\d{3}9\)", done.out)
    assert re.search(r"date_prelevement +‹date.sample› +20\d\d-\d\d\n", done.out)
    assert re.search(r"labo +‹laboratory› +its name, where 12 persons share it", done.out)
    assert re.search(r"nir +‹fr.nir› +removed; counted as: social_security", done.out)
    values, text = cells(leak), leak.read_text("cp1252")
    assert "\x1b" not in done.out
    assert not {value for value in values if value in done.out}
    assert {value for value in values if value in text} == values


@pytest.mark.parametrize("rows", [1, 3])
def test_a_preview_is_as_long_as_asked(clean: Path, estompe, rows: int) -> None:
    done = estompe("preview", clean / "leak.csv", "-n", rows, "-q")
    assert len(re.findall(r"^record \d+ of ", done.out, re.MULTILINE)) == rows


def test_a_suppressed_column_is_shown_as_removed(proposed: Path, clean: Path, estompe, tmp_path: Path) -> None:
    text = proposed.read_text("utf-8").replace(
        "address.postcode, treatment: generalise", "address.postcode, treatment: suppress"
    )
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    done = estompe("preview", clean / "leak.csv", "--policy", tmp_path / "p.yaml", "-n", 2, "-q")
    assert re.search(r"code_postal +‹address.postcode› +removed", done.out)


def test_originals_are_never_shown_to_a_file_or_a_pipe(clean: Path, estompe, program: str) -> None:
    done = estompe("preview", clean / "leak.csv", "--show-originals")
    assert (done.code, done.out) == (2, "")
    assert "--show-originals" in done.err
    piped = subprocess.run(
        [program, "preview", clean / "leak.csv", "--show-originals"], capture_output=True, check=False
    )
    assert (piped.returncode, piped.stdout) == (2, b"")


def on_terminal(*arguments: object, env: dict[str, str] | None = None) -> str:
    """What the command shows on a terminal."""
    leader, follower = pty.openpty()
    command = [Path(sys.executable).with_name("estompe"), *map(str, arguments)]
    plain = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    process = subprocess.Popen(
        command, stdout=follower, stderr=subprocess.DEVNULL, env={**plain, "TERM": "xterm", **(env or {})}
    )
    os.close(follower)
    shown = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(leader)
    assert process.wait() == 0
    return shown.decode()


def test_a_terminal_shows_originals_with_their_control_characters_taken_out(tmp_path: Path) -> None:
    rows = [f"{number};DUR\u009b31mAND{number};\u202edroite{number}" for number in range(100, 160)]
    (tmp_path / "bad.csv").write_text("rang;nom;note\n" + "\n".join(rows) + "\n", encoding="utf-8")
    shown = on_terminal("preview", tmp_path / "bad.csv", "--show-originals", "-n", 5, "-q")
    assert "DUR?31mAND" in shown
    assert "\u202e" not in shown
    assert "\u009b" not in shown


def test_colours_tell_treatments_unless_no_colour_is_wanted(clean: Path) -> None:
    coloured = on_terminal("preview", clean / "leak.csv", "-n", 1, "-q")
    assert {"\x1b[31m", "\x1b[33m", "\x1b[32m"} <= set(re.findall(r"\x1b\[3\dm", coloured))
    plain = on_terminal("preview", clean / "leak.csv", "-n", 1, "-q", env={"NO_COLOR": "1"})
    assert not re.search(r"\x1b\[3\dm", plain)
