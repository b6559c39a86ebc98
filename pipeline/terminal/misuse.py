"""What typer has to say of a command line that it does not understand, in the user's language."""

from __future__ import annotations

import io
import sys

from typer.exceptions import TyperException

from pipeline.terminal.language import said


def refuse(misuse: TyperException) -> int:
    """Print usage and error on stderr; returns the exit code."""
    show = getattr(misuse, "show", None)
    if show is None:
        print(said("Aborted!"), file=sys.stderr)
        return 1
    text = io.StringIO()
    show(file=text)
    for one in text.getvalue().splitlines():
        print(said(one), file=sys.stderr)
    return int(getattr(misuse, "exit_code", 2))
