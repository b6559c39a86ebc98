"""What a file is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.terminal.language import Spoken, number, said
from pipeline.terminal.options import AsJson, Delimiter, Encoding, NoHeader, SkipLines, request
from pipeline.terminal.voice import print_json


def command(
    file: Annotated[Path, typer.Argument(help="A leak file, a folder, or - for standard input.", show_default=False)],
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = False,
    skip_lines: SkipLines = 0,
    as_json: AsJson = False,
) -> None:
    """Show what a file is: encoding, delimiter, header, records, and the lines that look wrong."""
    from pipeline import flow
    from pipeline.terminal.screen import printable
    from pipeline.terminal.session import session

    with session(None, False, True) as (work, _):
        files = flow.sniff(request([file], None, encoding, delimiter, no_header, skip_lines), work)
    if as_json:
        print_json(files[0] if len(files) == 1 else {"files": files})
        return
    for place, found in enumerate(files):
        if len(files) > 1:
            print(f"{chr(10) if place else ''}{printable(found['name'])}")
        _show(found)


def _show(found: dict[str, Any]) -> None:
    rows = [(said(word), text) for word, text in _rows(found)]
    width = max(12, *(len(word) + 2 for word, _ in rows))
    for word, text in rows:
        print(f"{word:<{width}}{text}")


def _rows(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is told of one file: a word of ours in English, and what it is in the language of the command."""
    colon = Spoken.words.colon
    delimiter = {None: said("none (one column)"), "\t": said("tab")}.get(found["delimiter"], found["delimiter"])
    yield "format", f"{found['format']}, {found['encoding']}"
    yield "delimiter", delimiter
    for table in found["tables"]:
        yield "header", said(f"line {table['header_line']}") if table["header_line"] else said("none")
        yield "columns", f"{len(table['columns'])}{colon}{', '.join(table['columns'])}"
        yield "records", number(table["records"])
    for name, word in (
        ("repeated_headers", said("header lines again")),
        ("footers", said("totals, rules, words on the export")),
    ):
        if found[name]:
            yield "no records", f"{number(found[name])} {word}"
    for odd in found["odd"]:
        lines = f"{', '.join(map(str, odd['lines'][:5]))}{', ...' if odd['count'] > 5 else ''}"
        where = said(f" (line {lines})") if odd["lines"] else ""
        yield "odd", f"{number(odd['count'])}{colon}{said(odd['what'])}{where}"
    for line in found["suspicious"]:
        where = f"line {line['line']}"
        yield "suspicious", f"{said(where)}{colon}{said(line['why'])}"
    if found["quarantined"] > len(found["suspicious"]):
        yield "suspicious", said(f"{found['quarantined'] - len(found['suspicious']):,} more lines")
    for advice in found["advice"]:
        yield "mend", said(advice)
