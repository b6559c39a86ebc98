"""What a file is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

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
    for number, found in enumerate(files):
        if len(files) > 1:
            print(f"{chr(10) if number else ''}{printable(found['name'])}")
        _show(found)


def _show(found: dict[str, Any]) -> None:
    delimiter_word = {None: "none (one column)", "\t": "tab"}.get(found["delimiter"], found["delimiter"])
    print(f"format      {found['format']}, {found['encoding']}")
    print(f"delimiter   {delimiter_word}")
    for table in found["tables"]:
        print(f"header      {'line ' + str(table['header_line']) if table['header_line'] else 'none'}")
        print(f"columns     {len(table['columns'])}: {', '.join(table['columns'])}")
        print(f"records     {table['records']:,}")
    for name, word in (("repeated_headers", "header lines again"), ("footers", "totals, rules, words on the export")):
        if found[name]:
            print(f"no records  {found[name]:,} {word}")
    for odd in found["odd"]:
        lines = f" (line {', '.join(map(str, odd['lines'][:5]))}{', ...' if odd['count'] > 5 else ''})"
        print(f"odd         {odd['count']:,}: {odd['what']}{lines if odd['lines'] else ''}")
    for line in found["suspicious"]:
        print(f"suspicious  line {line['line']}: {line['why']}")
    if found["quarantined"] > len(found["suspicious"]):
        print(f"suspicious  {found['quarantined'] - len(found['suspicious']):,} more lines")
    for advice in found["advice"]:
        print(f"mend        {advice}")
