"""``cubes.csv.zip``: the cubes for spreadsheets."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.publish.output import Output
from pipeline.publish.tables import tables

BOM = "\ufeff"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every member: the earliest that a zip can say."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class CubesCsv(Output):
    """One CSV file a cube, as Excel and LibreOffice open it in France: UTF-8 with a mark, semicolons."""

    path = "cubes.csv.zip"
    tiers = frozenset({"public"})
    description = "the cubes as CSV for spreadsheets (UTF-8 with BOM, semicolons, no formula)"

    def write(self, folder: Path, facts: dict[str, Any]) -> None:
        """Write one member a cube, in alphabetical order."""
        with zipfile.ZipFile(folder / self.path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for table in sorted(tables(facts), key=lambda table: table.name):
                member = zipfile.ZipInfo(f"{table.name}.csv", EPOCH)
                member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 3
                member.external_attr = 0o644 << 16
                rows = pq.read_table(folder / table.path)
                archive.writestr(member, _csv(rows.column_names, zip(*rows.to_pydict().values(), strict=True)))

    def same(self, one: Path, other: Path) -> bool:
        """Compare members: another zlib packs the same text otherwise."""
        return _members(one) == _members(other)


def _csv(head: list[str], rows: Any) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return (BOM + text.getvalue()).encode("utf-8")


def harmless(cell: str | int) -> str | int:
    """A cell that no spreadsheet takes for a formula (threat T23; OWASP, CSV Injection).

    >>> harmless("=1+1"), harmless("Bretagne"), harmless(-3)
    ("'=1+1", 'Bretagne', -3)
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _members(path: Path) -> list[tuple[object, ...]] | None:
    try:
        with zipfile.ZipFile(path) as archive:
            found: list[tuple[object, ...]] = [
                (info.filename, info.date_time, archive.read(info)) for info in archive.infolist()
            ]
            return found if not archive.comment else None
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError):
        return None
