"""Which delimiter, quotation mark and escape a file uses, from how evenly they cut its first lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.ingest.dialect import NO_DELIMITER
from pipeline.ingest.mend import JOIN_BYTES, JOIN_LINES
from pipeline.ingest.split import split

USUAL = (";", "\t", "|", ",")
RARE = (
    "\x01",
    "\x02",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x1f",
    "~",
    "^",
    "§",
    "¤",
    "¦",
    "¬",
    "þ",
    "¶",
    "#",
    "!",
    "$",
    ":",
    "\\",
)
"""Tried where no usual one fits, and held to more: they stand in texts, times and addresses, too."""

_DECIMAL = re.compile(r"\s*[-+]?\d+,\d+\s*")

Row = list[str]


def find_delimiter(lines: Sequence[str]) -> str:
    """The delimiter that gives most rows the same number of cells, more cells being better.

    The comma comes last, and not at all where it stands inside the numbers of another delimiter's cells. What
    always stands around the delimiter, or that it always comes doubled, makes it one of several characters.
    """
    best, score, decimals = NO_DELIMITER, 0.0, False
    for delimiter in USUAL:
        if delimiter == "," and decimals:
            break
        rows, _ = rows_of(lines, delimiter)
        width, count = Counter(len(row) for row in rows).most_common(1)[0]
        agreement = count / len(rows)
        if width > 1 and agreement > 0.5 and agreement * (1 - 1 / width) > score:
            best, score, decimals = delimiter, agreement * (1 - 1 / width), _has_decimal_commas(rows)
    return _widened(best if best != NO_DELIMITER else _rare(lines), lines)


def _rare(lines: Sequence[str]) -> str:
    """A delimiter of `RARE` that cuts at least nine lines of ten alike.

    Into three cells at least, or two where it is no sign of ordinary texts.
    """
    for delimiter in RARE:
        widths = Counter(line.count(delimiter) + 1 for line in lines)
        width, count = widths.most_common(1)[0]
        if width >= (2 if delimiter < " " or delimiter in "§¤¦¬þ¶~^" else 3) and count >= 0.9 * len(lines) > 1:
            return delimiter
    return NO_DELIMITER


def _widened(delimiter: str, lines: Sequence[str]) -> str:
    """The delimiter with what belongs to it: ``||``, ``~|~``."""
    if delimiter == NO_DELIMITER or len(lines) < 2:
        return delimiter
    text = "\n".join(line for line in lines if delimiter in line)
    runs = {len(run) for run in re.findall(f"(?:{re.escape(delimiter)})+", text)}
    shortest = min(runs)
    if shortest > 1 and all(run % shortest == 0 for run in runs):
        return delimiter * shortest
    framed = re.search(f"{re.escape(delimiter)}[^\\w\\s\"']{{1,3}}{re.escape(delimiter)}", text)
    if framed and delimiter not in text.replace(framed[0], ""):
        return framed[0]
    around = set(re.findall(f"(.){re.escape(delimiter)}(.)", text, re.DOTALL))
    before, after = {pair[0] for pair in around}, {pair[1] for pair in around}
    if len(around) == 1 and before == after and _is_sign(next(iter(before))):
        return f"{before.pop()}{delimiter}{after.pop()}"
    return delimiter


def _is_sign(letter: str) -> bool:
    return not letter.isalnum() and not letter.isspace() and letter not in "\"'+-.()"


def find_quote(lines: Sequence[str], delimiter: str) -> str:
    """The quotation mark: the apostrophe where it wraps whole cells in most lines and the usual one wraps none."""
    cut = re.escape(delimiter)
    single = re.compile(f"(?:^|{cut})'[^']*'(?:{cut}|$)")
    double = re.compile(f'(?:^|{cut})"[^"]*"(?:{cut}|$)')
    wrapped = sum(bool(single.search(line)) for line in lines)
    return "'" if 2 * wrapped > len(lines) and not any(double.search(line) for line in lines) else '"'


def find_escape(lines: Sequence[str], delimiter: str, quote: str) -> str | None:
    """The backslash, where more rows come out alike when it escapes than when it does not, and not all did before."""
    if not any("\\" + sign in line for line in lines for sign in (quote, delimiter)):
        return None
    (rows, without), (_, escaped) = (_alike(lines, delimiter, quote, escape) for escape in (None, "\\"))
    return "\\" if without < rows and escaped > without else None


def _alike(lines: Sequence[str], delimiter: str, quote: str, escape: str | None) -> tuple[int, int]:
    """How many rows there are, and how many are well formed and have the commonest number of cells, more than one."""
    rows = [cells for cells, _ in _cut(lines, delimiter, quote, escape)]
    widths = Counter(len(cells) for cells in rows if cells is not None)
    return len(rows), max((count for width, count in widths.items() if width > 1), default=0)


def rows_of(
    lines: Sequence[str], delimiter: str, quote: str = '"', escape: str | None = None
) -> tuple[list[Row], list[int]]:
    """Rows, and the last line of each: a quoted cell with newlines is followed to its closing quotation mark."""
    rows: list[Row] = []
    ends: list[int] = []
    at = 0
    for cells, taken in _cut(lines, delimiter, quote, escape):
        rows.append(lines[at].split(delimiter) if cells is None else cells)
        at += taken
        ends.append(at - 1)
    return rows, ends


def _cut(lines: Sequence[str], delimiter: str, quote: str, escape: str | None) -> Iterator[tuple[Row | None, int]]:
    """Row after row, None for a malformed one, with the lines that it takes."""
    at = 0
    while at < len(lines):
        cells, taken = _row(lines[at : at + JOIN_LINES], delimiter, quote, escape)
        at += taken
        yield cells, taken


def _row(lines: Sequence[str], delimiter: str, quote: str, escape: str | None) -> tuple[Row | None, int]:
    text = lines[0]
    cells, is_open = split(text, delimiter, quote, escape)
    for taken, line in enumerate(lines[1:], start=2):
        if not is_open or len(text) + len(line) > JOIN_BYTES:
            break
        text = f"{text}\n{line}"
        if quote in line:
            cells, is_open = split(text, delimiter, quote, escape)
            if cells is not None:
                return cells, taken
    return cells, 1


def _has_decimal_commas(rows: list[Row]) -> bool:
    """Whether most cells with a comma are numbers with decimals, as the French write them."""
    cells = [cell for row in rows for cell in row if "," in cell]
    return sum(bool(_DECIMAL.fullmatch(cell)) for cell in cells) * 2 > len(cells)
