"""How near the synthetic twin comes to the published cubes, and what it tells of who is in the leak.

``python -m bench.twin RELEASE [--members TRUTH --others TRUTH]``: the error of every published cube counted again on
the twin; names that exist, values that could be anybody's; time and memory. With the truths of two synthetic
leaks (the one that was released, and one of another seed): a membership attack. Whoever owns candidate persons asks for
each how near the nearest rows of the twin are; the threshold is chosen on one half and scored on the other, and what it
finds among persons who are not in the leak is the control.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from pipeline.locales.fr import fictional, names
from pipeline.locales.fr.geography import department_of, department_regions
from pipeline.locales.fr.health import facts as health_facts
from pipeline.locales.fr.institutions import is_institution
from pipeline.locales.passwords import storage_kinds
from pipeline.publish import manifest
from pipeline.transform.transforms.password_strength import strength
from pipeline.twin.draw import draw
from pipeline.twin.plan import PERSON

UNKNOWN = "unknown"
NEAR = ("department", "sex", "age_band", "laboratory", "month", "prescriber_department")


def read(release: Path) -> tuple[dict[str, Any], pl.DataFrame]:
    """The manifest of a release, and its twin with the dimensions of the cubes read out of the rows' texts."""
    facts = manifest.read(release)
    rows = pl.read_parquet(release / "twin.parquet")
    by_entity: dict[str, list[str]] = {}
    by_category: dict[str, list[str]] = {}
    for column in facts["twin"]["columns"]:
        by_entity.setdefault(column["entity"] or "", []).append(column["name"])
        by_category.setdefault(column["category"] or "", []).append(column["name"])

    def of(entity: str) -> pl.Series:
        found = by_entity.get(entity)
        return rows[found[0]] if found else pl.Series([None] * rows.height, dtype=pl.String)

    postcodes = {code: department_of(code) for code in (*of("address.postcode").unique(), *of("prescriber.postcode"))
                 if code}  # fmt: skip
    regions = department_regions()
    date, born = of("date.sample"), of("person.birth_date").str.slice(6, 4).cast(pl.Int64)
    age = (facts["reference_year"] or 0) - born
    decade = age // 10 * 10
    band = pl.select(
        pl.when(age >= 90).then(pl.lit("90+")).otherwise(pl.format("{}-{}", decade, decade + 9))
    ).to_series()
    logins = of("credential.login")
    account = pl.select(pl.any_horizontal(logins.is_not_null(), of("credential.password").is_not_null())).to_series()
    kinds = storage_kinds(of("credential.password")).fill_null("no_password")
    secret = of("credential.password")
    frame = {
        "person": rows[PERSON],
        "department": of("address.postcode").replace_strict(postcodes, default=None, return_dtype=pl.String),
        "sex": of("person.sex"),
        "age_band": band.set(born.is_null(), None),
        "laboratory": of("laboratory"),
        "month": date.str.slice(6, 4) + "-" + date.str.slice(3, 2),
        "prescriber_department": of("prescriber.postcode").replace_strict(postcodes, default=None,
                                                                           return_dtype=pl.String),
        "storage": kinds.set(~account, None),
        "strength": strength(secret),
        "reuse": _reuse(rows[PERSON], secret.set((kinds != "clear").fill_null(True), None)),
    }  # fmt: skip
    table = pl.DataFrame([values.alias(name) for name, values in frame.items()])
    home = (
        table.select("person", "department", "sex", "age_band")
        .group_by("person")
        .agg(pl.col(name).drop_nulls().first() for name in ("department", "sex", "age_band"))
    )
    table = table.drop("department", "sex", "age_band").join(home, on="person", maintain_order="left", how="left")
    table = table.with_columns(
        pl.col("department").replace_strict(regions, default=None, return_dtype=pl.String).alias("region"),
        pl.col("month").str.slice(0, 4).alias("year"),
        is_institution(logins).fill_null(False).alias("institution"),
    ).with_columns(
        pl.col("region", "department", "sex", "age_band", "laboratory", "month", "year", "prescriber_department")
        .fill_null(UNKNOWN)
    )  # fmt: skip
    said = of("text.free")
    distinct = said.drop_nulls().unique().sort()
    found = dict(zip(distinct, health_facts(distinct.to_list()), strict=True))
    sets = {
        category: pl.select(pl.any_horizontal([rows[name].is_not_null() for name in own]))
        .to_series()
        .alias(f"kind {category}")
        for category, own in by_category.items()
        if category
    }
    for category in sorted({one for facts_ in found.values() for one in facts_}):
        texts = [text for text, facts_ in found.items() if category in facts_]
        sets[category] = said.is_in(texts).fill_null(False).alias(f"kind {category}")
    return facts, table.with_columns(sets.values())


def _reuse(person: pl.Series, clear: pl.Series) -> pl.Series:
    """How many persons have each password in clear, in the words of the cube."""
    frame = pl.DataFrame({"person": person, "password": clear})
    had = pl.col("person").n_unique().over("password")
    word = pl.when(had >= 12).then(pl.lit("many")).when(had >= 2).then(pl.lit("few")).otherwise(pl.lit("own"))
    return frame.select(pl.when(pl.col("password").is_not_null()).then(word)).to_series()


