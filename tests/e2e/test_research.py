"""The `research` tier as a command: every row is like k others, and whoever holds the leak finds nobody."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from conftest import call, leak

from pipeline.core import keyfile
from pipeline.core.policy_file import configs
from pipeline.publish import manifest

POLICY = configs() / "research.yaml"
ROWS = 6_000
K = 12
PLACES = "address.postcode: {treatment: generalise, to: department}"


def rows(release: Path) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(pq.read_table(release / "persons.parquet")))


def facts(release: Path) -> dict:
    return json.loads((release / "manifest.json").read_text("utf-8"))


def asked(folder: Path, text: str) -> Path:
    """A policy that says no more than ``text`` besides its tier."""
    (folder / "policy.yaml").write_text(f"tier: research\n{text}\n", "utf-8")
    return folder / "policy.yaml"


def make(folder: Path) -> None:
    keyfile.create(folder / "project.key")
    done = call(
        *("run", leak(folder, ROWS, dirt=0.05), "--policy", POLICY, "--key", folder / "project.key"),
        *("--out", folder / "release"),
    )
    assert done.code == 0, done.err
    (folder / "said.txt").write_text(done.out + done.err)


@pytest.fixture(scope="module")
def made(shared) -> Path:
    return shared("research", make)


@pytest.fixture
def release(made: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(made / "release", tmp_path / "release"))


def test_every_row_is_like_k_others_over_all_columns_and_in_the_order_of_its_content(made: Path) -> None:
    table = rows(made / "release")
    assert table.height > ROWS / 4
    assert table.group_by(table.columns).len()["len"].min() >= K
    assert table.sort(table.columns).equals(table)
    assert all(kind == pl.String for kind in table.dtypes)
    assert not any(table.null_count().row(0))
    assert set(table.columns) <= {"region", "sex", "birth_year", "prescriber_region", "laboratory", "last_sample"}


def test_there_are_no_more_rows_than_persons(made: Path) -> None:
    told, truth = facts(made / "release"), pl.read_parquet(made / "truth.parquet")
    assert told["rows"] == rows(made / "release").height <= truth["person"].n_unique()
    assert told["persons_share"] >= 1 - told["policy"]["generalisation"]["suppression_limit"]


def test_it_is_whole_says_what_it_is_and_answers(made: Path) -> None:
    release = made / "release"
    names = {path.name for path in release.iterdir()}
    assert names == {
        *("manifest.json", "manifest.json.sig", "persons.parquet", "persons.csv.zip", "release.duckdb", "report.html"),
        *("dictionary.md", "datapackage.json", "croissant.json", "sbom.json"),
    }
    verified = call("verify", release)
    assert verified.code == 0, verified.err
    answer = call("query", release, "SELECT min(persons) AS least, sum(persons) AS n FROM classes", "--json")
    (found,) = json.loads(answer.out)
    assert found["least"] >= K
    assert int(found["n"]) == rows(release).height
    described = pq.read_schema(release / "persons.parquet")
    assert all(field.metadata[b"description"] for field in described)
    assert "primaryKey" not in json.loads((release / "datapackage.json").read_text())["resources"][0]["schema"]
    page = (release / "report.html").read_text("utf-8")
    assert page.index('lang="fr"') < page.index('lang="en"')
    assert "http:" not in page
    assert "https:" not in page


def test_nothing_of_a_record_is_in_any_file(made: Path) -> None:
    """Names, numbers, mails, postcodes and comments; regions, which are in both, are the control."""
    content = b"".join(p.read_bytes() for p in (made / "release").iterdir() if p.suffix != ".zip")
    content += "\n".join(rows(made / "release").unique().write_csv().splitlines()).encode()
    lines = (made / "leak.csv").read_bytes().split(b"\n")
    head = lines[0].split(b";")
    searched = [head.index(name) for name in (b"nir", b"email", b"telephone", b"adresse", b"num_adherent")]
    cells = {c[i] for c in (line.split(b";") for line in lines[1:400]) if len(c) == len(head) for i in searched}
    canaries = {cell for cell in cells if len(cell) > 7}
    assert len(canaries) > 500
    assert not [cell for cell in canaries if cell in content]
    assert b"Bretagne" in content


def test_the_same_leak_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    one_thread = {"POLARS_MAX_THREADS": "1", "TZ": "Asia/Tokyo"}
    key = ("--key", made / "project.key")
    done = call("run", made / "leak.csv", "--policy", POLICY, *key, "--out", tmp_path / "again", env=one_thread)
    assert done.code == 0, done.err
    for path in (made / "release").iterdir():
        if path.suffix != ".duckdb":
            assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_the_order_of_the_leak_has_no_say(clean: Path, tmp_path: Path) -> None:
    head, *body = (clean / "leak.csv").read_bytes().splitlines(keepends=True)
    (tmp_path / "turned.csv").write_bytes(head + b"".join(reversed(body)))
    for name, file in (("one", clean / "leak.csv"), ("two", tmp_path / "turned.csv")):
        done = call("run", file, "--policy", POLICY, "--out", tmp_path / name, "-q")
        assert done.code == 0, done.err
    one, two = ((tmp_path / name / "persons.parquet").read_bytes() for name in ("one", "two"))
    assert one == two


def test_whoever_holds_the_leak_finds_nobody(made: Path) -> None:
    done = call("assess", made / "release", "--against", made / "leak.csv", "--json")
    found = {figure["id"]: figure for figure in json.loads(done.out)["attacks"]}
    read = found["linkage.unique"]["detail"]
    assert all(name in read for name in rows(made / "release").columns), read
    assert found["linkage.unique"]["value"] == 0
    assert found["linkage.best"]["value"] <= 1 / K
    assert found["linkage.mean"]["value"] <= 0.05
    for name in ("position", "null_patterns", "singling_out", "linkability.columns", "downcoding"):
        assert found[name]["passed"], found[name]


@pytest.mark.parametrize("damage", ["row more", "row less", "cell changed", "order"])
def test_a_changed_row_is_found_even_by_who_writes_the_digests_again(release: Path, damage: str) -> None:
    """The release is signed by nobody here: whoever changes it can write the manifest's digests anew."""
    path, table = release / "persons.parquet", pq.read_table(release / "persons.parquet")
    frame = pl.DataFrame(pl.from_arrow(table))
    odd = frame.head(1).with_columns(pl.lit("Corse").alias(frame.columns[0]))
    changed = {
        "row more": pl.concat([frame, odd]).sort(frame.columns),
        "row less": frame.tail(frame.height - 1),
        "cell changed": pl.concat([odd, frame.tail(frame.height - 1)]).sort(frame.columns),
        "order": frame.reverse(),
    }[damage]
    pq.write_table(changed.to_arrow().cast(table.schema), path, compression="zstd")
    assert call("verify", release).code != 0
    told = facts(release)
    told["files"], told["signer"] = manifest.files(release), None
    (release / "manifest.json").write_text(json.dumps(told), "utf-8")
    (release / "manifest.json.sig").unlink()
    done = call("verify", release)
    assert done.code != 0, done.out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("treatments: {address.postcode: keep}", "treatments.address.postcode"),
        ("treatments: {person.name: synthesise}", "treatments.person.name"),
        ("treatments: {email: generalise}", "treatments.email"),
        ("treatments: {person.birth_date: {treatment: generalise, to: month}}", "no such level"),
        ("generalisation: {weights: {labratory: 2}}", "did you mean laboratory?"),
        ("generalisation: {suppression_limit: 2}", "generalisation.suppression_limit"),
        (f"treatments: {{{PLACES}, credential.login: generalise}}", "region at the finest"),
        ("treatments: {text.free: generalise, credential.password: generalise}", "cannot both be told"),
    ],
)
def test_what_a_row_cannot_tell_is_refused_before_anything_is_read(made: Path, tmp_path: Path, text: str, said: str):
    policy = asked(tmp_path, text)
    done = call("run", made / "leak.csv", "--policy", policy, "--out", tmp_path / "out", "-q")
    assert done.code == 2, done.err
    assert said in done.err
    assert call("check", policy).code == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("treatments: {text.free: generalise}\ngeneralisation: {suppression_limit: 0.4}", "health"),
        ("treatments: {credential.password: generalise}", "storage"),
    ],
)
def test_sensitive_facts_are_told_of_whole_groups_in_which_they_stay_uncertain(
    tmp_path: Path, text: str, told: str
) -> None:
    """Absence is no fact: a group of nobody with one is fine, however sure that is."""
    done = call(
        "run", leak(tmp_path, ROWS, comments=0.9), "--policy", asked(tmp_path, text), "--out", tmp_path / "out", "-q"
    )
    assert done.code == 0, done.err
    table = rows(tmp_path / "out")
    absent = {"health": "none", "storage": "no_account"}[told]
    others = [name for name in table.columns if name != told]
    cells = table.group_by(table.columns).len()
    assert cells["len"].min() >= K
    groups = cells.group_by(others).agg(
        pl.len().alias("values"),
        (pl.col("len").filter(pl.col(told) != absent).max() / pl.col("len").sum()).fill_null(0).alias("share"),
    )
    with_facts = groups.filter(pl.col("share") > 0)
    assert with_facts.height
    assert with_facts["values"].min() >= 3
    assert with_facts["share"].max() <= 0.8
    assert call("verify", tmp_path / "out").code == 0


