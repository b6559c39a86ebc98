"""Parquet files: every value as text, exactly as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from pipeline.ingest.confined import Frame, RefusedError
from pipeline.ingest.tabular import Tabular, TabularTask, batch_frame

BATCH_ROWS = 16_384


class Parquet(Tabular):
    """Columns of any type; structures become columns with dots, lists JSON text."""

    NAME = "parquet"
    DESCRIPTION = "Parquet, columns of any type"

    def recognise(self, head: bytes, name: str) -> float:
        """The magic number at the start (the one at the end is checked by the parser)."""
        del name
        return 1.0 if head.startswith((b"PAR1", b"PARE")) else 0.0


class Task(TabularTask):
    """The child's part."""

    def __init__(self) -> None:
        import pyarrow.compute
        import pyarrow.parquet

        self._parquet: Any = pyarrow.parquet

    def open(self, source: BinaryIO) -> None:
        """Read the footer."""
        if source.read(4) == b"PARE":
            raise RefusedError("encrypted")
        source.seek(0)
        self._file = self._parquet.ParquetFile(source, memory_map=False, pre_buffer=False)

    def tables(self) -> list[dict[str, Any]]:
        """The one table."""
        names = [name for name, _ in _flat(self._file.schema_arrow.empty_table())]
        return [{"title": "", "header": names}]

    def read(self) -> Iterator[Frame]:
        """All rows."""
        import pyarrow as pa

        for batch in self._file.iter_batches(BATCH_ROWS, use_threads=False):
            columns = [as_text(column) for _, column in _flat(pa.Table.from_batches([batch]))]
            names = [f"c{i}" for i in range(len(columns))]
            yield batch_frame(0, pa.record_batch(columns, names=names))


def _flat(table: Any) -> list[tuple[str, Any]]:
    """The columns with those of structures beside them."""
    import pyarrow as pa

    for _ in range(8):
        if not any(pa.types.is_struct(field.type) for field in table.schema):
            break
        table = table.flatten()
    return [(name, column.combine_chunks()) for name, column in zip(table.column_names, table.columns, strict=True)]


def as_text(column: Any) -> Any:
    """A column as text: numbers as they are, dates as ISO 8601, binary that is no text in hexadecimal."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    kind = column.type
    if pa.types.is_dictionary(kind):
        return as_text(column.dictionary_decode())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return pa.array([_letters(value) for value in column.to_pylist()], pa.string())
    if pa.types.is_timestamp(kind):
        plain = column.cast(pa.timestamp(kind.unit, "UTC")).cast(pa.timestamp(kind.unit)) if kind.tz else column
        return pc.replace_substring_regex(plain.cast(pa.string()), r"(?: 00:00:00)?(?:\.0+)?$", "")
    if pa.types.is_nested(kind):
        import json

        texts = (None if v is None else json.dumps(v, default=str, ensure_ascii=False) for v in column.to_pylist())
        return pa.array(texts, pa.string())
    try:
        return column.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())


def _letters(value: bytes | None) -> str | None:
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.hex()
