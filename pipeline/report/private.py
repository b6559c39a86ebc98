"""Where a page for its maker alone may be written: a file that nobody else reads, and never into a release."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from pipeline.core.errors import UsageError
from pipeline.core.keyfile import write_private

FLAG = "--html"
RELEASE = "manifest.json"
"""The file that makes a release of a folder."""


def check_page(target: Path, force: bool = False) -> None:
    """Refuse a place before any work is done.

    Raises
    ------
    UsageError
        When the file is a link, a folder or there already (unless ``force``), when it cannot be written, and when a
        folder above it is a release: what lies there goes out.
    """
    if target.is_symlink():
        raise UsageError(f"{target}: is a link; estompe writes through none", f"name a real file with {FLAG}")
    if target.is_dir():
        raise UsageError(f"{target}: is a folder", f"name a file with {FLAG}")
    if target.exists() and not force:
        raise UsageError(f"{target}: exists already", f"take --force to replace it, or name another with {FLAG}")
    parent = target.resolve().parent
    if any((folder / RELEASE).exists() for folder in (parent, *parent.parents)):
        raise UsageError(f"{target}: lies in a release, and this page is for you alone", f"name another with {FLAG}")
    if not parent.is_dir():
        raise UsageError(f"{parent}: is no folder", f"make it first, or name another with {FLAG}")
    if not os.access(parent, os.W_OK | os.X_OK):
        raise UsageError(f"{parent}: cannot be written", f"name another with {FLAG}")


def write_page(target: Path, text: str) -> None:
    """Write the page whole or not at all, readable for this user alone (0600).

    Raises
    ------
    UsageError
        When it cannot be written.
    """
    target = target.resolve().parent / target.name
    draft = target.with_name(f".{secrets.token_hex(8)}-{target.name}")
    try:
        write_private(draft, text.encode("utf-8"))
        draft.replace(target)
    except OSError as error:
        raise UsageError(f"{target}: cannot be written ({error.strerror})", f"name another with {FLAG}") from None
    finally:
        draft.unlink(missing_ok=True)
