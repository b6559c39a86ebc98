"""A leak becomes a release."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.core.errors import UsageError
from pipeline.core.store import location
from pipeline.terminal.options import (
    Attack,
    Custodian,
    Delimiter,
    Encoding,
    EngineName,
    Force,
    KeepWork,
    KeyFile,
    Ledger,
    LinkTo,
    Location,
    Memory,
    NoHeader,
    NoInput,
    PolicyFile,
    ProgressForm,
    Protection,
    Quiet,
    Recipients,
    SkipLines,
    Sources,
    Strict,
    WorkFolder,
    request,
)
from pipeline.terminal.voice import conclude, say_kept, say_withstood


def command(
    files: Sources,
    out: Annotated[
        Location,
        typer.Option(
            "--out",
            "-o",
            help="Folder of the release, or its address.",
            parser=location,
            metavar="<path>",
            show_default=False,
        ),
    ],
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
    attack: Attack = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the run that was broken off in the --work folder.")
    ] = False,
    force: Force = False,
    keep_work: KeepWork = False,
    engine: EngineName = "local",
    memory: Memory = None,
    quiet: Quiet = False,
    progress_form: ProgressForm = "auto",
    no_input: NoInput = False,
) -> None:
    """Turn a leak into a release: counts that anyone may analyse, and a report."""
    del no_input
    from pipeline import flow
    from pipeline.terminal.session import session

    protection = Protection(key, link_to, strict, tuple(recipient or ()), custodian, ledger, attack, engine)
    asked = request(files, policy, encoding, delimiter, no_header, skip_lines, protection, memory)
    if resume and work_folder is None:
        raise UsageError("--resume: needs the folder of the run that was broken off", "name it with --work")
    if resume and engine != "local":
        raise UsageError("--resume: only what the engine local began can be gone on with", "leave --resume out")
    lasts = work_folder is not None and engine == "local"
    with session(work_folder, keep_work, quiet, form=progress_form, resumable=lasts) as (work, progress):
        facts = flow.run(asked, out, work, progress, force, resume)
        kept = work.read_private("anonymise")
    conclude(facts, out, quiet)
    say_withstood(facts, quiet)
    say_kept(kept, quiet)
