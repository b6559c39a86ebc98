"""How a delimited file is written: encoding, delimiter, header. Facts about form, none about content."""

from __future__ import annotations

from dataclasses import dataclass, field

NO_DELIMITER = "\x1f"
"""Stands for "one column" where a file has no delimiter at all (ASCII unit separator)."""

BOM = b"\xef\xbb\xbf"
"""Byte order mark of UTF-8; it comes again in the middle where files were concatenated."""

CELL_CAP = 16 * 1024 * 1024
"""Bytes; a longer cell puts its record into the quarantine."""


@dataclass(frozen=True)
class Dialect:
    """The form of one delimited text file.

    ``start`` is the byte offset of the first line after the header, ``first_line`` its line number (from 1),
    ``header`` the raw header cells (empty strings where there is none), ``columns`` their number.
    The header cells are kept out of the representation: they may be values of the leak.
    """

    encoding: str
    delimiter: str
    newline: bytes
    start: int
    first_line: int
    has_header: bool
    header: tuple[str, ...] = field(repr=False)
    header_bytes: bytes = field(repr=False, default=b"")

    @property
    def columns(self) -> int:
        """Number of cells that a whole record has."""
        return len(self.header)

    @property
    def codec(self) -> str:
        """The Python codec that decodes a line (the byte order mark lies before ``start``)."""
        return "utf-8" if self.encoding.startswith("utf-8") else self.encoding
