"""One leak of 20,000 records for the tests that only read it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from synthetic.leak import Parameters
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
    return Written(
        folder,
        pl.read_csv(raw, separator=";", infer_schema=False, quote_char=None),
        pl.read_parquet(folder / "truth.parquet"),
        [json.loads(line) for line in (folder / "truth_text.jsonl").read_text("utf-8").splitlines()],
        json.loads((folder / "truth.json").read_text("utf-8")),
    )


@pytest.fixture(scope="session")
def leak(tmp_path_factory: pytest.TempPathFactory) -> Written:
    folder = tmp_path_factory.mktemp("leak")
    write(Parameters(rows=20_000, seed=7), folder)
    return read(folder)
