"""``release.duckdb``: the cubes as tables with comments, and views that answer the first questions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from pipeline.core.categories import CATEGORIES
from pipeline.core.database import fresh
from pipeline.core.vocabulary import WORDS, protection, title
from pipeline.locales.fr.geography import department_names
from pipeline.publish.output import Output

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
}
"""View -> (cube that it needs, named as its dimensions are; comment; query)."""


class Database(Output):
    """A DuckDB file, written fresh from the published Parquet files and nothing else."""

    path = "release.duckdb"
    description = "the cubes as tables, with comments and ready views"

    def write(self, folder: Path, facts: dict[str, Any]) -> None:
        """Write the database from ``folder/cubes``."""
        with fresh(folder / self.path) as connection:
            _names(connection)
            for cube in facts["cubes"]:
                said = f"{title(cube['name'], cube['dimensions'])[1]}; {protection(facts)}"
                _table(connection, cube["name"], folder / "cubes" / f"{cube['name']}.parquet", cube["dimensions"], said)
            written = {cube["name"] for cube in facts["cubes"] if cube["name"] == "_".join(cube["dimensions"])}
            for view, (cube, comment, query) in VIEWS.items():
                if cube in written:
                    connection.execute(f'CREATE VIEW "{view}" AS {query}')
                    connection.execute(f"""COMMENT ON VIEW "{view}" IS '{_quote(comment)}'""")


def _table(connection: duckdb.DuckDBPyConnection, name: str, path: Path, dimensions: list[str], said: str) -> None:
    connection.register("cube", pq.read_table(path))
    connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM cube')
    connection.unregister("cube")
    connection.execute(f"""COMMENT ON TABLE "{name}" IS '{_quote(said)}'""")
    for column in (*dimensions, "persons", "records"):
        connection.execute(f"""COMMENT ON COLUMN "{name}"."{column}" IS '{_quote(WORDS[column][1])}'""")


def _names(connection: duckdb.DuckDBPyConnection) -> None:
    """Names of codes: public facts, not of the leak."""
    connection.execute("CREATE TABLE department_names (department VARCHAR, name VARCHAR)")
    connection.executemany("INSERT INTO department_names VALUES (?, ?)", sorted(department_names().items()))
    connection.execute("COMMENT ON TABLE department_names IS 'Names of the French departments'")
    connection.execute(
        "CREATE TABLE category_names (category VARCHAR, name_fr VARCHAR, name_en VARCHAR, sensitive BOOLEAN)"
    )
    rows = [(category.id, category.fr, category.en, category.sensitive) for category in CATEGORIES]
    connection.executemany("INSERT INTO category_names VALUES (?, ?, ?, ?)", rows)
    connection.execute("COMMENT ON TABLE category_names IS 'Names of the kinds of data'")


def _quote(text: str) -> str:
    return text.replace("'", "''")
