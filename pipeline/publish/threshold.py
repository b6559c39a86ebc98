"""Which questions about single records may be answered without asking twice: counts of groups of enough persons.

A query passes when it is one plain ``SELECT`` from ``records`` whose only aggregates are ``count(*)``,
``count(DISTINCT column)`` and ``count(column)`` of a column by which it groups. It is run with one condition more:
every group that comes out has at least k persons. Everything else (rows, sub-queries, joins, windows, sums, minima) is
refused, because nobody can tell soundly how many persons stand behind it.

Not promised: several answers can be differenced, and persons of a group may share a property. The records stay personal
data, and whoever may ask has the key to all of them; this is a guard against slips, not against its user.
"""

from __future__ import annotations

import json
from typing import Any

import duckdb

from pipeline.core.errors import UsageError

HINT = "count persons by group, or take --allow-small to see everything"
PERSON = "person"

_COUNTS = ("count_star", "count")
_PLAIN = {
    *(
        "COLUMN_REF",
        "CONSTANT",
        "COMPARISON",
        "CONJUNCTION",
        "OPERATOR",
        "BETWEEN",
        "CAST",
        "CASE",
        "FUNCTION",
        "COLLATE",
    ),
}
"""Classes of expressions that look at one record, or at counts of a group, and at nothing else."""


def guarded(connection: duckdb.DuckDBPyConnection, sql: str, columns: list[str], k: int) -> str:
    """The query with the condition that every group has ``k`` persons.

    Raises
    ------
    UsageError
        When it is no count of groups. The words are about the query, not about the records.
    """
    parsed = _parsed(connection, sql)
    if parsed["error"]:
        raise UsageError("the query is refused: it is not one SELECT that can be read", HINT)
    if len(parsed["statements"]) != 1:
        raise UsageError("the query is refused: it is more than one", "ask one at a time")
    node = parsed["statements"][0]["node"]
    _check_shape(node)
    aggregates = {
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ('aggregate', 'window')"
        ).fetchall()
    }
    for part in ("select_list", "group_expressions", "where_clause", "having", "modifiers"):
        for expression in _expressions(node[part]):
            _check_expression(expression, aggregates, node)
    condition = _condition(connection, node["from_table"]["alias"] or "records", columns, k)
    node["having"] = condition if node["having"] is None else _both(node["having"], condition)
    ((made,),) = connection.execute("SELECT json_deserialize_sql(?::JSON)", [json.dumps(parsed)]).fetchall()
    return str(made)


def _parsed(connection: duckdb.DuckDBPyConnection, sql: str) -> dict[str, Any]:
    """The syntax tree of some SELECT statements, as DuckDB's own parser gives it."""
    ((text,),) = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [sql]).fetchall()
    tree: dict[str, Any] = json.loads(text)
    return tree


def _check_shape(node: dict[str, Any]) -> None:
    """One SELECT from ``records``: no set operation, no common table, join, sample or QUALIFY."""
    table = node.get("from_table") or {}
    plain = (
        node["type"] == "SELECT_NODE"
        and not node["cte_map"]["map"]
        and node["sample"] is None
        and node["qualify"] is None
        and node["aggregate_handling"] in ("STANDARD_HANDLING", "FORCE_AGGREGATES")
        and table.get("type") == "BASE_TABLE"
        and table["sample"] is None
        and table["at_clause"] is None
        and (table["catalog_name"], table["schema_name"], table["table_name"].lower()) == ("", "", "records")
        and not table["column_name_alias"]
    )
    if not plain:
        raise UsageError("the query is refused: only SELECT ... FROM records ... GROUP BY is followed", HINT)


def _expressions(part: Any) -> list[dict[str, Any]]:
    """Every node of a part of a query that is an expression, inner ones included."""
    found = []
    if isinstance(part, dict):
        if "class" in part:
            found.append(part)
        for inner in part.values():
            found += _expressions(inner)
    elif isinstance(part, list):
        for inner in part:
            found += _expressions(inner)
    return found


def _check_expression(expression: dict[str, Any], aggregates: set[str], node: dict[str, Any]) -> None:
    if expression["class"] not in _PLAIN:
        raise UsageError(f"the query is refused: {expression['class'].lower()} in it", HINT)
    if expression["class"] != "FUNCTION" or expression["function_name"].lower() not in aggregates:
        return
    name, arguments = expression["function_name"].lower(), [a["expression"] for a in expression["arguments"]]
    grouped = [e["column_names"] for e in node["group_expressions"] if e["class"] == "COLUMN_REF"]
    columns = [a["column_names"] for a in arguments if a["class"] == "COLUMN_REF"]
    fine = name in _COUNTS and expression["filter"] is None and len(columns) == len(arguments) <= 1
    if not fine or (columns and not expression["distinct"] and columns[0] not in grouped):
        raise UsageError(
            f"the query is refused: {name} in it; count(*), count(DISTINCT column) are what is followed", HINT
        )


def _condition(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str], k: int) -> dict[str, Any]:
    """At least ``k`` persons; records, where a release takes each for a person.

    The column is named with its table: an alias of the query's own cannot take its place.
    """
    name = table.replace('"', '""')
    counted = f'count(DISTINCT "{name}"."{PERSON}")' if PERSON in columns else "count(*)"
    asked = f'SELECT 1 FROM records AS "{name}" HAVING {counted} >= {k:d}'
    condition: dict[str, Any] = _parsed(connection, asked)["statements"][0]["node"]["having"]
    return condition


def _both(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {
        "class": "CONJUNCTION",
        "type": "CONJUNCTION_AND",
        "alias": "",
        "query_location": 0,
        "children": [one, other],
    }
