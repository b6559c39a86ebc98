"""The project key: made, recognised, destroyed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.core.errors import UsageError
from pipeline.terminal.language import said
from pipeline.terminal.voice import say

group = typer.Typer(no_args_is_help=True, help="Make, recognise or destroy the key that pseudonyms are made with.")

File = Annotated[Path, typer.Argument(help="The key file.", show_default=False)]

PROMISES = (
    "Overwritten and removed. The pseudonyms of its releases can no longer be made again or linked, by you neither.\n"
    "What nobody can promise: copies and backups of the key, snapshots of the file system, blocks that an SSD or a\n"
    "journal kept, and newsroom releases that a recipient can open with a key of their own."
)


@group.command("new")
def new(file: File) -> None:
    """Make a project key (an age file, for you alone) and a signing key beside it."""
    from pipeline.core import keyfile, signing

    made = keyfile.create(file)
    print(made.run.fingerprint())
    say(False, f"{file}: keep it out of repositories and releases. Its public half: {made.recipient}")
    public = signing.public_key(keyfile.signer(file).public_key())
    say(False, f"Releases are signed with {file}.sign. Its public half, for readers ({file}.sign.pub): {public.text}")
    if file.absolute().parent.stat().st_mode & 0o077:
        say(False, f"Other users can list {file.absolute().parent}; a folder of mode 0700 is better.")


@group.command("fingerprint")
def fingerprint(file: File) -> None:
    """Say the fingerprint that manifests have of releases made with this key."""
    from pipeline.core import keyfile

    print(keyfile.load(file).run.fingerprint())


@group.command("destroy")
def destroy(
    file: File,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Overwrite and remove the key, the signing key and the ledger."""
    from pipeline.core import keyfile

    keyfile.load(file, guarded=False)
    if not yes and sys.stdin.isatty() and not typer.confirm(said(f"Destroy {file} for good?"), err=True):
        raise UsageError("nothing was destroyed")
    for gone in keyfile.destroy(file):
        print(gone)
    say(False, PROMISES)
