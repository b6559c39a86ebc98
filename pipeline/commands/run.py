"""A leak becomes a release."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.terminal.options import (
    Custodian,
    Delimiter,
    Encoding,
    EngineName,
    Files,
    Force,
    KeepWork,
    KeyFile,
    Ledger,
    LinkTo,
    NoHeader,
    NoInput,
    PolicyFile,
    Protection,
    Quiet,
    Recipients,
    SkipLines,
    Strict,
    WorkFolder,
    request,
)
from pipeline.terminal.voice import conclude, say_kept


def command(
    files: Files,
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder of the release.", show_default=False)],
    policy: PolicyFile = None,
    key: KeyFile = None,
    link_to: LinkTo = "",
    recipient: Recipients = None,
    strict: Strict = False,
    ledger: Ledger = None,
    work_folder: WorkFolder = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = False,
    skip_lines: SkipLines = 0,
    custodian: Custodian = None,
    force: Force = False,
    keep_work: KeepWork = False,
    engine: EngineName = "local",
    quiet: Quiet = False,
    no_input: NoInput = False,
) -> None:
    """Turn a leak into a release: counts that anyone may analyse, and a report."""
    del no_input
    from pipeline import flow
    from pipeline.terminal.session import session

    protection = Protection(key, link_to, strict, tuple(recipient or ()), custodian, ledger, engine)
    asked = request(files, policy, encoding, delimiter, no_header, skip_lines, protection)
    with session(work_folder, keep_work, quiet) as (work, progress):
        facts = flow.run(asked, out, work, progress, force)
        kept = work.read_private("anonymise")
    conclude(facts, out, quiet)
    say_kept(kept, quiet)
