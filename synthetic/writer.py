"""Writes a leak and its truth as they are made: the same bytes for the same parameters, memory flat."""

from __future__ import annotations

import json
import os
from io import BytesIO
from pathlib import Path
from typing import IO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.core.errors import UsageError
from synthetic.dirt import soil_lines
from synthetic.leak import HEADER, Chunk, Parameters, chunks
from synthetic.truth import Tally

ENCODING = "cp1252"
DELIMITER = ";"
END = "\r\n"
FILES = ("leak.csv", "truth.parquet", "truth_text.jsonl", "truth.json")

_SCHEMA = pa.schema(
    [
        ("record", pa.int64()),
        ("person", pa.int64()),
        ("department", pa.string()),
        ("region", pa.string()),
        ("sex", pa.string()),
        ("birth_year", pa.int32()),
        ("laboratory", pa.string()),
        ("prescriber_department", pa.string()),
        ("month", pa.string()),
        ("categories", pa.list_(pa.string())),
        ("storage", pa.string()),
        ("institution", pa.bool_()),
        ("dirt", pa.string()),
    ]
)


def check(wanted: Parameters, folder: Path) -> None:
    """Refuse impossible parameters, before anything is written."""
    if wanted.rows < 0:
        raise UsageError("--rows must not be negative")
    if wanted.seed < 0:
        raise UsageError("--seed must not be negative")
    for name, rate in (("--dirt", wanted.dirt), ("--comments", wanted.comments)):
        if not 0.0 <= rate <= 1.0:
            raise UsageError(f"{name} is a share of the records: from 0 to 1")
    existing = next((place for place in (folder, *folder.absolute().parents) if os.path.lexists(place)), folder)
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise UsageError(f"--out {folder}: no folder can be written there")
    for name in FILES:
        if (folder / name).is_dir():
            raise UsageError(f"--out {folder}: {name} is a folder there")


def write(wanted: Parameters, folder: Path) -> Tally:
    """Write the leak and its truth into ``folder`` (made if need be); counts of what was written.

    Raises
    ------
    UsageError
        When the parameters are impossible or the folder cannot be written to.
    """
    check(wanted, folder)
    tally = Tally()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (
            (folder / "leak.csv").open("wb") as leak,
            (folder / "truth_text.jsonl").open("wb") as texts,
            pq.ParquetWriter(folder / "truth.parquet", _SCHEMA, compression="zstd") as truth,
        ):
            leak.write((DELIMITER.join(HEADER) + END).encode(ENCODING))
            for chunk in chunks(wanted):
                leak.write(_lines(chunk))
                truth.write_table(chunk.truth.to_arrow().cast(_SCHEMA))
                _write_texts(chunk, texts)
                tally.add(chunk.truth)
    except OSError as error:
        raise UsageError(f"--out {folder}: {error.strerror}") from None
    counts = json.dumps(tally.to_dict(), ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(counts + "\n", encoding="utf-8")
    return tally


def _lines(chunk: Chunk) -> bytes:
    buffer = BytesIO()
    chunk.cells.write_csv(buffer, include_header=False, separator=DELIMITER, line_terminator=END, quote_style="never")
    encoded = buffer.getvalue().decode("utf-8").encode(ENCODING)
    if chunk.dirt.kind.null_count() == chunk.cells.height:
        return encoded
    end = END.encode()
    lines = encoded.removesuffix(end).split(end)
    soil_lines(lines, chunk.dirt, DELIMITER.encode())
    return end.join(lines) + end


def _write_texts(chunk: Chunk, target: IO[bytes]) -> None:
    categories = pl.when(pl.col("category").is_null()).then(pl.lit([], dtype=pl.List(pl.String)))
    table = chunk.texts.select(
        "record", "text", "spans", categories.otherwise(pl.concat_list("category")).alias("categories")
    )
    table.write_ndjson(target)
