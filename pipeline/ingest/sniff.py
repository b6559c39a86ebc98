"""What a file is: encoding, delimiter, header, found from its first bytes; or why it is not readable."""

from __future__ import annotations

import re
from collections import Counter

from pipeline.core.errors import InputError
from pipeline.ingest.dialect import BOM, NO_DELIMITER, Dialect
from pipeline.ingest.header import is_header
from pipeline.ingest.mend import JOIN_BYTES, JOIN_LINES, split
from pipeline.ingest.overrides import Overrides
from pipeline.ingest.source import HEAD_BYTES, Bytes
from pipeline.ingest.unread import known_as, refusal

SAMPLE_LINES = 500
DELIMITERS = (";", "\t", "|", ",")

_DECIMAL = re.compile(r"\s*[-+]?\d+,\d+\s*")


def sniff(source: Bytes, overrides: Overrides | None = None) -> Dialect:
    """Find the form of a delimited text file.

    Raises
    ------
    InputError
        For a file that is missing, empty, no regular file, or no delimited text.
    """
    overrides = overrides or Overrides()
    head = _head(source)
    start = len(BOM) if head.startswith(BOM) else 0
    encoding = overrides.encoding or ("utf-8-sig" if start else _encoding(head))
    newline = b"\r" if b"\n" not in head and b"\r" in head else b"\n"
    text = head.replace(b"\r", b"\n") if newline == b"\r" else head
    lines, offsets = _lines(text, start)
    lines, offsets = lines[overrides.skip_lines :], offsets[overrides.skip_lines :]
    filled = [i for i, line in enumerate(lines) if line.strip()]
    if not filled:
        raise InputError(f"{source.name}: holds no record")
    codec = "utf-8" if encoding.startswith("utf-8") else encoding
    _extends_ascii(codec, source.name)
    decoded = [lines[i].removeprefix(BOM).decode(codec, errors="replace") for i in filled]
    delimiter = overrides.delimiter or _delimiter(decoded)
    rows, ends = _rows(decoded, delimiter)
    width = Counter(len(row) for row in rows).most_common(1)[0][0]
    top = next(i for i, row in enumerate(rows) if len(row) == width)
    body = [row for row in rows[top + 1 :] if len(row) == width and row != rows[top]]
    has_header = overrides.has_header if overrides.has_header is not None else is_header(rows[top], body)
    at = filled[ends[top]] + 1 if has_header else filled[0]
    alone = top == 0 or ends[top] == ends[top - 1] + 1
    end = offsets[at] if at < len(offsets) else len(text)
    return Dialect(
        encoding=encoding,
        delimiter=delimiter,
        newline=newline,
        start=end,
        first_line=overrides.skip_lines + at + 1,
        has_header=has_header,
        header=tuple(rows[top]) if has_header else ("",) * width,
        header_bytes=lines[filled[ends[top]]].rstrip(b"\r") if has_header and alone else b"",
    )


def _head(source: Bytes) -> bytes:
    head = source.head()
    if not head.strip() or known_as(head) is not None:
        raise refusal(head, source.name)
    return head


def _encoding(head: bytes) -> str:
    """UTF-8 when most lines with accents are UTF-8; else cp1252 (which the careful reading also falls back to)."""
    wide = [line for line in head.split(b"\n")[:-1] or [head] if not line.isascii()]
    good = 0
    for line in wide:
        try:
            line.decode("utf-8")
            good += 1
        except UnicodeDecodeError:
            continue
    return "utf-8" if good * 2 >= len(wide) else "cp1252"


def _lines(text: bytes, start: int) -> tuple[list[bytes], list[int]]:
    """The first lines of the file with their byte offsets; the last, possibly cut one, only when it is the only one."""
    lines: list[bytes] = []
    offsets: list[int] = []
    position = start
    while position < len(text) and len(lines) < SAMPLE_LINES:
        end = text.find(b"\n", position)
        if end < 0:
            if len(text) == HEAD_BYTES and lines:
                break
            end = len(text)
        offsets.append(position)
        lines.append(text[position:end].rstrip(b"\r"))
        position = end + 1
    offsets.append(min(position, len(text)))
    return lines, offsets


def _extends_ascii(codec: str, name: str) -> None:
    """Refuse an encoding that nobody knows, or in which a delimiter may be another byte than in ASCII."""
    ascii_bytes = bytes(range(128))
    try:
        fits = ascii_bytes.decode(codec) == ascii_bytes.decode("ascii")
    except LookupError:
        hint = "name one that Python knows, as --encoding cp1252"
        raise InputError(f"{name}: the encoding given is not known", hint) from None
    except UnicodeError:
        fits = False
    if not fits:
        raise InputError(f"{name}: the encoding given does not extend ASCII", "convert the file to UTF-8 first")


def _rows(lines: list[str], delimiter: str) -> tuple[list[list[str]], list[int]]:
    """Rows, and the last line of each: a quoted cell with newlines is followed to its closing quotation mark."""
    rows: list[list[str]] = []
    ends: list[int] = []
    at = 0
    while at < len(lines):
        cells, taken = _row(lines[at : at + JOIN_LINES], delimiter)
        at += taken
        rows.append(cells)
        ends.append(at - 1)
    return rows, ends


def _row(lines: list[str], delimiter: str) -> tuple[list[str], int]:
    text = lines[0]
    cells, is_open = split(text, delimiter)
    for taken, line in enumerate(lines[1:], start=2):
        if not is_open or len(text) + len(line) > JOIN_BYTES:
            break
        text = f"{text}\n{line}"
        if '"' in line:
            cells, is_open = split(text, delimiter)
            if cells is not None:
                return cells, taken
    return (cells if cells is not None else lines[0].split(delimiter)), 1


def _delimiter(lines: list[str]) -> str:
    """The delimiter that gives most rows the same number of cells, more cells being better.

    The comma comes last, and not at all where it stands inside the numbers of another delimiter's cells.
    """
    best, score, decimals = NO_DELIMITER, 0.0, False
    for delimiter in DELIMITERS:
        if delimiter == "," and decimals:
            break
        rows, _ = _rows(lines, delimiter)
        width, count = Counter(len(row) for row in rows).most_common(1)[0]
        agreement = count / len(rows)
        if width > 1 and agreement > 0.5 and agreement * (1 - 1 / width) > score:
            best, score, decimals = delimiter, agreement * (1 - 1 / width), _has_decimal_commas(rows)
    return best


def _has_decimal_commas(rows: list[list[str]]) -> bool:
    """Whether most cells with a comma are numbers with decimals, as the French write them."""
    cells = [cell for row in rows for cell in row if "," in cell]
    return sum(bool(_DECIMAL.fullmatch(cell)) for cell in cells) * 2 > len(cells)
