"""Looks for values in everything that a run leaves: files decompressed and decoded, needles in many spellings."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

SHORTEST = 8
"""Bytes of the shortest needle: shorter ones turn up by chance."""

_SEPARATORS = re.compile(rb"[\s.,;:_/+-]+")


def spellings(value: str) -> set[bytes]:
    """A value as it may stand in a file: encodings, spaces left out, hexadecimal, base64, plain digests.

    All but base64 in small letters, as the haystack is searched in small letters, too.
    """
    cases = {value, value.lower(), value.upper()}
    plain = {text.encode(codec, "ignore") for text in cases for codec in ("utf-8", "cp1252")}
    wide = {text.encode(f"utf-16-{end}") for text in cases for end in ("le", "be")}
    found = {raw.lower() for raw in plain | wide} | {_SEPARATORS.sub(b"", raw.lower()) for raw in plain}
    for raw in plain:
        found.add(raw.hex().encode())
        for algorithm in ("md5", "sha1", "sha256"):
            digest = hashlib.new(algorithm, raw, usedforsecurity=False)
            found |= {digest.hexdigest().encode(), base64.b64encode(digest.digest())}
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + raw)
            found.add(coded[4 if shift else 0 : len(coded) - 4])
    return {needle for needle in found if len(needle) >= SHORTEST}


class Haystack:
    """Every byte of some files and streams, as they are and as their formats decode them."""

    def __init__(self) -> None:
        self._parts: dict[str, bytes] = {}

    def add(self, name: str, content: bytes) -> None:
        """Add bytes: raw, in small letters, without separators, with the escapes of HTML and JSON undone."""
        text = content.decode("utf-8", "replace")
        undone = unescape(re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text))
        lower = content.lower() + b"\n" + undone.lower().encode("utf-8", "replace")
        self._parts[name] = b"\n".join((content, lower, _SEPARATORS.sub(b"", lower)))

    def add_folder(self, folder: Path) -> Haystack:
        """Add every file below ``folder``: names, bytes, and what Parquet and DuckDB hold inside."""
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(folder).as_posix()
            self.add(f"name of {name}", name.encode())
            if path.is_file():
                content = path.read_bytes()
                self.add(name, content)
                for place, text in _inside(path, content):
                    self.add(f"{name} {place}", text)
        return self

    def find(self, needles: Iterable[bytes]) -> dict[bytes, str]:
        """Needle -> where it stands, for those that do."""
        needles = sorted(set(needles))
        heads = np.array([int.from_bytes(needle[:8], "little") for needle in needles], dtype=np.uint64)
        found = {}
        for name, content in self._parts.items():
            for place in np.flatnonzero(np.isin(heads, _windows(content))):
                if needles[place] in content:
                    found[needles[place]] = name
        return found

    def values(self, values: Iterable[str]) -> dict[str, str]:
        """Value -> where it stands in some spelling, for those that do."""
        owners = {needle: value for value in values for needle in spellings(value)}
        return {owners[needle]: where for needle, where in self.find(owners).items()}


def _windows(content: bytes) -> np.ndarray:
    """Every eight bytes in a row, as a number."""
    data = np.frombuffer(content, dtype=np.uint8).astype(np.uint64)
    if len(data) < 8:
        return np.zeros(0, dtype=np.uint64)
    size = len(data) - 7
    windows = np.zeros(size, dtype=np.uint64)
    for shift in range(8):
        windows |= data[shift : shift + size] << np.uint64(8 * shift)
    return np.unique(windows)


def _inside(path: Path, content: bytes) -> Iterator[tuple[str, bytes]]:
    if content.startswith(b"PAR1") and content.endswith(b"PAR1"):
        yield from _parquet(path)
    elif content[8:12] == b"DUCK":
        yield from _duckdb(path)
    elif content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                yield f"member {info.filename}", archive.read(info) + info.filename.encode() + info.comment + info.extra


def _parquet(path: Path) -> Iterator[tuple[str, bytes]]:
    """Values of all pages, whole dictionaries (unused values, too), and the footer's metadata and statistics."""
    with pq.ParquetFile(path) as file:
        yield "values", _texts(file.read())
        texts = [f.name for f in file.schema_arrow if pa.types.is_string(f.type) or pa.types.is_dictionary(f.type)]
        footer = [str(file.metadata.metadata), str(file.schema_arrow.metadata), str(file.metadata.to_dict())]
        footer += [f"{field.name} {field.metadata}" for field in file.schema_arrow]
    yield "footer", "\n".join(footer).encode()
    with pq.ParquetFile(path, read_dictionary=texts) as file:
        for group in range(file.num_row_groups):
            for name in texts:
                for chunk in file.read_row_group(group, columns=[name])[name].chunks:
                    if isinstance(chunk, pa.DictionaryArray):
                        yield f"dictionary {name} {group}", _texts(pa.table({name: chunk.dictionary}))


def _duckdb(path: Path) -> Iterator[tuple[str, bytes]]:
    """Rows of all tables, and the text of every definition and comment."""
    with duckdb.connect(str(path), read_only=True) as connection:
        for catalogue in ("duckdb_tables()", "duckdb_views()", "duckdb_columns()"):
            yield catalogue, str(connection.execute(f"FROM {catalogue}").fetchall()).encode()
        for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            yield table, _texts(connection.sql(f'FROM "{table}"').to_arrow_table())


def _texts(table: pa.Table) -> bytes:
    return json.dumps(table.to_pylist(), ensure_ascii=False, default=str).encode("utf-8", "replace")
