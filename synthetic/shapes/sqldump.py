"""The dump of a MySQL table: one INSERT for some hundred records, values escaped as mysqldump escapes them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from synthetic.shape import COLUMNS, Shape

TABLE = "patients_dossiers"
ROWS = 250
"""Records of one INSERT."""

_HEAD = """-- MySQL dump 10.13  Distrib 5.7.24, for Linux (x86_64)
--
-- Table structure for table `{table}`
--

SET NAMES utf8mb4;
DROP TABLE IF EXISTS `{table}`;
CREATE TABLE `{table}` (
{columns}
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

LOCK TABLES `{table}` WRITE;
"""


@dataclass(frozen=True)
class SqlDump(Shape):
    """One record a line, between the parentheses of an INSERT."""

    def head(self) -> bytes:
        """Comments and the table's definition."""
        columns = ",\n".join(f"  `{title}` text" for title in self.titles)
        return _HEAD.format(table=TABLE, columns=columns).encode()

    def foot(self, records: int, dirty: bool) -> bytes:  # noqa: ARG002
        """Close the dump."""
        return b"UNLOCK TABLES;\n-- Dump completed on 2020-10-28 18:04:11\n"

    def body(self, cells: pl.DataFrame, first: int) -> bytes:
        """Write tuples; the first of an INSERT stands on the line of its statement, the last ends it."""
        values = [
            pl.when(pl.col(column).is_null())
            .then(pl.lit("NULL"))
            .otherwise(
                pl.concat_str(
                    pl.lit("'"), pl.col(column).str.replace_many(["\\", "'", "\n"], ["\\\\", "\\'", "\\n"]), pl.lit("'")
                )
            )
            for column in self.titles.values()
        ]
        number = np.arange(first, first + cells.height)
        last = (number % ROWS == ROWS - 1) | (number == first + cells.height - 1)
        begins = pl.Series((number % ROWS == 0) | (number == first))
        names = ",".join(f"`{title}`" for title in self.titles)
        line = pl.concat_str(
            pl.when(begins).then(pl.lit(f"INSERT INTO `{TABLE}` ({names}) VALUES (")).otherwise(pl.lit("(")),
            pl.concat_str(values, separator=","),
            pl.when(pl.Series(last)).then(pl.lit(");\n")).otherwise(pl.lit("),\n")),
        )
        return "".join(cells.select(line.alias("line"))["line"]).encode()


SHAPE = SqlDump(name="sqldump", file="leak.sql", titles={column: column for column in COLUMNS})
