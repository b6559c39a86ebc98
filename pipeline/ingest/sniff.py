"""What a delimited file is: encoding, delimiter, header, found from its first lines; or why it is not readable."""

from __future__ import annotations

from collections import Counter

from pipeline.core.errors import InputError
from pipeline.ingest import apart, broken
from pipeline.ingest.delimiters import find_escape, find_quote, rows_of
from pipeline.ingest.dialect import MAX_COLUMNS, Dialect
from pipeline.ingest.firstlines import FirstLines, first_lines
from pipeline.ingest.header import is_header
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.source import Bytes


def sniff(source: Bytes, overrides: Overrides | None = None) -> Dialect:
    """Find the form of a delimited text file.

    Raises
    ------
    InputError
        For a file that is missing, empty, no regular file, no delimited text, or wider than `MAX_COLUMNS`.
    """
    overrides = overrides or Overrides()
    lines = first_lines(source.head(), source.name, overrides)
    delimiter = overrides.delimiter or lines.delimiter
    quote = find_quote(lines.texts, delimiter)
    escape = find_escape(lines.texts, delimiter, quote)
    rows, ends = rows_of(lines.texts, delimiter, quote, escape)
    width = Counter(len(row) for row in rows).most_common(1)[0][0]
    if width > MAX_COLUMNS:
        raise InputError(f"{source.name}: has {width:,} columns, over the cap of {MAX_COLUMNS:,}", "--delimiter")
    top = next(i for i, row in enumerate(rows) if len(row) == width)
    body = [row for row in rows[top + 1 :] if len(row) == width and row != rows[top]]
    has_header = overrides.has_header if overrides.has_header is not None else is_header(rows[top], body)
    start, first_line = after(lines, ends[top]) if has_header else (lines.begin[0], lines.numbers[0])
    return Dialect(
        form=lines.form,
        delimiter=delimiter,
        newline=lines.newline,
        start=start,
        first_line=first_line,
        has_header=has_header,
        header=tuple(rows[top]) if has_header else ("",) * width,
        quote=quote,
        escape=escape,
        leads=broken.leads(body),
        statements=not any(apart.is_statement(row[:1]) for row in body),
    )


def after(lines: FirstLines, last: int) -> tuple[int, int]:
    """Where the line after filled line ``last`` begins, and its number."""
    return lines.end[last], lines.numbers[last] + 1
