"""How a text file of records is written: encoding, delimiter, header. Facts about form, none about content."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.ingest.encoding import Encoding

NO_DELIMITER = "\x1f"
"""Stands for "one column" where a file has no delimiter at all (ASCII unit separator)."""

BOM = b"\xef\xbb\xbf"
"""Byte order mark of UTF-8; it comes again in the middle where files were concatenated."""

CELL_CAP = 16 * 1024 * 1024
"""Bytes; a longer cell puts its record into the quarantine."""

LINE_CAP = 64 * 1024 * 1024
"""Bytes; so does a longer line, which is passed over without being held in memory."""

MAX_COLUMNS = 10_000
"""A file with more columns is refused: no leak has them, and every block would cost that many arrays."""


@dataclass(frozen=True)
class Dialect:
    """The form of one text file of records.

    ``start`` is the byte offset of the first line after the header, ``first_line`` its line number (from 1),
    ``header`` the raw header cells (empty strings where there is none), ``columns`` their number.
    The header cells are kept out of the representation: they may be values of the leak.
    ``quote`` None means that quotation marks are letters like others; ``escape`` puts a quotation mark or a
    delimiter into a cell. ``first_only``: only the first delimiter of a line counts (a password may hold more).
    ``widths`` are the places (from, to) of the cells in characters where there is no delimiter.
    ``leads`` are the shapes of first cells (`pipeline.ingest.broken.shape`), none where they say nothing.
    ``statements``: whether a line that reads like "total" or "end of export" is no record.
    """

    form: Encoding
    delimiter: str
    newline: bytes
    start: int
    first_line: int
    has_header: bool
    header: tuple[str, ...] = field(repr=False)
    quote: str | None = '"'
    escape: str | None = None
    first_only: bool = False
    widths: tuple[tuple[int, int], ...] = ()
    even: bool = False
    statements: bool = True
    leads: frozenset[str] = frozenset()

    @property
    def columns(self) -> int:
        """Number of cells that a whole record has."""
        return len(self.header)

    @property
    def encoding(self) -> str:
        """The encoding as people call it."""
        return self.form.label

    @property
    def codec(self) -> str:
        """The Python codec that decodes a line (the byte order mark lies before ``start``)."""
        return self.form.codec

    @property
    def shown_delimiter(self) -> str | None:
        """The delimiter, None where there is none."""
        return None if self.delimiter == NO_DELIMITER else self.delimiter

    @property
    def mark(self) -> int:
        """The byte of the quotation mark, -1 where there is none."""
        return ord(self.quote) if self.quote else -1
