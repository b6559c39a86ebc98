"""The queries that the page suggests run on the cubes of the release."""

import html
import re

import duckdb
import pytest

from pipeline.report.render import render


@pytest.fixture(scope="module")
def queries(release, facts):
    found = re.findall(r'<span class="sql">(.+?)</span>', render(release, facts))
    return sorted({html.unescape(query) for query in found if query.strip()})


def test_every_suggested_query_runs_and_finds_something(release, queries):
    connection = duckdb.connect()
    for path in sorted((release / "cubes").glob("*.parquet")):
        connection.execute(f"CREATE TABLE {path.stem} AS SELECT * FROM read_parquet('{path}')")
    totals = ("persons", "persons_upper", "records", "accepted", "quarantined")
    connection.execute(f"CREATE TABLE totals AS SELECT {', '.join(f'1 AS {name}' for name in totals)}")
    assert len(queries) >= 10
    for query in queries:
        assert connection.execute(query).fetchall(), query
