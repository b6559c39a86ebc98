"""The cookbook: every query runs on a release, and its answer is worked out a second time from the Parquet files."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.core.categories import BY_ID
from pipeline.locales.fr.geography import department_names
from pipeline.publish import ask

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "cookbook.md").read_text("utf-8")
QUERIES = {int(n): sql for n, sql in re.findall(r"(?s)### (\d+)\. [^\n]+\n\n```sql\n(.*?)\n```", PAGE)}


class Release:
    """The cubes as lists of rows, most persons first, and the counts of the manifest."""

    def __init__(self, folder: Path) -> None:
        facts = json.loads((folder / "manifest.json").read_text("utf-8"))
        self.counts, self.columns = facts["counts"], facts["columns"]
        self._folder = folder

    def __getitem__(self, name: str) -> list[dict[str, Any]]:
        rows = pq.read_table(self._folder / "cubes" / f"{name}.parquet").to_pylist()
        return sorted(rows, key=lambda row: (-row["persons"], *map(str, row.values())))

    def percent(self, persons: float) -> float:
        return round(100 * persons / self.counts["persons"], 1)

    def summed(self, dimension: str, **where: str) -> dict[str, int]:
        found: Counter[str] = Counter()
        for row in self["department_sex_age"]:
            if all(row[name] == value for name, value in where.items()):
                found[row[dimension]] += row["persons"]
        return dict(found)


def first(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def by_size(found: dict[str, int]) -> list[tuple[Any, ...]]:
    return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def named(release: Release, sensitive: bool = False) -> list[tuple[Any, ...]]:
    rows = [row for row in release["category"] if BY_ID[row["category"]].sensitive or not sensitive]
    return [(row["category"], BY_ID[row["category"]].en, row["persons"]) for row in rows]


def published_departments(release: Release) -> list[dict[str, Any]]:
    rows = [row for row in release["region_department"] if row["department"] != "unknown"]
    return sorted(rows, key=lambda row: (-row["persons"], row["department"]))


def last_year(release: Release) -> list[tuple[Any, ...]]:
    last = max(row["year"] for row in release["laboratory_year"] if row["year"] != "unknown")
    return first([row for row in release["laboratory_year"] if row["year"] == last], "laboratory", "persons")


def stored(release: Release) -> list[tuple[Any, ...]]:
    rows, whole = release["storage"], sum(row["persons"] for row in release["storage"])
    return [(r["storage"], r["storage"] == "clear", r["persons"], round(100 * r["persons"] / whole, 1)) for r in rows]


def busiest(release: Release) -> list[tuple[Any, ...]]:
    months = [row for row in release["month"] if row["month"] != "unknown"]
    return [(max(months, key=lambda row: row["records"])["month"], max(row["month"] for row in months))]


ANSWERS: dict[int, Callable[[Release], list[tuple[Any, ...]]]] = {
    1: lambda r: [(r.counts["persons"], r.counts["persons_upper"], r.counts["records"])],
    2: lambda r: [(round(r.counts["accepted"] / r.counts["persons"], 2),)],
    3: lambda r: [(r.counts["quarantined"], round(100 * r.counts["quarantined"] / r.counts["records"], 2))],
    4: lambda r: [(row["region"], row["persons"], r.percent(row["persons"])) for row in r["region"]],
    5: lambda r: [
        (row["department"], department_names().get(row["department"]), row["persons"])
        for row in published_departments(r)
    ],
    6: lambda r: [(r.counts["persons"] - sum(row["persons"] for row in published_departments(r)),)],
    7: lambda r: [
        (row["prescriber_department"], department_names().get(row["prescriber_department"]), row["persons"])
        for row in r["prescriber_department"]
    ],
    8: lambda r: by_size(r.summed("sex")),
    9: lambda r: sorted(r.summed("age_band").items()),
    10: lambda r: by_size(r.summed("department", age_band="0-9")),
    11: lambda r: first(r["laboratory"][:10], "laboratory", "persons"),
    12: lambda r: [
        (
            round(
                100 * sum(sorted((x["records"] for x in r["laboratory"]), reverse=True)[:10]) / r.counts["accepted"], 1
            ),
        )
    ],
    13: lambda r: sorted(first(r["year"], "year", "persons", "records"), key=lambda row: (-row[2], row[0])),
    14: busiest,
    15: last_year,
    16: lambda r: [(name, persons, r.percent(persons)) for _, name, persons in named(r)],
    17: lambda r: named(r, sensitive=True),
    18: lambda r: first(
        [row for row in r["region_category"] if row["category"] == "social_security"], "region", "persons"
    ),
    19: stored,
    20: lambda r: sorted((c["name"], c["entity"], c["treatment"]) for c in r.columns if c["treatment"] != "suppress"),
}


def test_there_are_twenty_questions_and_as_many_answers() -> None:
    assert list(QUERIES) == list(ANSWERS) == list(range(1, 21))


@pytest.mark.parametrize("number", ANSWERS)
def test_the_answer_is_the_one_that_the_parquet_files_give(number: int, clean: Path) -> None:
    found = [tuple(row.values()) for row in ask.ask(clean / "release", QUERIES[number]).to_pylist()]
    expected = ANSWERS[number](Release(clean / "release"))
    assert len(found) > 0
    assert [tuple(map(plain, row)) for row in found] == [tuple(map(plain, row)) for row in expected]


def plain(value: Any) -> Any:
    """A number as a float, whatever DuckDB calls its type."""
    return value if value is None or isinstance(value, (str, bool)) else float(value)
