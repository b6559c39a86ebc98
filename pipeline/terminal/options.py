"""The options that several commands share, and the request that they make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.core.errors import UsageError
from pipeline.core.store import location

if TYPE_CHECKING:
    from pipeline.core.store import Location as Location
    from pipeline.job import Request
else:
    Location = Path
    """Typer knows no unions: `location` decides."""

Files = Annotated[
    list[Location],
    typer.Argument(
        help="Leak files, folders, or - for standard input.", parser=location, metavar="files", show_default=False
    ),
]
Sources = Annotated[
    list[Location],
    typer.Argument(
        help="Leak files, folders, or - for standard input; hdfs://... or another store's with --engine spark.",
        parser=location,
        metavar="files",
        show_default=False,
    ),
]
Release = Annotated[Path, typer.Argument(help="Folder that `estompe run` wrote.", show_default=False)]
PolicyFile = Annotated[Path | None, typer.Option("--policy", "-p", help="Policy file; default: the public tier.")]
WorkFolder = Annotated[Path | None, typer.Option("--work", help="Work folder; default: a private temporary one.")]
Encoding = Annotated[str | None, typer.Option("--encoding", "-e", help="Encoding, where the file misleads.")]
Delimiter = Annotated[
    str | None, typer.Option("--delimiter", "-d", help="What stands between cells, one sign or several.")
]
NoHeader = Annotated[bool, typer.Option("--no-header-row", "-H", help="The first line is a record.")]
SkipLines = Annotated[int, typer.Option("--skip-lines", "-K", min=0, help="Lines to pass over at the top.")]
Custodian = Annotated[
    Path | None, typer.Option("--custodian", help="Keep quarantined records, encrypted to the age key in this file.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]
Force = Annotated[bool, typer.Option("--force", help="Replace an existing release.")]
KeepWork = Annotated[bool, typer.Option("--keep-work", help="Keep the (encrypted) work files.")]
KeyFile = Annotated[Path | None, typer.Option("--key", help="File of the project key (estompe keys new).")]
LinkTo = Annotated[str, typer.Option("--link-to", help="Use the pseudonyms of this earlier release again (its id).")]
Ledger = Annotated[
    Path | None, typer.Option("--ledger", help="Folder that remembers this project's releases; audit with them.")
]
Attack = Annotated[
    bool,
    typer.Option("--attack", help="Attack the release with the leak in hand before it appears; slower, needs memory."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Refuse columns that the policy does not list.")]
Recipients = Annotated[
    list[str] | None, typer.Option("--recipient", help="An age public key that may open the records; repeatable.")
]
EngineName = Annotated[str, typer.Option("--engine", help="What does the work: local, or spark (a cluster).")]
ProgressForm = Annotated[
    str, typer.Option("--progress", help="auto (a bar, or one line a stage where there is no terminal) or json.")
]
Memory = Annotated[
    str | None, typer.Option("--memory", help="What a run may take, as 2GB; default: half of the machine's memory.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no words; errors only.")]
NoInput = Annotated[bool, typer.Option("--no-input", help="Never ask (estompe asks nothing yet).", hidden=True)]


@dataclass(frozen=True)
class Protection:
    """Who holds the key, who else may read, how careful to be, and what does the work."""

    key: Path | None = None
    link_to: str = ""
    strict: bool = False
    recipients: tuple[str, ...] = ()
    custodian: Path | None = None
    ledger: Path | None = None
    attack: bool = False
    engine: str = "local"


def request(
    paths: Sequence[Location],
    policy: Path | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    no_header: bool = False,
    skip_lines: int = 0,
    protection: Protection = Protection(),
    memory: str | None = None,
) -> Request:
    """Put together what a run is asked for.

    Raises
    ------
    UsageError, PolicyError
        For a delimiter that is none, a size of memory that is none, and for a policy that cannot be read.
    """
    from pipeline.core.memory import size, usual
    from pipeline.core.policy_file import load
    from pipeline.ingest.overrides import Overrides
    from pipeline.job import Request

    overrides = Overrides(encoding, _delimiter(delimiter), False if no_header else None, skip_lines)
    followed = load(policy)
    if protection.recipients:
        named = tuple(dict.fromkeys((*followed.recipients, *protection.recipients)))
        followed = followed.model_validate({**followed.model_dump(by_alias=True), "recipients": named})
    more = protection
    if more.engine != "local":
        from pipeline.engines.engine import usable

        usable(more.engine)
    taken = usual() if memory is None else size(memory)
    return Request(
        paths,
        followed,
        overrides,
        more.custodian,
        more.key,
        more.link_to,
        more.strict,
        more.ledger,
        taken,
        more.attack,
        more.engine,
    )


def _delimiter(given: str | None) -> str | None:
    r"""The delimiter that is meant: ``tab``, ``\t`` and ``\x01`` are the signs that a shell makes hard to type.

    Raises
    ------
    UsageError
        For one with letters, digits, quotation marks or ends of lines, or of more than eight signs.
    """
    if given is None:
        return None
    named = {"tab": "\t", "\\t": "\t"}.get(given, given)
    if re.fullmatch(r"\\x[01][0-9a-fA-F]", named):
        named = chr(int(named[2:], 16))
    if not 0 < len(named) <= 8 or any(sign.isalnum() or sign in "\"'\r\n\0" for sign in named):
        hint = "as --delimiter ';' or --delimiter '||' or --delimiter tab"
        raise UsageError("--delimiter: takes one to eight signs, no letters, digits or quotation marks", hint)
    return named
