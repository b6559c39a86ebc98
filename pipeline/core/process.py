"""What the process keeps to itself; imported before anything heavy."""

from __future__ import annotations

import ctypes
import os
import resource
import sys


def harden_process() -> None:
    """Keep values out of core dumps and other users' reach: umask 077, no core, not dumpable (threat T19, T20)."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        pr_set_dumpable = 4
        ctypes.CDLL(None, use_errno=True).prctl(pr_set_dumpable, 0, 0, 0, 0)