def errors(release: Path, facts: dict[str, Any], table: pl.DataFrame) -> dict[str, list[float]]:
    """Cube -> how far each published number of persons is from the twin's, in persons of the release."""
    weight = facts["twin"]["stands_for"]
    found: dict[str, list[float]] = {}
    for cube in facts["cubes"]:
        rows = table.filter("institution") if cube["where"] else table
        others = [name for name in cube["dimensions"] if name != "category"]
        told = pl.read_parquet(release / "cubes" / f"{cube['name']}.parquet")
        for key, part in told.group_by("category") if "category" in cube["dimensions"] else [(("",), told)]:
            kind = f"kind {key[0]}"
            mine = rows.filter(kind) if kind in rows.columns else rows.clear() if key[0] else rows
            mine = mine.drop_nulls(others)
            counted = pl.col("person").n_unique().alias("twin")
            again = mine.group_by(others).agg(counted) if others else mine.select(counted)
            both = part.join(again, on=others, how="left") if others else part.with_columns(again["twin"])
            gap = (both["twin"].fill_null(0) * weight - both["persons"]).abs()
            found.setdefault(cube["name"], []).extend(gap.to_list())
    return found


def possible(release: Path, facts: dict[str, Any]) -> dict[str, int]:
    """How many values could be somebody's, by kind: 0 everywhere is the promise."""
    rows = pl.read_parquet(release / "twin.parquet")
    checks = {
        "phone": fictional.is_phone, "email": fictional.is_domain, "fr.nir": fictional.is_nir,
        "address.street": fictional.is_street, "person.name": fictional.is_surname,
        "person.birth_name": fictional.is_surname, "fr.rpps": fictional.is_checked_number,
        "fr.adeli": fictional.is_checked_number, "fr.finess": fictional.is_checked_number, "iban": fictional.is_iban,
    }  # fmt: skip
    found: dict[str, int] = {"surnames that exist": 0}
    for column in facts["twin"]["columns"]:
        values = rows[column["name"]].drop_nulls().unique().to_list()
        if column["entity"] in checks:
            outside = sum(not checks[column["entity"]](value) for value in values)
            found[column["entity"]] = found.get(column["entity"], 0) + outside
        if column["entity"] in ("person.name", "person.birth_name"):
            found["surnames that exist"] += len({names.fold(value) for value in values} & names.surnames())
    return found


def membership(table: pl.DataFrame, members: pl.DataFrame, others: pl.DataFrame) -> tuple[float, float]:
    """Success and control of the attack: the share said to be in the leak, of those who are and of those who are not.

    Nearness of a candidate: for each of its records, how many rows of the twin share all of `NEAR` that both have, and
    how many all but one; summed and compared with how many such rows a person of its department has by chance.
    """
    known = [name for name in NEAR if name in members.columns and name in others.columns]
    marks = []
    for candidates in (members, others):
        frame = candidates.select("person", *known).unique(maintain_order=True)
        score = pl.Series([0.0] * frame.height)
        for left_out in (None, *known):
            on = [name for name in known if name != left_out]
            counts = table.group_by(on).agg(pl.len().alias("near"))
            near = frame.join(counts, on=on, how="left", maintain_order="left")["near"].fill_null(0)
            score = score + (near > 0).cast(pl.Float64) * (len(known) if left_out is None else 1)
        marks.append(frame.select("person").with_columns(score.alias("s")).group_by("person").agg(pl.col("s").max()))
    half = [(mark["s"].to_numpy()[0::2], mark["s"].to_numpy()[1::2]) for mark in (m.sort("person") for m in marks)]
    limits = np.unique(np.concatenate([half[0][0], half[1][0]]))
    gains = [(half[0][0] >= limit).mean() - (half[1][0] >= limit).mean() for limit in limits]
    best = limits[int(np.argmax(gains))]
    return float((half[0][1] >= best).mean()), float((half[1][1] >= best).mean())


def candidates(truth: Path, facts: dict[str, Any], size: int) -> pl.DataFrame:
    """Persons of a synthetic leak's truth as an attacker describes them, some of them."""
    table = pl.read_parquet(truth)
    people = table["person"].unique().sort().sample(min(size, table["person"].n_unique()), seed=1)
    table = table.filter(pl.col("person").is_in(people.implode()))
    age = facts["reference_year"] - pl.col("birth_year").cast(pl.Int64)
    band = pl.when(age >= 90).then(pl.lit("90+")).otherwise(pl.format("{}-{}", age // 10 * 10, age // 10 * 10 + 9))
    return table.with_columns(band.fill_null(UNKNOWN).alias("age_band")).with_columns(
        pl.col(name).cast(pl.String).fill_null(UNKNOWN) for name in NEAR if name != "age_band"
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", type=Path)
    parser.add_argument("--members", type=Path)
    parser.add_argument("--others", type=Path)
    asked = parser.parse_args()
    facts, table = read(asked.release)
    for name, gaps in errors(asked.release, facts, table).items():
        if gaps:
            print(
                f"{name:24} {len(gaps):5} cells  median {statistics.median(gaps):6.1f}  most {max(gaps):6.0f} persons"
            )
    print("could be somebody's:", possible(asked.release, facts))
    start = time.process_time()
    draw(asked.release, facts)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = (asked.release / "twin.parquet").stat().st_size / 1e6
    rows = pq.read_metadata(asked.release / "twin.parquet").num_rows
    print(f"{rows} rows, {size:.1f} MB, drawn in {time.process_time() - start:.1f} CPU s, {used:.0f} MB at most")
    if asked.members and asked.others:
        who = [candidates(path, facts, 20_000) for path in (asked.members, asked.others)]
        success, control = membership(table, *who)
        print(f"membership: success {success:.4f}, control {control:.4f}, difference {success - control:+.4f}")


if __name__ == "__main__":
    main()
