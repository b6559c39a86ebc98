"""`--help` in the language of the command: the texts stand in the source in English, beside what they are about."""

from __future__ import annotations

from typing import Any

import typer
import typer.core

from pipeline.terminal.language import said

HELP_FLAGS = ("-h", "--help")


def translate(command: Any, help_flags: tuple[str, ...] = HELP_FLAGS) -> None:
    """Put the help of a command, of its options and of the commands below it into the language.

    typer asks gettext for its own few words (``Options``, ``required``) and has no way to bring a catalogue: its
    function is replaced by ours.
    """
    vars(typer.core)["_"] = said
    context = typer.Context(command, help_option_names=list(help_flags))
    command.help = _paragraphs(command.help)
    for option in (*command.params, command.get_help_option(context)):
        option.help = _paragraphs(option.help)
    for inner in getattr(command, "commands", {}).values():
        translate(inner, help_flags)


def _paragraphs(text: str | None) -> str | None:
    """Each paragraph on its own; lines are filled again where they are shown."""
    if text is None:
        return None
    return "\n\n".join(said(" ".join(part.split())) for part in text.split("\n\n"))
