"""Records before and after, on stdout: values by their kind unless the user asked for themselves."""

from __future__ import annotations

import os
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from pipeline.core.masking import kind
from pipeline.core.profile import ColumnProfile, Profile
from pipeline.terminal.language import said
from pipeline.terminal.screen import printable

COLOURS = {
    "suppress": "red", "generalise": "yellow", "keep": "green", "pseudonymise": "cyan", "synthesise": "cyan",
}  # fmt: skip
"""Treatment -> colour."""
WIDEST = 40
"""Characters shown of a name or a value."""


def show(
    profile: Profile, before: Sequence[tuple[str | None, ...]], after: list[tuple[str, ...]], originals: bool
) -> None:
    """Print one block a record: column, before, after, in the colour of the treatment."""
    console = Console(no_color="NO_COLOR" in os.environ, highlight=False, soft_wrap=True)
    for number, (cells, kept) in enumerate(zip(before, after, strict=True), start=1):
        console.print(Text(said(f"record {number} of {len(before)}"), style="bold"))
        shown = [_before(column, cell, originals) for column, cell in zip(profile.columns, cells, strict=True)]
        names = [_cut(column.name) for column in profile.columns]
        widths = max(map(len, names)), max(map(len, shown))
        for column, name, was, text in zip(profile.columns, names, shown, kept, strict=True):
            left = f"  {name:<{widths[0]}}  {was:<{widths[1]}}  "
            console.print(Text(left).append(printable(said(text)), style=COLOURS.get(column.treatment, "")))
        console.print()


def _before(column: ColumnProfile, cell: str | None, originals: bool) -> str:
    """A cell as it is shown: nothing of its value, not even a length, unless asked for."""
    if cell is None:
        return said("(empty)")
    return _cut(cell) if originals else kind(column.entity, said("unknown"))


def _cut(text: str) -> str:
    shown = printable(text)
    return shown if len(shown) <= WIDEST else f"{shown[: WIDEST - 1]}…"