def test_few_persons_get_a_clear_refusal(tmp_path: Path) -> None:
    done = call("run", leak(tmp_path, 10), "--policy", POLICY, "--out", tmp_path / "out", "-q")
    assert (done.code, done.out) == (4, "")
    assert "persons" in done.err
    assert not (tmp_path / "out").exists()


def test_three_columns_are_enough_and_records_may_be_persons(tmp_path: Path) -> None:
    lines = [f"{'FM'[i % 2]};{1950 + i % 40};{('56100', '45000', '27000')[i % 3]}" for i in range(1_200)]
    small = tmp_path / "leak.csv"
    small.write_text("\n".join(["sexe;annee;code_postal", *lines]) + "\n", "utf-8")
    refused = call("run", small, "--policy", POLICY, "--out", tmp_path / "out", "-q")
    assert refused.code == 4
    assert "persons: records" in refused.err
    done = call("run", small, "--policy", asked(tmp_path, "persons: records"), "--out", tmp_path / "out", "-q")
    assert done.code == 0, done.err
    table = rows(tmp_path / "out")
    assert table.group_by(table.columns).len()["len"].min() >= K
    assert {"region", "sex"} <= set(table.columns)


def test_previewed_and_made_stage_by_stage(made: Path, tmp_path: Path) -> None:
    shown = call("preview", made / "leak.csv", "--policy", POLICY, "-n", "3")
    assert shown.code == 0, shown.err
    assert "or coarser" in shown.out
    for name in ("ingest", "detect", "transform", "anonymise", "assess", "publish", "report"):
        done = call("stage", name, made / "leak.csv", "--work", tmp_path / "work", "--policy", POLICY)
        assert done.code == 0, (name, done.err)
    assert rows(next((tmp_path / "work").rglob("release"))).equals(rows(made / "release"))
