"""Any table, written by any of the usual writers, comes back equal or lies in the quarantine: never as another."""

from __future__ import annotations

import csv
import io
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.csv as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_ingest_laws import CELLS, read_back

from pipeline.ingest.overrides import Overrides

Rows = list[list[str]]
HEADER = ["nom", "ville", "note"]


def python(**form: object) -> Callable[[Rows, str], bytes]:
    def write(rows: Rows, delimiter: str) -> bytes:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=delimiter, **form)  # type: ignore[arg-type]
        writer.writerow(HEADER)
        writer.writerows(rows)
        return text.getvalue().encode()

    return write


def polars(rows: Rows, delimiter: str, **form: object) -> bytes:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(HEADER, pl.String), orient="row")
    return frame.write_csv(separator=delimiter, **form).encode()  # type: ignore[call-overload]


def arrow(rows: Rows, delimiter: str) -> bytes:
    out = io.BytesIO()
    table = pa.table([pa.array(column, pa.string()) for column in zip(*rows, strict=True)], names=HEADER)
    pc.write_csv(table, out, pc.WriteOptions(delimiter=delimiter))
    return out.getvalue()


def duck(rows: Rows, delimiter: str) -> bytes:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(HEADER, pl.String), orient="row")
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.register("frame", frame.to_arrow())
        connection.sql("FROM frame").write_csv(f"{folder}/f.csv", sep=delimiter)
        return Path(f"{folder}/f.csv").read_bytes()


WRITERS: dict[str, Callable[[Rows, str], bytes]] = {
    "csv, minimal": python(),
    "csv, unix": python(dialect="unix"),
    "csv, all": python(quoting=csv.QUOTE_ALL),
    "csv, newline": python(lineterminator="\n"),
    "polars": polars,
    "polars, always": lambda rows, delimiter: polars(rows, delimiter, quote_style="always"),
    "polars, byte order mark": lambda rows, delimiter: polars(rows, delimiter, include_bom=True),
    "arrow": arrow,
    "DuckDB": duck,
}


@pytest.mark.parametrize("writer", WRITERS)
@settings(max_examples=25, deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=12),
    delimiter=st.sampled_from(";,\t|"),
)
def test_what_was_written_comes_back_or_is_quarantined(writer: str, rows: Rows, delimiter: str) -> None:
    found = read_back(WRITERS[writer](rows, delimiter), Overrides(delimiter=delimiter, has_header=True))
    assert not found.rows - Counter(map(tuple, rows))
    assert found.records == len(rows) == found.accepted + len(found.rejects)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.text('abé;,"\\ ', max_size=6), min_size=3, max_size=3), min_size=6, max_size=12),
    st.sampled_from(";,"),
)
def test_backslashes_that_escape_are_seen_wherever_they_must_be(rows: Rows, delimiter: str) -> None:
    write = python(quoting=csv.QUOTE_ALL, doublequote=False, escapechar="\\")
    plain = ["a", 'dit "b"', "c"]
    found = read_back(write([plain] * 12 + rows, delimiter), Overrides(delimiter=delimiter, has_header=True))
    assert not found.rows - Counter(map(tuple, [plain] * 12 + rows))
    assert found.records == 12 + len(rows)
