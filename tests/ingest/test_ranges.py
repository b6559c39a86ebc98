"""Ranges of bytes, read independently, give together what one reading of the whole gives."""

from __future__ import annotations

import tempfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from bad_inputs import CASES
from hypothesis import given, settings
from hypothesis import strategies as st
from test_ingest_laws import CELLS, SOUP, written

from pipeline.core.errors import EstompeError
from pipeline.ingest.block import Block
from pipeline.ingest.dialect import Dialect
from pipeline.ingest.open import understand
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.records import read, read_range
from pipeline.ingest.source import FileBytes


def tally(blocks: list[Block]) -> tuple[Counter[tuple[str, ...]], list[tuple[int, int, str]], int, int, int]:
    """Rows in any order, rejects by place, records, headers and footers."""
    rows: Counter[tuple[str, ...]] = Counter()
    for block in blocks:
        rows.update(zip(*(column.to_pylist() for column in block.batch.columns), strict=True))
    rejects = sorted((r.offset, r.length, r.reason) for block in blocks for r in block.rejects)
    return (
        rows,
        rejects,
        sum(block.records for block in blocks),
        sum(block.headers for block in blocks),
        sum(block.footers for block in blocks),
    )


def same_in_ranges(content: bytes, cuts: list[float], overrides: Overrides | None = None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.csv"
        path.write_bytes(content)
        source = FileBytes(path)
        dialect: Dialect = understand(source, overrides or Overrides()).tables[0].details
        places = [0, *sorted(int(cut * len(content)) for cut in cuts), len(content)]
        blocks = [block for begin, end in pairwise(places) for block in read_range(source, dialect, begin, end)]
        assert tally(blocks) == tally(list(read(source, dialect)))


SMALL = [name for name, case in CASES.items() if not case.code and len(case.content) < 100_000 and not case.flags]


@pytest.mark.parametrize("name", SMALL)
def test_every_file_of_the_battery(name: str) -> None:
    same_in_ranges(CASES[name].content, [i / 7 for i in range(1, 7)])


CUTS = st.lists(st.floats(0, 1), max_size=6)


@settings(max_examples=150, deadline=None)
@given(SOUP.map(lambda tail: b"nom;ville\nA;1\nB;2\nC;1\n" + tail), CUTS)
def test_whatever_the_bytes(content: bytes, cuts: list[float]) -> None:
    try:
        same_in_ranges(content, cuts)
    except EstompeError:
        return


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=40),
    st.sampled_from([0, 1, 2]),
    st.sampled_from(["utf-8", "cp1252", "utf-16", "utf-32-be"]),
    CUTS,
)
def test_whatever_csv_writer_wrote(rows: list[list[str]], quoting: int, encoding: str, cuts: list[float]) -> None:
    content = written(rows, {"delimiter": ";", "quoting": quoting}, encoding)
    same_in_ranges(content, cuts, Overrides(delimiter=";", has_header=True))
