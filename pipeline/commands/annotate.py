"""Spans of identifying values and health categories of texts, one JSON object a line."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.terminal.options import Quiet


def command(
    file: Annotated[str, typer.Argument(metavar="FILE.jsonl", help="Texts, one object a line; - for stdin.")],
    ner: Annotated[
        bool, typer.Option("--ner", help="Give texts that still hold unknown words to a model (the extra `ner`).")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="Add to each span who found it, by which rule and context.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Mark what identifies a person in texts, and what they say of health, for evaluation.

    A line is {"text", "known"?: {column: value}}; the answer {"spans": [{"start", "end", "entity", "score"}],
    "categories": [...]}, offsets in characters. Values under "known" are the record's other columns: they are searched
    for first, in their own text as the record's, in all texts as the file's names.
    """
    import sys
    from pathlib import Path

    from pipeline.detect.text.annotate import annotate, read

    del quiet
    records = read(sys.stdin.buffer if file == "-" else Path(file), file)
    for line in annotate(records, ner, verbose):
        print(line)
