"""Some records, before and after; or the page of all columns to read before publishing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.core.errors import UsageError
from pipeline.terminal.language import Spoken
from pipeline.terminal.options import (
    Delimiter,
    Encoding,
    Files,
    NoHeader,
    PolicyFile,
    Quiet,
    SkipLines,
    request,
)

if TYPE_CHECKING:
    from pipeline.flow import Preview
    from pipeline.job import Request


SAMPLE = 1000
"""Records of each table whose shapes the page is made of."""


def command(
    files: Files,
    policy: PolicyFile = None,
    records: Annotated[int, typer.Option("-n", min=1, max=200, help="How many records.")] = 10,
    show_originals: Annotated[
        bool, typer.Option("--show-originals", help="Show the values themselves, on a terminal only.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option("--html", help="Write the page of all columns to this file, for you alone.")
    ] = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = False,
    skip_lines: SkipLines = 0,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing page.")] = False,
    quiet: Quiet = False,
) -> None:
    """Show what becomes of some records, drawn over the whole file: what each cell holds, what is kept of it.

    With --html, write a page to read before publishing: of each column what it holds, how sure that is and why, its
    treatment, what the release will tell of it, masked examples, and what to look at.
    """
    if show_originals and (html is not None or not sys.stdout.isatty()):
        raise UsageError(
            "--show-originals: shows values of the leak on a terminal only, never to a file or a pipe",
            "leave it out: values are then shown by their kind",
        )
    from pipeline.terminal.before_after import show

    asked = request(files, policy, encoding, delimiter, no_header, skip_lines)
    if html is None:
        for seen in _seen(asked, records, quiet):
            show(seen.profile, seen.before, seen.after, show_originals)
        return
    from pipeline.report import private, review

    private.check_page(html, force)
    tables = [review.review(t.profile, t.before, t.after, asked.policy) for t in _seen(asked, SAMPLE, quiet)]
    private.write_page(html, review.html(tables, asked.policy, Spoken.lang))
    print(html)


def _seen(asked: Request, size: int, quiet: bool) -> list[Preview]:
    from pipeline import flow
    from pipeline.job import Job
    from pipeline.terminal.session import session

    with session(None, False, quiet) as (work, progress):
        return flow.preview(Job(asked, work, progress), size)
