"""Each attack succeeds on releases made without a threat model, and fails where its answer is in place."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from bench import naive
from pipeline import examined
from pipeline.assess import verdict
from pipeline.assess.attack import Earlier, Finding, Surface
from pipeline.assess.raw import Leak
from pipeline.assess.rows import Hint, Rows
from pipeline.core.policy import Thresholds
from pipeline.core.policy_file import load
from pipeline.core.progress import Silent
from pipeline.core.work import Work
from pipeline.job import Job, Request

LIMITS = Thresholds()
ATTACKS = {attack.id: attack for attack in verdict.attacks()}


@cache
def leak(path: Path) -> Leak:
    work = Work()
    try:
        return examined.read_leak(Job(Request([path], load()), work, Silent()))
    finally:
        work.close()


@pytest.fixture
def raw(clean: Path) -> Leak:
    return leak(clean / "leak.csv")


@pytest.fixture
def cells(clean: Path) -> pl.DataFrame:
    return naive.read(clean / "leak.csv")


def attacked(table: pl.DataFrame, raw: Leak, **more: object) -> dict[str, Finding]:
    hints = more.pop("hints", {})
    surface = Surface(raw, LIMITS, rows=Rows(table, raw, hints), **more)  # type: ignore[arg-type]
    return {finding.id: finding for finding in verdict.attacked(surface, "rows")}


def one(name: str, table: pl.DataFrame, raw: Leak, **more: object) -> dict[str, Finding]:
    hints = more.pop("hints", {})
    surface = Surface(raw, LIMITS, rows=Rows(table, raw, hints), **more)  # type: ignore[arg-type]
    return {finding.id: finding for finding in ATTACKS[name].run(surface)}


def value(found: dict[str, Finding], name: str) -> float:
    return found[name].interval.value


FAKED = {
    "position": 0.99,
    "linkage.unique": 0.99,
    "linkage.best": 1.0,
    "linkage.mean": 0.99,
    "trajectories": 0.95,
    "dictionary": 0.99,
    "null_patterns": 0.9,
    "membership": 0.95,
    "singling_out": 0.95,
    "linkability.columns": 0.95,
    "linkability.records": 0.6,
    "inference": 0.9,
}
"""Today's practice, and how far each attack gets on it at least."""


def test_every_attack_on_rows_succeeds_on_a_naive_release(cells: pl.DataFrame, raw: Leak) -> None:
    found = attacked(naive.faked(cells), raw)
    reached = {name: value(found, name) for name in FAKED}
    assert all(reached[name] >= least for name, least in FAKED.items()), reached
    assert all(found[name].passed is False for name in FAKED)
    assert value(found, "homogeneity") > 1_000
    # Faker's surnames are French ones: some are somebody's of the leak
    assert found["collisions.anybody"].passed is False


def test_generalised_without_k_is_linked_through_the_hierarchy(cells: pl.DataFrame, raw: Leak) -> None:
    found = attacked(naive.generalised(cells), raw)
    assert value(found, "linkage.unique") > 0.8
    assert value(found, "membership") > 0.9
    assert "date_naissance as calendar" in found["linkage.unique"].detail
    assert "code_postal as place" in found["linkage.unique"].detail
    # sorted rows: the order tells nothing
    assert found["position"].passed


def test_a_pseudonym_kept_across_visits_is_followed(cells: pl.DataFrame, raw: Leak) -> None:
    found = attacked(naive.followed(cells), raw)
    assert value(found, "trajectories") > 0.8
    assert value(found, "linkability.records") > 0.6
    assert found["dictionary"].passed


def test_shuffled_rows_are_not_met_by_position_and_omitted_ones_are(cells: pl.DataFrame, raw: Leak) -> None:
    table = naive.faked(cells)
    assert value(one("position", table.sample(fraction=1.0, shuffle=True, seed=1), raw), "position") < 1 / 12
    assert value(one("position", table.filter(pl.int_range(pl.len()) % 5 != 0), raw), "position") > 0.95
    assert value(one("position", table.reverse(), raw), "position") > 0.95


def coarse(cells: pl.DataFrame) -> pl.DataFrame:
    """Some hundreds of kinds of rows, each of many persons, in the leak's order."""
    return cells.select("sexe", "labo", code_postal=naive.departments(cells["code_postal"]))


@pytest.mark.parametrize("descending", [False, True])
def test_rows_sorted_by_content_tell_nothing_by_their_order(cells: pl.DataFrame, raw: Leak, descending: bool) -> None:
    table = coarse(cells).filter(pl.int_range(pl.len()) % 7 != 0)
    for columns in (table.columns, table.columns[::-1]):
        told = table.sort(columns, descending=descending)
        assert value(one("position", told, raw), "position") < 1 / 12


def test_coarse_rows_left_in_the_order_of_the_leak_are_met(cells: pl.DataFrame, raw: Leak) -> None:
    """However coarse: alike rows in the leak's order are each one record's."""
    table = coarse(cells)
    assert value(one("position", table, raw), "position") > 0.95
    assert value(one("position", table.filter(pl.int_range(pl.len()) % 7 != 0), raw), "position") > 0.9


