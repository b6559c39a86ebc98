"""`estompe assess` and `--ledger`: what is told, what is refused, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import Estompe, leak

from bench import naive
from pipeline.core.policy_file import configs


@pytest.fixture(scope="session")
def faked(clean: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("faked") / "faked.parquet"
    naive.faked(naive.read(clean / "leak.csv")).write_parquet(path)
    return path


def cubes(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    read = {path.name: pq.read_table(path).to_pydict().values() for path in (folder / "cubes").iterdir()}
    return {name: sorted(zip(*columns, strict=True)) for name, columns in read.items()}


def test_two_protections_of_one_leak_are_refused(estompe: Estompe, tmp_path: Path) -> None:
    source, ledger = leak(tmp_path / "leak", 3_000), tmp_path / "ledger"
    exact, rounded = tmp_path / "exact.yaml", tmp_path / "rounded.yaml"
    exact.write_text("tier: public\ncubes:\n  - {name: region, dimensions: [region]}\n")
    rounded.write_text(f"{exact.read_text()}protection: rounding\n")
    assert estompe("run", source, "--policy", exact, "--out", tmp_path / "one", "--ledger", ledger, "-q").code == 0
    done = estompe("run", source, "--policy", rounded, "--out", tmp_path / "two", "--ledger", ledger, "-q")
    assert (done.code, "two protections of one leak" in done.err) == (4, True), done.err
    assert not (tmp_path / "two").exists()


def test_rows_and_cubes_of_one_leak_are_audited_together_and_other_rows_of_it_are_refused(
    estompe: Estompe, tmp_path: Path
) -> None:
    source, ledger = leak(tmp_path / "leak", 3_000), tmp_path / "ledger"
    coarse = tmp_path / "coarse.yaml"
    coarse.write_text("tier: research\ntreatments:\n  address.postcode: suppress\n")
    for name in ("research", "public", "research"):
        policy, out = configs() / f"{name}.yaml", tmp_path / name
        done = estompe("run", source, "--policy", policy, "--out", out, "--force", "--ledger", ledger, "-q")
        assert done.code == 0, done.err
    rows, cubes_ = json.loads((ledger / "ledger.json").read_text())["releases"]
    assert (rows["tier"], cubes_["tier"], rows["leak"]) == ("research", "public", cubes_["leak"])
    kept = pq.read_table(ledger / rows["release_id"] / "persons.parquet")
    assert kept.num_rows > 100
    assert kept.to_pydict() == pq.read_table(tmp_path / "research" / "persons.parquet").to_pydict()
    done = estompe("run", source, "--policy", coarse, "--out", tmp_path / "two", "--ledger", ledger, "-q")
    assert (done.code, f"rows of this leak stand in release {rows['release_id']} of the ledger" in done.err) == (
        4,
        True,
    )
    assert not (tmp_path / "two").exists()


def test_without_the_leak_the_measures_are_told(estompe: Estompe, clean: Path) -> None:
    done = estompe("assess", clean / "release", "--json", "-q")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert found["passed"] is True
    assert (found["tier"], found["against"], found["attacks"]) == ("public", None, [])
    assert {one["id"] for one in found["measures"]} >= {"smallest_cell", "recoverable_cells"}
    assert list(found["criteria"]) == ["singling_out", "linkability", "inference"]
    named = {one for criterion in found["criteria"].values() for one in criterion["figures"]}
    assert named == {one["id"] for one in found["measures"]}


def test_a_naive_release_is_refused_with_which_by_how_much_and_which_key(
    estompe: Estompe, clean: Path, faked: Path
) -> None:
    done = estompe("assess", faked, "--against", clean / "leak.csv", "--lang", "en")
    assert done.code == 4
    assert "linkage.unique (T2) is 1, the limit is 0 (1 too much)" in done.err
    assert "the policy keys that decide: thresholds.persons" in done.err
    for word in ("Singling out", "Linkability", "Inference", "exceeded"):
        assert word in done.out
    french = estompe("assess", faked, "--against", clean / "leak.csv", "--lang", "fr", "-q")
    assert "Individualisation" in french.out
    assert "dépassé" in french.out


def test_no_value_of_the_leak_is_told(estompe: Estompe, clean: Path, faked: Path) -> None:
    done = estompe("assess", faked, "--against", clean / "leak.csv", "--json")
    cells = naive.read(clean / "leak.csv").select("nir", "nom", "email", "ville", "labo", "commentaire")
    values = {value for name in cells.columns for value in cells[name].drop_nulls() if len(value) > 3}
    assert len(values) > 1_000
    said = done.out + done.err
    assert {value for value in values if value in said} == set()
    # the search finds what it looks for
    own = cells["nir"].drop_nulls()[0]
    assert {value for value in values if value in said + own} == {own}


def test_a_changed_release_fails_and_a_stricter_policy_too(estompe: Estompe, clean: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text((configs() / "public.yaml").read_text("utf-8").replace("persons: 12 ", "persons: 500 "), "utf-8")
    done = estompe("assess", clean / "release", "--policy", policy)
    assert done.code == 4
    assert "smallest_cell (T8) is 12, the limit is 500 (488 too little)" in done.err


BAD = {
    "nothing there": ("missing", 3),
    "an empty folder": ("folder", 3),
    "no table": ("text.parquet", 3),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_release_is_an_error_in_one_line(estompe: Estompe, tmp_path: Path, case: str) -> None:
    name, code = BAD[case]
    (tmp_path / "folder").mkdir()
    (tmp_path / "text.parquet").write_text("no table")
    done = estompe("assess", tmp_path / name)
    assert (done.code, done.err.count("\n")) == (code, 1), done.err


def test_the_newsroom_release_is_told_linkable_and_refused_for_nothing_it_does_not_promise(
    estompe: Estompe, clean: Path, tmp_path: Path
) -> None:
    key, out = tmp_path / "keys" / "key", tmp_path / "release"
    assert estompe("keys", "new", key).code == 0
    policy = configs() / "newsroom.yaml"
    made = estompe("run", clean / "leak.csv", "--policy", policy, "--key", key, "--out", out, "-q")
    assert made.code == 0, made.err
    assert estompe("assess", out).code == 2
    done = estompe("assess", out, "--key", key, "--against", clean / "leak.csv", "--json", "-q")
    assert done.code == 0, done.err
    figures = {one["id"]: one for one in json.loads(done.out)["attacks"]}
    for name in ("linkage.unique", "linkability.records", "trajectories"):
        assert figures[name]["passed"] is False
        assert figures[name]["enforced"] is False
        assert figures[name]["value"] > 0.8
    for name in ("dictionary", "collisions.own"):
        assert figures[name]["passed"] is True
        assert figures[name]["enforced"] is True
    again = estompe("assess", out, "--key", key, "--earlier", out, "--against", clean / "leak.csv", "--json", "-q")
    reuse = {one["id"]: one for one in json.loads(again.out)["attacks"]}["reuse"]
    assert (again.code, reuse["value"], reuse["enforced"]) == (4, 1.0, True)


def test_the_ledger_lets_the_same_release_pass_and_refuses_a_difference(
    estompe: Estompe, policy: Path, tmp_path: Path
) -> None:
    first = leak(tmp_path / "leak", 3_000)
    ledger = tmp_path / "ledger"
    for number in (1, 2):
        done = estompe("run", first, "--policy", policy, "--out", tmp_path / f"r{number}", "--ledger", ledger, "-q")
        assert done.code == 0, done.err
    kept = json.loads((ledger / "ledger.json").read_text())["releases"]
    assert len(kept) == 1
    lines = first.read_bytes().splitlines(keepends=True)
    other = tmp_path / "other.csv"
    other.write_bytes(b"".join([lines[0], *lines[8:]]))
    done = estompe("run", other, "--policy", policy, "--out", tmp_path / "r3", "--ledger", ledger, "-q")
    assert done.code == 4
    assert f"together with release {kept[0]['release_id']} of the ledger" in done.err
    assert "differencing (T10)" in done.err
    assert not (tmp_path / "r3").exists()
    apart = tmp_path / "apart.yaml"
    apart.write_text(policy.read_text("utf-8") + "\nproject: another\n", "utf-8")
    assert estompe("run", other, "--policy", apart, "--out", tmp_path / "r4", "--ledger", ledger, "-q").code == 0
    # the same records in another order are the same leak
    turned = tmp_path / "turned.csv"
    turned.write_bytes(b"".join([lines[0], *reversed(lines[1:])]))
    assert estompe("run", turned, "--policy", policy, "--out", tmp_path / "r5", "--ledger", ledger, "-q").code == 0


def test_the_ledger_holds_what_is_published_and_nothing_else(estompe: Estompe, policy: Path, tmp_path: Path) -> None:
    source, ledger, out = leak(tmp_path / "leak", 3_000), tmp_path / "ledger", tmp_path / "release"
    assert estompe("run", source, "--policy", policy, "--out", out, "--ledger", ledger, "-q").code == 0
    (entry,) = json.loads((ledger / "ledger.json").read_text())["releases"]
    assert cubes(ledger / entry["release_id"]) == cubes(out)
    assert (ledger / "ledger.key").stat().st_mode & 0o077 == 0
    (ledger / "ledger.json").write_text("{")
    done = estompe("run", source, "--policy", policy, "--out", out, "--force", "--ledger", ledger, "-q")
    assert (done.code, "is damaged" in done.err) == (3, True)
