"""What must outlive a loss of power: a file or folder is on the disk when these return."""

from __future__ import annotations

import os
from pathlib import Path


def settle(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk.

    Raises
    ------
    OSError
        When the disk refuses: what was written is not safe then.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def settle_all(folder: Path) -> None:
    """Wait until everything under ``folder`` is on the disk, files before the folders that name them.

    Links, pipes and devices are passed over: nothing of ours is one.
    """
    inside = [path for path in folder.rglob("*") if not path.is_symlink() and (path.is_file() or path.is_dir())]
    for path in sorted(inside, key=lambda path: (path.is_dir(), -len(path.parts))):
        settle(path)
    settle(folder)
