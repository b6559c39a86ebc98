"""All that comes out of a file or a set of files, in a form that fits into a table of expectations."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.progress import Silent
from pipeline.core.work import Work
from pipeline.ingest import stage
from pipeline.ingest.overrides import Overrides

Row = tuple[str | None, ...]


@dataclass
class Found:
    """Tables in order, each header and rows; rejects as (reason, offset, length, line); the summary's counts."""

    headers: list[Row]
    rows: list[list[Row]]
    rejects: list[tuple[str, int, int, int]]
    formats: list[str]
    unread: list[str]
    records: int
    accepted: int
    names: list[str] = field(default_factory=list)

    @property
    def reasons(self) -> Counter[str]:
        return Counter(reason for reason, *_ in self.rejects)


def everything(*paths: Path, overrides: Overrides | None = None) -> Found:
    """Open and read; every block must add up."""
    opened = stage.sources(paths, overrides)
    headers: list[Row] = []
    rows: list[list[Row]] = []
    rejects = []
    records = accepted = 0
    for item in opened.inputs:
        first = len(headers)
        headers += [table.header for table in item.tables]
        rows += [[] for _ in item.tables]
        for number, block in item.reader.read(item.source, item.tables):
            assert block.batch.num_rows + len(block.rejects) == block.records
            assert block.batch.num_columns == item.tables[number].columns
            columns = [column.to_pylist() for column in block.batch.columns]
            rows[first + number] += list(zip(*columns, strict=True))
            rejects += [(r.reason, r.offset, r.length, r.line) for r in block.rejects]
            records += block.records
            accepted += block.batch.num_rows
    return Found(
        headers,
        rows,
        rejects,
        [item.reader.NAME for item in opened.inputs],
        [why for _, why in opened.unread],
        records,
        accepted,
        [item.name for item in opened.inputs],
    )


def summary(folder: Path, *paths: Path) -> dict:
    """The summary of the first stage."""
    with closing(Work(folder)) as work:
        return stage.run(stage.sources(paths), work, Silent())
