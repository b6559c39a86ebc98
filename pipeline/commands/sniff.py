"""What a file is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.terminal.options import AsJson, Delimiter, Encoding, NoHeader, SkipLines, request
from pipeline.terminal.voice import print_json


def command(
    file: Annotated[Path, typer.Argument(help="A leak file.", show_default=False)],
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = False,
    skip_lines: SkipLines = 0,
    as_json: AsJson = False,
) -> None:
    """Show what a file is: encoding, delimiter, header, records, and the lines that look wrong."""
    from pipeline import flow

    found = flow.sniff(request([file], None, encoding, delimiter, no_header, skip_lines))
    if as_json:
        print_json(found)
        return
    delimiter_word = {None: "none (one column)", "\t": "tab"}.get(found["delimiter"], found["delimiter"])
    print(f"format      {found['format']}, {found['encoding']}")
    print(f"delimiter   {delimiter_word}")
    print(f"header      {'line ' + str(found['header_line']) if found['header_line'] else 'none'}")
    print(f"columns     {len(found['columns'])}: {', '.join(found['columns'])}")
    print(f"records     {found['records']:,}")
    for line in found["suspicious"]:
        print(f"suspicious  line {line['line']}: {line['why']}")
    if found["quarantined"] > len(found["suspicious"]):
        print(f"suspicious  {found['quarantined'] - len(found['suspicious'])} more lines")
