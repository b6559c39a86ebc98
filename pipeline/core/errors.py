"""The errors that a user sees: what, where, and which flag or policy key mends it; never a value of the leak."""

from __future__ import annotations


class EstompeError(Exception):
    """An error with an exit code and a hint.

    Parameters
    ----------
    message:
        One line: what went wrong and where (file, line, column name). Never a value of the data.
    hint:
        One line: the flag, policy key or command that mends it; empty when nothing does.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(EstompeError):
    """The command was called wrongly, or its output cannot be written (exit 2)."""

    exit_code = 2


class PublishedError(UsageError):
    """Something is published, or may be, though not all went well (exit 2); an interrupt does not say otherwise."""


class PolicyError(EstompeError):
    """The policy says something that cannot be done (exit 2)."""

    exit_code = 2


class InputError(EstompeError):
    """The input cannot be read, or is no table of records (exit 3)."""

    exit_code = 3


class GateError(EstompeError):
    """The release would break its tier's promise, so nothing is published (exit 4)."""

    exit_code = 4
