"""Read everything, keep nothing."""

from __future__ import annotations

from pipeline.terminal.options import (
    AsJson,
    Custodian,
    Delimiter,
    Encoding,
    Files,
    Memory,
    NoHeader,
    ProgressForm,
    Protection,
    Quiet,
    SkipLines,
    WorkFolder,
    request,
)
from pipeline.terminal.voice import print_json, tell


def command(
    files: Files,
    work_folder: WorkFolder = None,
    as_json: AsJson = False,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    no_header: NoHeader = False,
    skip_lines: SkipLines = 0,
    custodian: Custodian = None,
    memory: Memory = None,
    quiet: Quiet = False,
    progress_form: ProgressForm = "auto",
) -> None:
    """Read everything and count everything; what cannot be read goes to the quarantine, as place and reason."""
    from pipeline import flow
    from pipeline.job import Job
    from pipeline.terminal.screen import printable
    from pipeline.terminal.session import session

    asked = request(files, None, encoding, delimiter, no_header, skip_lines, Protection(custodian=custodian), memory)
    with session(work_folder, False, quiet, form=progress_form) as (work, progress):
        summary = flow.read(Job(asked, work, progress))
    if as_json:
        print_json(summary)
        return
    for file in summary["files"]:
        reasons = ", ".join(f"{reason} {count}" for reason, count in file["reasons"].items())
        tell(
            f"{printable(file['name'])}: {file['records']:,} records, {file['accepted']:,} accepted, "
            f"{file['quarantined']:,} quarantined{f' ({reasons})' if reasons else ''}"
        )
    for file in summary.get("unread", []):
        tell(f"{printable(file['name'])}: not read, {file['why']}")
