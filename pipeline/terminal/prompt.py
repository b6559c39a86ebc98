"""The prompt of `query`: completion of names, history with the arrow keys; ends with Ctrl-D or ``exit``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from pipeline.core.errors import UsageError
from pipeline.terminal.language import line
from pipeline.terminal.voice import complain

KEYWORDS = (
    *("SELECT", "FROM", "WHERE", "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "JOIN", "USING", "DISTINCT", "AS", "DESC"),
    *("count", "sum", "round", "DESCRIBE", "SUMMARIZE"),
)
"""What is completed besides the names of the release."""


def history(kept: bool) -> History:
    """The history of queries, in a file for this user alone; of questions about records, in memory only.

    A question about a record may name a person: it is never written down.
    """
    if not kept:
        return InMemoryHistory()
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    file = Path(state) / "estompe" / "history"
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(file))


def converse(answer: Callable[[str], None], names: Iterable[str], kept: bool) -> None:
    """Ask for queries and answer them until the user has enough; a refusal ends one query only."""
    completer = WordCompleter([*KEYWORDS, *names], ignore_case=True)
    session: PromptSession[str] = PromptSession("estompe> ", completer=completer, history=history(kept))
    while True:
        try:
            asked = session.prompt().strip().rstrip(";")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if asked.lower() in ("exit", "quit"):
            return
        if asked:
            try:
                answer(asked)
            except UsageError as error:
                complain(line(error))
