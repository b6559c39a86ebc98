"""Where the report is, or another one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.core.errors import UsageError
from pipeline.terminal.language import Spoken
from pipeline.terminal.options import Release


def command(
    release: Release,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the page here.")] = None,
    open_it: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Say where the report is, or render it again elsewhere."""
    from pipeline import verify as again

    page = release / "report.html"
    if out is not None:
        text = again.render(release, Spoken.lang)
        try:
            out.write_text(text, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"{out}: cannot be written ({error.strerror})", "name another file with --out") from None
        page = out
    elif not page.is_file():
        again.render(release, Spoken.lang)
        raise UsageError(f"{page}: is missing", "render it elsewhere with --out, and see estompe verify")
    print(page)
    if open_it:
        typer.launch(str(page.absolute()))
