"""Reuse of passwords as it is published is what one counts in the leak, over all its files."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

import synthetic.credentials
from pipeline.anonymise.reuse import FEW, MANY, OWN
from tests.conftest import Estompe, Shared, leak

SEEDS = {91: 20, 92: 6_000}
"""Seed of a file -> passwords of its portal: in one nearly everybody shares theirs, in the other hardly anybody."""


@pytest.fixture(scope="module")
def portals(shared: Shared, estompe: Estompe) -> Path:
    def make(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            for seed, pool in SEEDS.items():
                patch.setattr(synthetic.credentials, "POOL", pool)
                synthetic.credentials.make.cache_clear()
                leak(folder / str(seed), 1_500, seed).rename(folder / str(seed) / f"{seed}.csv")
        synthetic.credentials.make.cache_clear()
        files = [folder / str(seed) / f"{seed}.csv" for seed in SEEDS]
        done = estompe("run", "-q", *files, "--out", folder / "release")
        assert done.code == 0, done.err

    return shared("portals", make)


def records(folder: Path) -> pl.DataFrame:
    """Login and password of each record, and the person that the generator knows."""
    parts = []
    for seed in SEEDS:
        place = folder / str(seed)
        read = pl.read_csv((place / f"{seed}.csv").read_bytes().decode("cp1252").encode(), separator=";",
                           infer_schema=False, quote_char='"')  # fmt: skip
        truth = pl.read_parquet(place / "truth.parquet").sort("record")
        parts.append(read.select("login", "mot_de_passe").hstack(truth.select("person", "storage")).with_columns(
            pl.lit(seed).alias("file")))  # fmt: skip
    return pl.concat(parts).with_columns(pl.struct("file", "person").alias("who"))


def true(folder: Path) -> dict[str, tuple[int, int]]:
    """Word -> persons and records, counted by logins: in these leaks every password has one."""
    clear = records(folder).filter(pl.col("storage") == "clear")
    assert clear["login"].null_count() == 0
    owners = pl.min_horizontal(pl.col("login").n_unique(), pl.col("who").n_unique()).over("mot_de_passe")
    word = pl.when(owners >= 12).then(pl.lit(MANY)).when(owners >= 2).then(pl.lit(FEW)).otherwise(pl.lit(OWN))
    counted = clear.group_by(word.alias("word")).agg(pl.col("who").n_unique(), pl.len())
    return {name: (persons, number) for name, persons, number in counted.rows()}


def test_persons_and_records_are_those_of_the_leak(portals: Path) -> None:
    wanted = true(portals)
    assert set(wanted) == {OWN, FEW, MANY}
    assert min(persons for persons, _ in wanted.values()) >= 12
    told = pl.read_parquet(portals / "release" / "cubes" / "reuse.parquet")
    assert {name: (persons, number) for name, persons, number in told.rows()} == wanted


def test_database_and_report_tell_it_and_no_password(portals: Path) -> None:
    with duckdb.connect(str(portals / "release" / "release.duckdb"), read_only=True) as connection:
        others = connection.execute("SELECT reuse, others_too FROM reused_passwords").fetchall()
    assert dict(others) == {OWN: False, FEW: True, MANY: True}
    page = (portals / "release" / "report.html").read_text("utf-8")
    assert "12 comptes ou plus l’ont" in page
    assert "12 accounts or more have it" in page
    frequent = records(portals)["mot_de_passe"].drop_nulls().value_counts(sort=True)["mot_de_passe"].head(20)
    assert [password for password in frequent if password in page] == []


def test_the_twins_passwords_are_shared_likewise(portals: Path) -> None:
    rows = pl.read_parquet(portals / "release" / "twin.parquet").rename({"personne_synthetique": "who"})
    clear = rows.filter(pl.col("mot_de_passe").str.contains(r"^(factice-\d{6}|[a-z]\d{5}|fxz\d{6})$"))
    owners = pl.col("who").n_unique().over("mot_de_passe")
    word = pl.when(owners >= 12).then(pl.lit(MANY)).when(owners >= 2).then(pl.lit(FEW)).otherwise(pl.lit(OWN))
    counted = dict(clear.group_by(word.alias("word")).agg(pl.col("who").n_unique()).rows())
    for name, (persons, _) in true(portals).items():
        assert abs(counted[name] - persons) <= 12, name
