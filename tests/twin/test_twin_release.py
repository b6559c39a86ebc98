"""The twin of a release: from the cubes alone, marked everywhere, nobody's values, counts near the published ones."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench import twin as bench
from pipeline import verify
from pipeline.core import keyfile
from pipeline.locales.fr import fictional, geography, health, names, nir, remarks, reserved
from pipeline.locales.passwords import storage_kinds
from pipeline.publish import manifest
from pipeline.publish.made_up import twin as twin_table
from pipeline.publish.outputs.twin import Twin
from pipeline.transform.transforms import standin_nir
from pipeline.twin import plan
from pipeline.twin.draw import draw
from pipeline.twin.passwords import PASSWORDS
from pipeline.twin.persona import first_names


@pytest.fixture(scope="module")
def release(signed: Path) -> Path:
    return signed / "release"


@pytest.fixture(scope="module")
def facts(release: Path) -> dict[str, Any]:
    return manifest.read(release)


@pytest.fixture(scope="module")
def rows(release: Path) -> pl.DataFrame:
    return pl.read_parquet(release / "twin.parquet")


def alone(release: Path, folder: Path, env: dict[str, str] | None = None) -> pa.Table:
    """Draw the twin in a process that finds nothing but a manifest and cubes."""
    folder.mkdir()
    shutil.copytree(release / "cubes", folder / "cubes")
    shutil.copy(release / "manifest.json", folder / "manifest.json")
    place = folder.parent / f"{folder.name}-out"
    place.mkdir()
    command = [sys.executable, "-m", "pipeline.twin", str(folder), str(place / "twin.parquet")]
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "VIRTUAL_ENV")}
    subprocess.run(command, check=True, cwd=place, env={**kept, **(env or {})})
    return pq.read_table(place / "twin.parquet")


@pytest.mark.parametrize("env", [{}, {"TZ": "Asia/Tokyo", "POLARS_MAX_THREADS": "1", "PYTHONHASHSEED": "5"}])
def test_manifest_and_cubes_alone_give_the_same_rows(release: Path, tmp_path: Path, env: dict[str, str]) -> None:
    assert (
        alone(release, tmp_path / "nothing else", env).to_pydict()
        == pq.read_table(release / "twin.parquet").to_pydict()
    )


def test_another_release_has_another_twin(signed: Path) -> None:
    one, other = (pl.read_parquet(signed / name / "twin.parquet") for name in ("release", "other"))
    assert one["nir"].drop_nulls().to_list()[:20] != other["nir"].drop_nulls().to_list()[:20]


def test_it_has_the_headers_of_the_leak_and_the_size_that_the_manifest_tells(
    clean: Path, rows: pl.DataFrame, facts: dict[str, Any]
) -> None:
    header = (clean / "leak.csv").read_bytes().decode("cp1252").splitlines()[0].split(";")
    assert rows.columns == [*header, plan.PERSON, plan.PROVENANCE]
    assert rows.height == facts["twin"]["rows"] == facts["counts"]["accepted"]
    assert rows[plan.PERSON].n_unique() == facts["twin"]["persons"] == facts["counts"]["persons"]
    assert facts["twin"]["seed"] == facts["release_id"]
    assert facts["twin"]["stands_for"] == 1


def test_it_is_marked_wherever_one_may_meet_it(release: Path, rows: pl.DataFrame, facts: dict[str, Any]) -> None:
    assert rows[plan.PROVENANCE].unique().to_list() == [f"synthetic, estompe {facts['release_id']}"]
    schema = pq.read_schema(release / "twin.parquet")
    assert schema.metadata[b"provenance"].startswith(b"synthetic")
    assert all(field.metadata[b"description_fr"] for field in schema)
    french, english = (release / "dictionary.md").read_text("utf-8").split("# Data dictionary")
    assert "jumeau synthétique" in french
    assert "synthetic twin" in english
    package = json.loads((release / "datapackage.json").read_text("utf-8"))
    (own,) = [resource for resource in package["resources"] if resource["name"] == "twin"]
    assert "Synthetic twin" in own["description"]
    assert len(own["schema"]["fields"]) == len(rows.columns)
    with duckdb.connect(str(release / "release.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM twin").fetchall() == [(rows.height,)]
        ((comment,),) = connection.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'twin'").fetchall()
    assert "made-up" in comment


def test_its_counts_are_near_the_published_ones(release: Path) -> None:
    told, table = bench.read(release)
    for name, gaps in bench.errors(release, told, table).items():
        if gaps:
            assert statistics.median(gaps) <= 1, name
            assert max(gaps) <= 3, name


def test_no_value_can_be_anybodys_and_no_surname_exists(release: Path, facts: dict[str, Any]) -> None:
    found = bench.possible(release, facts)
    assert {"phone", "email", "fr.nir", "address.street", "person.name", "fr.rpps"} <= found.keys()
    assert set(found.values()) == {0}


def test_sex_first_name_number_and_birth_date_agree(rows: pl.DataFrame) -> None:
    people = rows.unique("personne_synthetique").drop_nulls(["sexe", "nir", "date_naissance"])
    assert people.height > 100
    for row in people.iter_rows(named=True):
        number = nir.parse(row["nir"])
        assert number is not None
        assert row["prenom"] in first_names(row["sexe"])
        assert number.person_sex == row["sexe"]
        assert (number.year2, number.month) == (row["date_naissance"][8:], row["date_naissance"][3:5])
    assert rows.group_by("personne_synthetique").agg(pl.col("nir").drop_nulls().n_unique())["nir"].max() == 1
    assert (
        rows.drop_nulls("nir").group_by("nir").agg(pl.col("personne_synthetique").n_unique().alias("n"))["n"].max() == 1
    )


def test_nobody_has_a_sample_from_before_the_day_of_birth(rows: pl.DataFrame) -> None:
    days = rows.select(
        pl.col("personne_synthetique").alias("person"),
        *(pl.col(name).str.to_date("%d/%m/%Y") for name in ("date_naissance", "date_prelevement")),
    )
    people = days.group_by("person").agg(
        pl.col("date_naissance").drop_nulls().first(), pl.col("date_prelevement").min()
    )
    people = people.drop_nulls()
    assert people.height > 100
    assert (people["date_prelevement"].dt.year() - people["date_naissance"].dt.year()).min() <= 3  # type: ignore[operator]
    assert (people["date_naissance"] < people["date_prelevement"]).all()


def test_households_share_an_address_now_and_then(rows: pl.DataFrame) -> None:
    homes = rows.drop_nulls("adresse").group_by("adresse", "code_postal").agg(pl.col("personne_synthetique").n_unique())
    assert 0.05 < (homes["personne_synthetique"] > 1).mean() < 0.6


def test_a_town_has_its_postcode_and_the_emails_come_from_the_name(rows: pl.DataFrame) -> None:
    pairs = set(rows.drop_nulls(["ville", "code_postal"]).select("ville", "code_postal").rows())
    assert all((names.fold(town), code) in geography.commune_postcodes() for town, code in pairs)
    for row in rows.drop_nulls("email").head(200).iter_rows(named=True):
        assert row["nom"].lower() in row["email"]


def test_laboratories_are_those_of_the_cubes(release: Path, rows: pl.DataFrame) -> None:
    told = pl.read_parquet(release / "cubes" / "laboratory.parquet")["laboratory"]
    assert set(rows["labo"].drop_nulls()) <= set(told)


@pytest.mark.parametrize("kind", remarks.HEALTH)
def test_a_sentence_says_its_category_and_nothing_else(kind: str) -> None:
    for sentence in remarks.HEALTH[kind]:
        assert health.facts([sentence]) == [frozenset({kind})]
        for other, sentences in remarks.HEALTH.items():
            if other != kind:
                assert health.facts([f"{sentence} {sentences[0]}"]) == [frozenset({kind, other})]


def test_plain_sentences_say_nothing() -> None:
    assert set(health.facts(remarks.PLAIN)) == {frozenset()}


@pytest.mark.parametrize("kind", PASSWORDS)
def test_a_placeholder_has_the_shape_of_its_kind(kind: str) -> None:
    start, digits = PASSWORDS[kind]
    assert storage_kinds(pl.Series([start + "1" * digits])).to_list() == [kind]


def test_the_portion_of_the_twin_is_nobody_elses() -> None:
    ends = fictional.ENDS
    real = names.surnames() | names.first_names() | geography.commune_names()
    assert not [name for name in real if name.endswith(ends)]
    assert not [name for name in geography.streets() if names.fold(name).endswith(ends)]
    assert all(map(fictional.is_surname, fictional.surnames()))
    assert not any(map(reserved.is_generated_surname, fictional.surnames()))
    assert standin_nir._COMMUNES < fictional.NIR_COMMUNE
    assert all(reserved.is_standin_domain(root) for root in fictional.DOMAIN_ROOTS)


@pytest.mark.parametrize(
    ("check", "twins", "not_twins"),
    [
        (fictional.is_phone, ["06 39 98 50 00", "0199005999"], ["0639984999", "0639986000", "0612345000"]),
        (fictional.is_domain, ["a@courriel.jumeau.test"], ["a@courriel.test", "a@jumeau.test.fr", "a@b.example"]),
        (fictional.is_nir, ["185055699100099"], ["185055612100099", "185055699100098", "185055699100199"]),
        (fictional.is_iban, ["FR99 0000 0999 9912 3456 7890 123"], ["FR9900000999891234567890123"]),
        (fictional.is_surname, ["Brelauvex"], ["LE GOFF", "Rouxel", ""]),
    ],
)
def test_what_is_the_twins_is_told_from_what_is_not(check: Any, twins: list[str], not_twins: list[str]) -> None:
    assert all(map(check, twins))
    assert not any(map(check, not_twins))


def reseal(release: Path, keys: Path) -> None:
    """Write the manifest anew, with digests of what is there now, signed by who made the release."""
    told = manifest.read(release)
    for name in ("files", "signer"):
        told.pop(name)
    (release / "manifest.json").unlink()
    (release / "manifest.json.sig").unlink()
    manifest.write(release, told, keyfile.signer(keys / "a.key"))


def test_a_changed_row_is_found_even_under_a_new_signature(signed: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(signed / "release", tmp_path / "release")
    table = pq.read_table(copy / "twin.parquet")
    place = table.column_names.index("ville")
    changed = pa.array(["ATLANTIS", *table["ville"].to_pylist()[1:]])
    pq.write_table(table.set_column(place, table.schema.field("ville"), changed), copy / "twin.parquet")
    assert any("twin.parquet: was changed" in line for line in verify.verify(copy))
    reseal(copy, signed / "keys")
    found = verify.verify(copy)
    assert any("twin" in line for line in found), found


def test_a_manifest_that_tells_of_another_twin_is_found(signed: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(signed / "release", tmp_path / "release")
    told = json.loads((copy / "manifest.json").read_text("utf-8"))
    told["twin"]["stands_for"] = 2
    (copy / "manifest.json").write_text(json.dumps(told), "utf-8")
    reseal(copy, signed / "keys")
    assert any("another twin" in line for line in verify.verify(copy))


def test_too_little_published_or_a_policy_that_wants_none_gives_no_twin(facts: dict[str, Any], tmp_path: Path) -> None:
    nothing = [{**cube, "cells": 0} for cube in facts["cubes"]]
    for less in (
        {"cubes": nothing},
        {"columns": []},
        {"counts": {**facts["counts"], "persons": 0}},
        {"policy": {**facts["policy"], "twin": {"persons": 0}}},
    ):
        assert plan.plan({**facts, **less}) is None
        with pytest.raises(ValueError, match="too little"):
            draw(tmp_path, {**facts, **less})
    without = {**facts, "twin": None}
    assert twin_table(without) is None
    assert not Twin().due(without)


def test_a_smaller_twin_stands_for_everybody(release: Path, facts: dict[str, Any]) -> None:
    fewer = {**facts, "policy": {**facts["policy"], "twin": {"persons": 300}}}
    told = plan.plan(fewer)
    assert told is not None
    assert told["persons"] == 300
    assert told["stands_for"] == pytest.approx(facts["counts"]["persons"] / 300)
    table = draw(release, fewer)
    assert table.num_rows == told["rows"]
    assert len(set(table[plan.PERSON].to_pylist())) == 300


@pytest.mark.parametrize("step", [-40, 7, 60])
def test_numbers_that_contradict_each_other_still_give_a_twin(
    step: int, release: Path, facts: dict[str, Any], tmp_path: Path
) -> None:
    """As under noise: every second cell is moved, records may be fewer than persons."""
    (tmp_path / "cubes").mkdir()
    for cube in facts["cubes"]:
        table = pl.read_parquet(release / "cubes" / f"{cube['name']}.parquet").with_row_index("i")
        moved = pl.when(pl.col("i") % 2 == 0).then(pl.col("persons") + step).otherwise("persons").clip(lower_bound=0)
        table.with_columns(moved.alias("persons")).drop("i").write_parquet(
            tmp_path / "cubes" / f"{cube['name']}.parquet"
        )
    table = draw(tmp_path, facts)
    assert table.num_rows == facts["twin"]["rows"]


def test_membership_is_told_by_the_leak_itself_and_not_by_the_twin(
    clean: Path, facts: dict[str, Any], release: Path, tmp_path: Path
) -> None:
    from tests.conftest import leak

    leak(tmp_path, 3_000, seed=2)
    told, table = bench.read(release)
    members, others = (bench.candidates(p / "truth.parquet", told, 3_000) for p in (clean, tmp_path))
    success, control = bench.membership(table, members, others)
    assert success - control <= 0.1
    success, control = bench.membership(members, members, others)
    assert success - control > 0.3
