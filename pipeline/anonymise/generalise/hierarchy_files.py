"""Hierarchies in ARX's CSV form: one file a column, one line a value, ``;`` between levels."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from pathlib import Path

from pipeline.anonymise.generalise.hierarchy import Hierarchy, of_rows
from pipeline.core.errors import InputError, UsageError

_TITLE = re.compile(r"(?i)(value|valeur|level|niveau)[ _-]?\d*")


def read(folder: Path, columns: list[str]) -> dict[str, Hierarchy]:
    """The hierarchies that a folder holds for some columns: ``*_hierarchy_<column>.csv`` or ``<column>.csv``.

    Raises
    ------
    UsageError
        When it is no folder, or holds two files for one column.
    InputError
        For a file that is no hierarchy.
    """
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv")
    except OSError as error:
        raise UsageError(f"--hierarchies {folder}: cannot be read ({error.strerror})") from None
    found = {}
    for column in columns:
        named = [path for path in files if _is_of(path.stem, column)]
        if len(named) > 1:
            raise UsageError(f"--hierarchies {folder}: holds {len(named)} files for the column {column}")
        if named:
            found[column] = parse(named[0], column)
    return found


def _is_of(stem: str, column: str) -> bool:
    stem, column = (unicodedata.normalize("NFC", text) for text in (stem, column))
    return stem == column or stem.endswith(f"_hierarchy_{column}") or stem == f"hierarchy_{column}"


def parse(path: Path, column: str) -> Hierarchy:
    """Read one file, in UTF-8 or else cp1252; a first line of titles is passed over.

    Raises
    ------
    InputError
        When it cannot be read, or is no hierarchy.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name}: cannot be opened ({error.strerror})") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    except csv.Error:
        raise InputError(f"{path.name}: a quotation mark is not closed") from None
    if rows and _titles(rows[0], column):
        rows[0] = []
    return of_rows(column, rows, path.name)


def _titles(row: list[str], column: str) -> bool:
    named = bool(row) and row[0].strip().casefold() == column.casefold()
    return named or (len(row) > 1 and all(_TITLE.fullmatch(cell.strip()) for cell in row))
