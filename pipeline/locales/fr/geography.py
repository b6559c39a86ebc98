"""French communes, postcodes, departments and regions, from the official lists."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

from pipeline.locales.fr.names import fold

_DATA = Path(__file__).parent / "data"
_CORSICA = {"200": "2A", "201": "2A", "202": "2B", "206": "2B"}
_OVERSEAS = frozenset({"971", "972", "973", "974", "975", "976", "977", "978", "984", "986", "987", "988"})
_METROPOLITAN = frozenset(f"{number:02d}" for number in range(1, 96)) - {"20"}


@cache
def communes() -> pl.DataFrame:
    """Communes by ``code``: ``name``, ``department`` and ``region`` codes, ``postcodes``, ``population``."""
    return pl.read_parquet(_DATA / "communes.parquet")


@cache
def streets() -> tuple[str, ...]:
    """Street names without a number, in title case, in alphabetical order."""
    return tuple(pl.read_parquet(_DATA / "streets.parquet")["name"])


@cache
def department_names() -> dict[str, str]:
    """Department code -> name, overseas departments included."""
    table = pl.read_parquet(_DATA / "departments.parquet")
    return dict(zip(table["code"], table["name"], strict=True))


@cache
def department_regions() -> dict[str, str]:
    """Department code -> name of its region."""
    regions = pl.read_parquet(_DATA / "regions.parquet").rename({"code": "region", "name": "region_name"})
    table = pl.read_parquet(_DATA / "departments.parquet").join(regions, on="region")
    return dict(sorted(zip(table["code"], table["region_name"], strict=True)))


@cache
def postcode_departments() -> dict[str, str]:
    """Postcode -> department code; one that spans departments goes to the one where more people live.

    A commune with several postcodes lends each an equal part of its population.
    """
    shares = (
        communes()
        .with_columns((pl.col("population") / pl.col("postcodes").list.len()).alias("share"))
        .explode("postcodes")
        .drop_nulls("postcodes")
        .group_by("postcodes", "department")
        .agg(pl.col("share").sum().round(3))
        .sort("postcodes", "share", "department", descending=[False, True, False])
        .unique("postcodes", keep="first", maintain_order=True)
    )
    return dict(zip(shares["postcodes"], shares["department"], strict=True))


def department_of(postcode: str) -> str | None:
    """Department code of a postcode, from the table or (CEDEX codes) its prefix; None when impossible.

    >>> department_of("56100"), department_of("20290"), department_of("97460"), department_of("00100")
    ('56', '2B', '974', None)
    """
    if len(postcode) != 5 or not (postcode.isascii() and postcode.isdigit()):
        return None
    known = postcode_departments().get(postcode)
    if known is not None:
        return known
    if postcode.startswith("20"):
        return _CORSICA.get(postcode[:3])
    if postcode[:2] in ("97", "98"):
        return postcode[:3] if postcode[:3] in _OVERSEAS else None
    return postcode[:2] if postcode[:2] in _METROPOLITAN else None


@cache
def postcodes() -> frozenset[str]:
    """Every postcode of the table (without CEDEX codes)."""
    return frozenset(postcode_departments())


@cache
def commune_postcodes() -> frozenset[tuple[str, str]]:
    """Every commune's folded name with each of its postcodes."""
    pairs = communes().select("name", "postcodes").explode("postcodes").drop_nulls("postcodes")
    return frozenset((fold(name), code) for name, code in pairs.iter_rows())


@cache
def commune_names() -> frozenset[str]:
    """Every commune's name, folded."""
    return frozenset(fold(name) for name in communes()["name"])