def test_tokens_of_laboratories_are_told_by_frequency(cells: pl.DataFrame, raw: Leak) -> None:
    codes = cells["labo"].unique(maintain_order=True)
    token = {name: hmac.new(b"k" * 32, name.encode(), "sha256").hexdigest()[:32] for name in codes}
    table = cells.select("sexe", labo=cells["labo"].replace_strict(token)).sort("sexe", "labo")
    found = one("frequency", table, raw)["frequency"]
    assert found.interval.value > 0.7
    assert found.attempts == len(codes)


HASHES: dict[str, Callable[[str], str]] = {
    "md5": lambda v: hashlib.md5(v.encode()).hexdigest(),
    "sha-256, cut": lambda v: hashlib.sha256(v.encode()).hexdigest()[:16],
    "sha-1 with a word for salt": lambda v: hashlib.sha1(b"salt" + v.encode()).hexdigest(),
    "upper case digits": lambda v: hashlib.sha512(v.encode()).hexdigest().upper(),
}


@pytest.mark.parametrize("kind", HASHES)
def test_plain_hashes_are_made_again(kind: str, cells: pl.DataFrame, raw: Leak) -> None:
    table = cells.select(pl.col("nir").map_elements(HASHES[kind], return_dtype=pl.String))
    assert value(one("dictionary", table, raw), "dictionary") == 1


def test_keyed_hashes_are_made_again_with_the_key_only(cells: pl.DataFrame, raw: Leak) -> None:
    key = b"\x07" * 32
    made = cells["nir"].map_elements(lambda v: hmac.new(key, v.encode(), "sha256").hexdigest(), return_dtype=pl.String)
    table = pl.DataFrame({"nir": made})
    assert value(one("dictionary", table, raw), "dictionary") == 0
    assert value(one("dictionary", table, raw, keys=(key,)), "dictionary") == 1


def test_lengths_and_empty_cells_single_out_and_fixed_words_do_not(cells: pl.DataFrame, raw: Leak) -> None:
    masked = cells.select(pl.all().map_elements(lambda v: "x" * len(v), return_dtype=pl.String))
    hidden = {name: Hint((name,), opaque=True) for name in masked.columns}
    assert value(one("null_patterns", masked, raw, hints=hidden), "null_patterns") > 0.9
    flat = cells.select("sexe", pl.lit("x" * 32).alias("nir")).sort("sexe")
    assert one("null_patterns", flat, raw)["null_patterns"].passed


def test_a_stand_in_that_is_the_records_own_is_found(cells: pl.DataFrame, raw: Leak) -> None:
    hidden = {"nom": Hint(("nom",), opaque=True)}
    own = one("collisions", cells.select("nom"), raw, hints=hidden)
    assert value(own, "collisions.own") == 1
    nobody = cells.select(pl.concat_str(pl.lit("ZZ"), "nom").alias("nom"))
    other = one("collisions", nobody, raw, hints=hidden)
    assert [value(other, f"collisions.{name}") for name in ("own", "anybody")] == [0, 0]


def test_the_same_pseudonym_in_two_releases_is_found(cells: pl.DataFrame, raw: Leak) -> None:
    table, other = naive.faked(cells), naive.faked(cells, "sha512")
    assert value(one("reuse", table, raw, earlier=(Earlier("a", table=table),)), "reuse") == 1
    assert one("reuse", table.select("nir"), raw, earlier=(Earlier("a", table=other),))["reuse"].passed


def test_classes_of_k_pass_what_unique_rows_do_not(cells: pl.DataFrame, raw: Leak) -> None:
    coarse = cells.select("sexe").sort("sexe")
    found = attacked(coarse, raw)
    judged = {name: finding.passed for name, finding in found.items() if finding.passed is not None}
    assert set(judged) >= {"linkage.unique", "linkage.best", "membership", "singling_out"}
    assert all(passed for name, passed in judged.items() if not name.startswith("linkage.mean")), judged


def test_the_public_release_withstands_every_attack(clean: Path, raw: Leak) -> None:
    opened = examined.open_release(clean / "release")
    surface = examined.surface(opened, raw, LIMITS, examined.Question(clean / "release"))
    found = {finding.id: finding for finding in verdict.attacked(surface, "public")}
    assert not [name for name, finding in found.items() if finding.passed is False]
    assert found["membership"].interval.method == "student"
    assert found["linkage.unique"].attempts > 100


def test_counts_that_leave_out_small_cells_only_are_recovered(clean: Path, raw: Leak) -> None:
    written = naive.counted(naive.read(clean / "leak.csv"))
    found = {f.id: f for attack in ATTACKS.values() for f in attack.run(Surface(raw, LIMITS, written))}
    assert found["complementary_recovery"].interval.value > 0
    assert found["complementary_recovery"].passed is False


def test_attacks_say_the_same_again(cells: pl.DataFrame, raw: Leak) -> None:
    table = naive.generalised(cells)
    assert attacked(table, raw) == attacked(table, raw)
