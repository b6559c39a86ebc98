"""Questions about records: counts of enough persons are answered, everything else is refused."""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.errors import UsageError
from pipeline.publish import sealed

K = 3
TABLE = pa.table(
    {
        "person": ["a", "b", "c", "d", "a", "e", "e", "e", None, None, None],
        "town": ["X", "X", "X", "X", "Y", "Y", "Y", "Y", "Z", "Z", "Z"],
        "name": ["n1", "n2", "n3", "n4", "n1", "n5", "n5", "n5", "n6", "n7", "n8"],
        "records": ["r"] * 11,
    }
)
"""Town X has four persons, Y two with four records, Z three records of nobody known."""

ANSWERED = {
    "SELECT town, count(DISTINCT person) FROM records GROUP BY town": [("X", 4)],
    "SELECT town AS t, count(*) AS n FROM records AS r GROUP BY t ORDER BY n DESC LIMIT 5": [("X", 4)],
    "SELECT town, count(*) FROM records GROUP BY ALL": [("X", 4)],
    "SELECT count(*) FROM records": [(11,)],
    "SELECT town FROM records GROUP BY town HAVING count(*) > 0 OR true": [("X",)],
    "SELECT count(DISTINCT name) FROM records WHERE town IN ('X', 'Y')": [(5,)],
    "SELECT town = 'X' AS x, count(*) FROM records GROUP BY 1 ORDER BY x": [(True, 4)],
    "SELECT count(*) FROM records WHERE name = 'n1'": [],
    "SELECT count(*) FROM records WHERE town = 'Y'": [],
    "SELECT name, count(*) FROM records GROUP BY name": [],
    "SELECT 'b' AS person, count(*) FROM records WHERE town = 'Y' GROUP BY 1": [],
    "SELECT town AS person, count(*) FROM records GROUP BY ALL": [("X", 4)],
}

REFUSED = [
    *("FROM records", "SELECT * FROM records", "SELECT name FROM records", "SELECT DISTINCT name FROM records"),
    *("SELECT min(name) FROM records", "SELECT any_value(name) FROM records", "SELECT list(name) FROM records"),
    *(
        "SELECT string_agg(name, ',') FROM records",
        "SELECT sum(length(name)) FROM records",
        "SELECT mode(name) FROM records",
    ),
    *(
        "SELECT histogram(name) FROM records",
        "SELECT count(name) FROM records",
        "SELECT count(COLUMNS(*)) FROM records",
    ),
    "SELECT count(*) FILTER (WHERE name = 'n1') FROM records",
    "SELECT count(DISTINCT CASE WHEN name = 'n1' THEN 1 END) FROM records",
    "SELECT sum(CASE WHEN name = 'n1' THEN 1 ELSE 0 END) FROM records",
    "SELECT count(*), (SELECT min(name) FROM records) FROM records",
    "SELECT count(*) FROM records WHERE name = (SELECT min(name) FROM records)",
    "SELECT count(*) FROM records LIMIT (SELECT count(*) FROM records WHERE name = 'n1')",
    "SELECT town, row_number() OVER () FROM records GROUP BY town",
    "SELECT town, count(*) FROM records GROUP BY town QUALIFY true",
    "WITH r AS (FROM records) SELECT count(*) FROM r",
    "SELECT count(*) FROM records, records AS other",
    "SELECT count(*) FROM (FROM records WHERE name = 'n1')",
    "SELECT count(*) FROM records UNION ALL SELECT count(*) FROM records WHERE name = 'n1'",
    "SELECT count(*) FROM records USING SAMPLE 1",
    "SELECT count(*) FROM range(3)",
    "SELECT 1",
    "VALUES (1)",
    "SELECT count(*) FROM records; FROM records",
    "SUMMARIZE records",
    "PIVOT records ON town USING count(*)",
    "EXPLAIN ANALYZE SELECT min(name) FROM records",
    "COPY records TO 'x'",
    "CREATE TABLE x AS FROM records",
    "SELEC",
    "SELECT count(*) FROM records ORDER BY (SELECT min(name) FROM records)",
    "SELECT count(*) FROM records HAVING min(name) = 'n1'",
    "SELECT count(*) FROM duckdb_tables()",
    "SELECT count(*) FROM other.records",
]


@pytest.mark.parametrize("sql", ANSWERED)
def test_counts_of_enough_persons_are_answered(sql: str) -> None:
    assert [tuple(row.values()) for row in sealed.ask(TABLE, sql, K).to_pylist()] == ANSWERED[sql]


@pytest.mark.parametrize("sql", REFUSED)
def test_everything_else_is_refused_and_no_value_is_said(sql: str) -> None:
    with pytest.raises(UsageError, match="the query is refused") as refused:
        sealed.ask(TABLE, sql, K)
    said = f"{refused.value.message} {refused.value.hint}"
    assert not any(value in said for value in TABLE["name"].to_pylist() if value not in sql)


def test_without_the_threshold_everything_is_answered() -> None:
    assert sealed.ask(TABLE, "FROM records").num_rows == TABLE.num_rows
    assert sealed.ask(TABLE, "SELECT min(name) AS n FROM records").to_pylist() == [{"n": "n1"}]


def test_where_each_record_is_a_person_records_are_counted() -> None:
    assert sealed.ask(TABLE.drop_columns(["person"]), "SELECT town, count(*) FROM records GROUP BY 1 ORDER BY 1", 4)[
        0
    ].to_pylist() == ["X", "Y"]


def test_the_columns_are_listed_without_a_query() -> None:
    assert sealed.ask(TABLE, None, K)["column_name"].to_pylist() == TABLE.column_names


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from("XYZ"), st.sampled_from("mn")), min_size=1, max_size=40
    ),
    st.integers(2, 5),
    st.sampled_from(["town", "kind", "town, kind"]),
)
def test_no_group_of_fewer_than_k_persons_ever_comes_out(rows: list[tuple[str, str, str]], k: int, groups: str) -> None:
    table = pa.table(dict(zip(("person", "town", "kind"), map(list, zip(*rows, strict=True)), strict=True)))
    people = defaultdict(set)
    names = groups.split(", ")
    for row in table.to_pylist():
        people[tuple(row[name] for name in names)].add(row["person"])
    found = sealed.ask(table, f"SELECT {groups}, count(DISTINCT person) AS n FROM records GROUP BY ALL", k).to_pylist()
    assert {tuple(row[name] for name in names): row["n"] for row in found} == {
        group: len(persons) for group, persons in people.items() if len(persons) >= k
    }
