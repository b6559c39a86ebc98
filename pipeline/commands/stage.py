"""One stage alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.core.store import location
from pipeline.terminal.options import (
    Custodian,
    Delimiter,
    Encoding,
    EngineName,
    KeepWork,
    KeyFile,
    Ledger,
    LinkTo,
    Location,
    Memory,
    NoHeader,
    PolicyFile,
    ProgressForm,
    Protection,
    Quiet,
    Recipients,
    SkipLines,
    Strict,
    request,
)
from pipeline.terminal.voice import say


def command(
    name: Annotated[
        str, typer.Argument(help="ingest, detect, transform, anonymise, assess, publish or report.", show_default=False)
    ],
    work_folder: Annotated[Path, typer.Option("--work", help="Work folder; the results stay.", show_default=False)],
    files: Annotated[
        list[Location] | None,
        typer.Argument(
            help="Leak files; needed where a stage reads them.", parser=location, metavar="files", show_default=False
        ),
    ] = None,
    policy: PolicyFile = None,
    key: KeyFile = None,
    link_to: LinkTo = "",
    recipient: Recipients = None,
    strict: Strict = False,
    ledger: Ledger = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = False,
    skip_lines: SkipLines = 0,
    custodian: Custodian = None,
    keep_work: KeepWork = False,
    engine: EngineName = "local",
    memory: Memory = None,
    quiet: Quiet = False,
    progress_form: ProgressForm = "auto",
) -> None:
    """Run one stage in a work folder, after those before it that are missing; the last leaves a release there."""
    from pipeline import alone
    from pipeline.terminal.session import session

    protection = Protection(key, link_to, strict, tuple(recipient or ()), custodian, ledger, engine=engine)
    asked = request(files or [], policy, encoding, delimiter, no_header, skip_lines, protection, memory)
    with session(work_folder, keep=True, quiet=quiet, lasting=True, form=progress_form) as (work, progress):
        alone.run(name, asked, work, progress)
        if name == "report" and not keep_work:
            alone.forget(work)
    if name == "report":
        print(work_folder / alone.RELEASE / "report.html")
    else:
        print(work_folder / name / "summary.json")
    if alone.has_records(work_folder):
        say(quiet, "The work folder holds pseudonymised records and their key; remove it when you are done.")
