"""Leaks of 20,000 records for the tests that only read them: a clean one, and one with all dirt on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from synthetic.leak import Parameters, chunks
from synthetic.writer import write


@dataclass(frozen=True)
class Written:
    """The files of a leak, read back: the cells as text, the truth of each record, the texts, the counts."""

    folder: Path
    cells: pl.DataFrame
    truth: pl.DataFrame
    texts: list[dict[str, Any]]
    counts: dict[str, Any]


def read(folder: Path) -> Written:
    raw = (folder / "leak.csv").read_bytes().decode("cp1252").replace("\r\n", "\n").encode()
    return Written(folder, pl.read_csv(raw, separator=";", infer_schema=False, quote_char=None), *known(folder))


def known(folder: Path) -> tuple[pl.DataFrame, list[dict[str, Any]], dict[str, Any]]:
    return (
        pl.read_parquet(folder / "truth.parquet"),
        [json.loads(line) for line in (folder / "truth_text.jsonl").read_text("utf-8").splitlines()],
        json.loads((folder / "truth.json").read_text("utf-8")),
    )


@pytest.fixture(scope="session")
def leak(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("leak")
    write(Parameters(rows=20_000, seed=7), folder)
    return read(folder)


@pytest.fixture(scope="session")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Every record damaged; the cells are those behind the lines, which nobody could read all."""
    folder = tmp_path_factory.mktemp("dirty")
    wanted = Parameters(rows=20_000, seed=8, dirt=1.0, comments=0.4)
    write(wanted, folder)
    cells = pl.concat(chunk.cells for chunk in chunks(wanted))
    return Written(folder, cells, *known(folder))
