"""Writes a leak and its truth as they are made: the same bytes for the same parameters, memory flat."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.core.errors import UsageError
from synthetic import dirt, laboratories
from synthetic.entities import TYPE, entities
from synthetic.layouts import layouts
from synthetic.leak import Chunk, Parameters, chunks
from synthetic.output import Output
from synthetic.shape import Shape, shapes
from synthetic.tally import Tally
from synthetic.truth import facts_of

TRUTH = ("truth.parquet", "truth_text.jsonl", "truth.json")
FILES = ("leak.csv", *TRUTH)
"""Files of a laboratory's leak."""

_SCHEMA = pa.schema(
    [
        ("record", pa.int64()),
        ("person", pa.int64()),
        ("file", pa.string()),
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
        ("dirt", pa.list_(pa.string())),
        ("readable", pa.bool_()),
        ("moved", pa.list_(pa.string())),
        ("entities", TYPE),
    ]
)


def check(wanted: Parameters, folder: Path) -> tuple[Shape, ...]:
    """Refuse impossible parameters, before anything is written; the shapes of the files that they ask for."""
    for name, number in (("--rows", wanted.rows), ("--seed", wanted.seed)):
        if number < 0:
            raise UsageError(f"{name} must not be negative")
    for name, rate in (("--dirt", wanted.dirt), ("--comments", wanted.comments)):
        if not 0.0 <= rate <= 1.0:
            raise UsageError(f"{name} is a share of the records: from 0 to 1")
    if wanted.shape not in shapes():
        raise UsageError(f"--shape {wanted.shape}: not one of {', '.join(sorted(shapes()))}")
    if wanted.layouts and wanted.shape != "laboratory":
        raise UsageError("--layouts goes with --shape laboratory only")
    dirt.load(wanted.dirt_config)
    written: tuple[Shape, ...] = layouts() if wanted.layouts else (shapes()[wanted.shape],)
    _writable(folder, [*(shape.file for shape in written), *TRUTH])
    return written


def _writable(folder: Path, names: list[str]) -> None:
    existing = next((place for place in (folder, *folder.absolute().parents) if os.path.lexists(place)), folder)
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise UsageError(f"--out {folder}: no folder can be written there")
    for name in names:
        if (folder / name).is_dir():
            raise UsageError(f"--out {folder}: {name} is a folder there")
        above = (folder / name).parent
        if os.path.lexists(above) and not above.is_dir():
            raise UsageError(f"--out {folder}: {above.name} is no folder there")


def write(wanted: Parameters, folder: Path) -> Tally:
    """Write the leak and its truth into ``folder`` (made if need be); counts of what was written.

    Raises
    ------
    UsageError
        When the parameters are impossible or the folder cannot be written to.
    """
    written = check(wanted, folder)
    tally = Tally()
    try:
        with ExitStack() as stack:
            outputs = [stack.enter_context(Output(shape, folder, wanted)) for shape in written]
            texts = stack.enter_context((folder / "truth_text.jsonl").open("wb"))
            truth = stack.enter_context(pq.ParquetWriter(folder / "truth.parquet", _SCHEMA, compression="zstd"))
            for number, chunk in enumerate(chunks(wanted)):
                for output, part in _parts(outputs, chunk):
                    output.write(part, number)
                truth.write_table(_table(chunk, written))
                _write_texts(chunk, texts)
                tally.add(chunk.truth)
            for output in outputs:
                tally.lines.update(output.finish())
    except OSError as error:
        raise UsageError(f"--out {folder}: {error.strerror}") from None
    said = {**tally.to_dict(), "files": {shape.file: _described(shape) for shape in written}, "made": _made(wanted)}
    (folder / "truth.json").write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return tally


def _parts(outputs: list[Output], chunk: Chunk) -> Iterator[tuple[Output, Chunk]]:
    """Give each file its records: all of them, or those of its laboratory."""
    if len(outputs) == 1:
        yield outputs[0], chunk
        return
    for number, output in enumerate(outputs):
        rows = (chunk.laboratory == number).nonzero()[0]
        yield (
            output,
            Chunk(chunk.cells[rows], chunk.truth[rows], chunk.texts, chunk.dirt.taken(rows), chunk.laboratory[rows]),
        )


def _table(chunk: Chunk, written: tuple[Shape, ...]) -> pa.Table:
    files = pl.Series([shape.file for shape in written])
    which = chunk.laboratory if len(written) > 1 else chunk.laboratory * 0
    named = chunk.truth.with_columns(files.gather(which).alias("file")).select(_SCHEMA.names[:-1]).to_arrow()
    return named.append_column("entities", _entities(chunk, written)).cast(_SCHEMA)


def _entities(chunk: Chunk, written: tuple[Shape, ...]) -> pa.Array:
    """Entities of each record's cells; with one file a laboratory, in the columns of its file."""
    if len(written) == 1:
        return entities(chunk.cells, chunk.truth["moved"], written[0])
    rows = [(chunk.laboratory == number).nonzero()[0] for number in range(len(written))]
    moved = chunk.truth["moved"]
    parts = [entities(chunk.cells[at], moved[at], shape) for at, shape in zip(rows, written, strict=True)]
    return pa.concat_arrays(parts).take(pa.array(np.argsort(np.concatenate(rows))))


def _write_texts(chunk: Chunk, target: IO[bytes]) -> None:
    table = chunk.texts.select("record", "text", "spans", "skeletons")
    table.with_columns(facts_of(chunk.texts["health"]).alias("categories")).write_ndjson(target)


def _described(shape: Shape) -> dict[str, Any]:
    form = {"shape": shape.name, "encoding": shape.encoding, "delimiter": shape.delimiter, "end": shape.end}
    return {**form, "columns": shape.entities}


def _made(wanted: Parameters) -> dict[str, Any]:
    """What the leak was asked to be; ``live_looking`` ones must not leave the machine."""
    return {
        "rows": wanted.rows,
        "seed": wanted.seed,
        "dirt": wanted.dirt,
        "comments": wanted.comments,
        "split": wanted.split.value,
        "layouts": wanted.layouts,
        "everywhere": wanted.everywhere,
        "live_looking": wanted.live,
        "laboratories": laboratories.table().height,
    }
