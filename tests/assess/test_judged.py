"""A table as its judge sees it: classes, the values in each, the same classes of a population, files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.assess.judged import judged, read
from pipeline.core.errors import InputError

TABLE = pa.table(
    {
        "sex": ["F", "F", "F", "M", "M", None, "*"],
        'a "b"': ["1", "1", "2", "1", "1", "1", "1"],
        "fact": ["flu", "hiv", "flu", "flu", "flu", None, "flu"],
    }
)


@pytest.mark.parametrize(
    ("quasi", "sizes"),
    [
        (("sex",), [1, 1, 2, 3]),
        (("sex", 'a "b"'), [1, 1, 1, 2, 2]),
        (('a "b"',), [1, 6]),
        ((), [7]),
    ],
)
def test_rows_that_are_alike_are_a_class(quasi: tuple[str, ...], sizes: list[int]) -> None:
    with judged(TABLE, quasi) as table:
        assert sorted(table.sizes.tolist()) == sizes
        assert table.quasi == quasi
        assert table.persons is None
        own, population = table.population_sizes()
        assert sorted(own.tolist()) == sorted(population.tolist()) == sizes


def test_an_empty_table_has_no_class() -> None:
    with judged(TABLE.slice(0, 0), ("sex",), ("fact",)) as table:
        assert table.sizes.tolist() == []
        assert table.pairs("fact").whole.tolist() == []


def test_values_of_a_sensitive_column_by_class() -> None:
    with judged(TABLE, ("sex",), ("fact",)) as table:
        pairs = table.pairs("fact")
        assert table.pairs("fact") is pairs
        assert table.sensitive == ("fact",)
        assert table.pairs('a "b"').counts.tolist() == [1, 2, 1, 2, 1]
    assert repr(pairs) == "Pairs()"
    # classes in order: *, F, M, empty; values: flu, hiv, empty
    assert pairs.names == ("flu", "hiv", None)
    assert pairs.classes.tolist() == [0, 1, 1, 2, 3]
    assert pairs.values.tolist() == [0, 0, 1, 0, 2]
    assert pairs.counts.tolist() == [1, 2, 1, 2, 1]
    assert pairs.sizes.tolist() == [1, 3, 2, 1]
    np.testing.assert_allclose(pairs.whole, [5 / 7, 1 / 7, 1 / 7])
    np.testing.assert_allclose(pairs.shares, [1, 2 / 3, 1 / 3, 1, 1])


def test_one_row_is_the_whole_table() -> None:
    with judged(TABLE.slice(0, 1), ("sex",), ("fact",)) as table:
        assert table.pairs("fact").whole.tolist() == table.pairs("fact").shares.tolist() == [1.0]


def test_a_table_without_quasi_identifiers_is_one_class() -> None:
    with judged(TABLE, (), ("fact",)) as table:
        assert table.pairs("fact").sizes.tolist() == [7]
        assert table.pairs("fact").counts.tolist() == [5, 1, 1]


def test_each_class_has_its_persons_in_the_population() -> None:
    population = pa.table({"sex": ["F"] * 5 + ["M"] * 2 + [None] * 3 + ["X"]})
    with judged(TABLE, ("sex",), population=population) as table:
        assert table.persons == 11
        assert sorted(zip(*(part.tolist() for part in table.population_sizes()), strict=True)) == [
            (1, 0),
            (1, 3),
            (2, 2),
            (3, 5),
        ]
    with judged(TABLE, ("sex",), persons=1_000) as table:
        assert table.persons == 1_000
        assert sorted(table.population_sizes()[1].tolist()) == [1, 1, 2, 3]


def test_a_class_of_two_columns_has_its_persons() -> None:
    population = TABLE.select(["sex", 'a "b"']).slice(0, 4)
    with judged(TABLE, ("sex", 'a "b"'), population=population) as table:
        assert sorted(zip(*(part.tolist() for part in table.population_sizes()), strict=True)) == [
            (1, 0),
            (1, 0),
            (1, 1),
            (2, 1),
            (2, 2),
        ]


def test_files_are_columns_of_text(tmp_path: Path) -> None:
    table = pa.table({"zip": ["01", "", "NA"], "text": ["a\nb", "c", "1.50"]})
    pq.write_table(table, tmp_path / "table.PARQUET")
    assert read(tmp_path / "table.PARQUET").equals(table)
    (tmp_path / "table.csv").write_text('zip,text\n01,"a\nb"\n,c\nNA,1.50\n')
    assert read(tmp_path / "table.csv").equals(table)
    (tmp_path / "table.txt").write_text('zip;text\n01;"a\nb"\n;c\nNA;1.50\n')
    assert read(tmp_path / "table.txt", ";").equals(table)
    (tmp_path / "one.csv").write_text("zip\n01\n\n02\n")
    assert read(tmp_path / "one.csv").equals(pa.table({"zip": ["01", "", "02"]}))


def test_cells_of_several_lines_may_lie_anywhere_in_a_large_file(tmp_path: Path) -> None:
    text = "line\n" * 50
    (tmp_path / "large.csv").write_text("text,n\n" + f'"{text}",1\n' * 9_000)
    assert read(tmp_path / "large.csv")["text"].unique().to_pylist() == [text]


def test_what_is_no_table_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    (tmp_path / "broken.csv").write_text("a,b\n1\n")
    for name in ("broken.parquet", "broken.csv", "missing.csv"):
        with pytest.raises(InputError, match=f"{name}: is no table that was released"):
            read(tmp_path / name)
