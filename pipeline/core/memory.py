"""How much memory a run may take: what a person writes, and what the machine has."""

from __future__ import annotations

import os
import re

from pipeline.core.errors import UsageError

LEAST = 1 << 30
"""Bytes; libraries, tables of names and the batches under way need most of it whatever the input."""

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?", re.IGNORECASE)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}


def size(text: str) -> int:
    """Bytes of a size as people write it: ``2GB`` and ``2g`` are decimal, ``2GiB`` is binary.

    >>> size("512MB"), size("2g"), size("1.5GiB")
    (512000000, 2000000000, 1610612736)

    Raises
    ------
    UsageError
        For what is no size, and for one that is smaller than `LEAST`.
    """
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise UsageError("--memory: is no size", "as --memory 2GB, 1.5GiB or 1500MB")
    number, unit, binary = found.groups()
    wanted = int(float(number) * (1024 if binary else 1000) ** _POWERS[unit.lower()])
    if wanted < LEAST:
        raise UsageError(f"--memory: is under {LEAST >> 20} MiB, which is what estompe needs", "as --memory 2GB")
    return wanted


def usual() -> int:
    """Bytes that a run may take where nobody said: half of the machine's memory."""
    return max(LEAST, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2)
