"""Why an input is refused as a whole by a parser that is confined, or by what unpacks it."""

from __future__ import annotations

from pipeline.core.errors import InputError

REFUSALS: dict[str, str] = {
    "damaged": "is damaged or cut off",
    "encrypted": "is encrypted",
    "climbing": "holds a path that leads out of it",
    "link": "holds a link or a device",
    "members": "holds too many files",
    "size": "unpacks to more than the cap",
    "ratio": "unpacks to far more than it holds: a decompression bomb",
    "nesting": "holds archives in archives beyond the cap",
    "method": "is packed by a method that estompe does not read",
    "columns": "has too many columns",
    "depth": "is nested too deeply",
    "spool": "is too large to be read inside an archive",
    "sheets": "is an office document without sheets that can be read",
    "memory": "needs more memory than a parser gets",
    "time": "takes more time than a parser gets",
    "crash": "stopped its parser",
}
"""The closed list of why an input is refused by a confined parser; the words follow its name."""

HINTS: dict[str, str] = {
    "encrypted": "unpack it with its password first",
    "spool": "unpack the archive first",
    "method": "unpack or convert it first",
    "size": "unpack it first, if you trust it",
    "members": "unpack it first, if you trust it",
}


class ConfinedError(Exception):
    """The child refused the input or died of it; ``reason`` is a key of `REFUSALS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def input_error(self, name: str) -> InputError:
        """The same for the user, about the input ``name``."""
        return InputError(f"{name}: {REFUSALS[self.reason]}", HINTS.get(self.reason, ""))
