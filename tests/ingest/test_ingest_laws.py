"""Laws of reading: what `csv.writer` wrote comes back, and no bytes whatsoever break the count."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from outcome import Outcome, outcome

from pipeline.core.errors import EstompeError
from pipeline.ingest.mend import split
from pipeline.ingest.sniff import Overrides

LETTERS = "abcÉéœ €0129 ;,|\t\"'\\#=-"
WORDS = st.text(LETTERS, max_size=8)
NOTES = st.lists(st.text("abcé 019", max_size=5), max_size=4).map("\n".join)
CELLS = WORDS | NOTES


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(2, 5))
    return draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=12))


def written(rows: list[list[str]], form: dict[str, object], encoding: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, **form)  # type: ignore[arg-type]
    writer.writerow([f"col{letter}" for letter in "abcde"[: len(rows[0])]])
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def read_back(content: bytes, overrides: Overrides | None = None, block_bytes: int = 8 << 20) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.csv"
        path.write_bytes(content)
        return outcome(path, overrides, block_bytes)


@settings(max_examples=80, deadline=None)
@given(
    tables(),
    st.fixed_dictionaries(
        {
            "delimiter": st.sampled_from(";,\t|"),
            "lineterminator": st.sampled_from(["\n", "\r\n"]),
            "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
        }
    ),
    st.sampled_from(["utf-8", "cp1252", "utf-8-sig"]),
    st.integers(1, 200),
)
def test_what_csv_writer_wrote_comes_back(
    rows: list[list[str]], form: dict[str, object], encoding: str, block_bytes: int
) -> None:
    content = written(rows, form, encoding)
    overrides = Overrides(encoding, str(form["delimiter"]), True)
    found = read_back(content, overrides)
    assert found.rejects == ()
    assert found.rows == Counter(map(tuple, rows))
    assert read_back(content, overrides, block_bytes) == found


@settings(max_examples=60, deadline=None)
@given(tables(), st.sampled_from(";,\t|"))
def test_old_mac_files_come_back_where_no_cell_holds_a_line_end(rows: list[list[str]], delimiter: str) -> None:
    rows = [[cell.replace("\n", " ") for cell in row] for row in rows]
    content = written(rows, {"delimiter": delimiter, "lineterminator": "\r"}, "utf-8")
    found = read_back(content, Overrides(delimiter=delimiter, has_header=True))
    assert (found.rows, found.rejects) == (Counter(map(tuple, rows)), ())


PIECES = st.sampled_from(
    [
        *(b"a", b"bc", b"12", b";", b";", b";", b",", b'"', b'"', b'""', b"\n", b"\n", b"\n", b"\r\n", b"\r"),
        *(b"\0", b"\xc3\xa9", b"\xe9", b"\x81", b"\xff", b"nom;ville\n", b"A;B\n", b'"x;y";z\n', b"\xef\xbb\xbf"),
    ]
)
SOUP = st.lists(PIECES, max_size=60).map(b"".join)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | SOUP | SOUP.map(lambda tail: b"nom;ville\nA;1\nB;2\nC;1\n" + tail))
def test_whatever_the_bytes_every_record_is_accepted_or_quarantined(content: bytes) -> None:
    try:
        found = read_back(content)
    except EstompeError:
        return
    assert found.records == found.accepted + len(found.rejects)
    assert all(row and None not in row for row in found.rows)
    lines = len(re.split(rb"\r\n|\n|\r", content))
    assert found.records + found.headers <= lines
    for size in (1, 3, 17):
        assert read_back(content, None, size) == found


@given(st.binary(max_size=200), st.sampled_from([None, "cp1252", "ascii", "latin-1", "cp850"]))
def test_whatever_the_bytes_and_overrides_the_count_holds(content: bytes, encoding: str | None) -> None:
    try:
        found = read_back(b"nom;ville\n" + content, Overrides(encoding, ";", True))
    except EstompeError:
        return
    assert found.records == found.accepted + len(found.rejects)


@given(st.lists(st.text('ab";\n', max_size=6), min_size=1, max_size=5))
def test_splitting_undoes_quoting(cells: list[str]) -> None:
    line = ";".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    assert split(line, ";") == (cells, False)


@given(st.text('ab";\n', max_size=30))
def test_splitting_agrees_with_the_csv_module_where_it_accepts(line: str) -> None:
    cells, is_open = split(line, ";")
    assert cells is None or not is_open
    if cells is not None and line and "\n" not in line:
        assert [cells] == list(csv.reader([line], delimiter=";", strict=True))
