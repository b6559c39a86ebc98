"""``release.duckdb``: the cubes as tables with comments, and views that answer the first questions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from pipeline.core.categories import CATEGORIES
from pipeline.core.database import fresh
from pipeline.locales.fr.geography import department_names
from pipeline.publish import manifest
from pipeline.publish.made_up import all_tables
from pipeline.publish.output import Output
from pipeline.publish.tables import Table

VIEWS: dict[str, tuple[str, str, str]] = {
    "by_region": (
        "region",
        "Persons by region, most first",
        "SELECT * FROM region ORDER BY persons DESC, region",
    ),
    "by_department": (
        "region_department",
        "Persons by department with its name, most first",
        "SELECT region, department, name AS department_name, persons, records FROM region_department "
        "LEFT JOIN department_names USING (department) ORDER BY persons DESC, department",
    ),
    "by_laboratory": (
        "laboratory",
        "Persons by laboratory, most first; a person counts once in each of theirs",
        "SELECT * FROM laboratory ORDER BY persons DESC, laboratory",
    ),
    "by_category": (
        "category",
        "Persons by kind of data with its name, most first; a person counts once in each",
        "SELECT category, name_fr, name_en, sensitive, persons, records FROM category "
        "JOIN category_names USING (category) ORDER BY persons DESC, category",
    ),
    "by_month": ("month", "Persons by month of the sample", "SELECT * FROM month ORDER BY month"),
    "credentials": (
        "storage",
        "Persons by how their password was stored",
        "SELECT storage, storage = 'clear' AS in_clear, persons, records FROM storage ORDER BY persons DESC, storage",
    ),
    "reused_passwords": (
        "reuse",
        "Persons by whether other accounts have their password in clear, too",
        "SELECT reuse, reuse <> 'own' AS others_too, persons, records FROM reuse ORDER BY persons DESC, reuse",
    ),
}
"""View -> (cube that it needs, named as its dimensions are; comment; query)."""


NAMES: dict[str, tuple[str, dict[str, tuple[str, str]]]] = {
    "department_names": (
        "Names of the French departments",
        {"department": ("VARCHAR", "code of the department"), "name": ("VARCHAR", "its name")},
    ),
    "category_names": (
        "Names of the kinds of data",
        {
            "category": ("VARCHAR", "kind of data exposed, as in the cubes"),
            "name_fr": ("VARCHAR", "its name in French"),
            "name_en": ("VARCHAR", "its name in English"),
            "sensitive": ("BOOLEAN", "whether it is about health"),
        },
    ),
    "totals": (
        "The whole leak, one row, as the manifest tells it",
        {
            "persons": ("BIGINT", "distinct persons: the smaller of the two ways of linking records"),
            "persons_upper": ("BIGINT", "distinct persons at most: the stricter way of linking records"),
            "records": ("BIGINT", "records of the leak"),
            "accepted": ("BIGINT", "records that could be read and were counted"),
            "quarantined": ("BIGINT", "records that could not be read"),
        },
    ),
    "treatments": (
        "What became of each column of the leak",
        {
            "column_name": ("VARCHAR", "header in the leak, or its place where it has none"),
            "entity": ("VARCHAR", "kind of value that it holds; null where unknown"),
            "category": ("VARCHAR", "kind of data that it is counted as"),
            "treatment": ("VARCHAR", "what was done with it"),
        },
    ),
}
"""Table beside the cubes -> (comment, column -> (type, comment))."""


class Database(Output):
    """A DuckDB file, written fresh from the published Parquet files and nothing else."""

    path = "release.duckdb"
    description = "the cubes as tables, with comments and ready views"

    def write(self, folder: Path, facts: dict[str, Any]) -> None:
        """Write the database from ``folder/cubes``."""
        with fresh(folder / self.path) as connection:
            _beside(connection, facts)
            for table in all_tables(facts):
                _table(connection, table, folder / table.path)
            for view, (comment, query) in _views(facts).items():
                connection.execute(f'CREATE VIEW "{view}" AS {query}')
                connection.execute(f"""COMMENT ON VIEW "{view}" IS '{_quote(comment)}'""")

    def same(self, one: Path, other: Path) -> bool:
        """Compare what is in them: DuckDB writes a random identifier into every file."""
        return manifest.digest(one) == manifest.digest(other)


def _views(facts: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """View -> (comment, query), of those for which there are tables."""
    if "cubes" in facts:
        written = {cube["name"] for cube in facts["cubes"] if cube["name"] == "_".join(cube["dimensions"])}
        return {view: (comment, query) for view, (cube, comment, query) in VIEWS.items() if cube in written}
    counted = "SELECT {0}, count(*) AS persons FROM persons GROUP BY ALL ORDER BY persons DESC, {0}"
    columns = ", ".join(f'"{name}"' for name in facts["order"])
    views = {"classes": ("Rows that are alike, and how many persons share each", columns)}
    views |= {f"by_{name}": (f"Persons by {name}", f'"{name}"') for name in facts["order"]}
    return {view: (comment, counted.format(by)) for view, (comment, by) in views.items()}


def _table(connection: duckdb.DuckDBPyConnection, table: Table, path: Path) -> None:
    connection.register("cube", pq.read_table(path))
    connection.execute(f'CREATE TABLE "{table.name}" AS SELECT * FROM cube')
    connection.unregister("cube")
    connection.execute(f"""COMMENT ON TABLE "{table.name}" IS '{_quote(f"{table.en}; {table.done}")}'""")
    for column in table.columns:
        name = column.name.replace('"', '""')
        connection.execute(f"""COMMENT ON COLUMN "{table.name}"."{name}" IS '{_quote(column.en)}'""")


def _beside(connection: duckdb.DuckDBPyConnection, facts: dict[str, Any]) -> None:
    """Names of codes, which are public facts and not of the leak; totals and treatments as the manifest has them."""
    rows: dict[str, list[tuple[object, ...]]] = {
        "department_names": sorted(department_names().items()),
        "category_names": [(kind.id, kind.fr, kind.en, kind.sensitive) for kind in CATEGORIES],
        "totals": [tuple(facts["counts"][name] for name in NAMES["totals"][1])] if "counts" in facts else [],
        "treatments": [
            (column["name"], column["entity"], column["category"], column["treatment"])
            for column in facts.get("columns", ())
        ],
    }
    for name, (comment, columns) in NAMES.items():
        if not rows[name]:
            continue
        connection.execute(f"CREATE TABLE {name} ({', '.join(f'{column} {columns[column][0]}' for column in columns)})")
        connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows[name])
        connection.execute(f"COMMENT ON TABLE {name} IS '{_quote(comment)}'")
        for column, (_, meaning) in columns.items():
            connection.execute(f"COMMENT ON COLUMN {name}.{column} IS '{_quote(meaning)}'")


def _quote(text: str) -> str:
    return text.replace("'", "''")
