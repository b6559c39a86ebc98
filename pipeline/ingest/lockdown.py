"""What a process may still do once it has seen hostile bytes: compute, read what it was handed, answer.

Limits of the kernel hold memory, time and file size; a filter of system calls takes away files, network, programs and
other processes (seccomp, Linux on x86-64 and aarch64); an audit hook of Python says the same everywhere, for code that
is not native. All of it is for good: a process cannot take a lock off again.
"""

from __future__ import annotations

import ctypes
import platform
import resource
import struct
import sys
from dataclasses import dataclass

_CALLS = {
    # name: number on x86-64, on aarch64 (Linux, asm/unistd_64.h and asm-generic/unistd.h); None: not there
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67), "close": (3, 57),
    "fstat": (5, 80), "newfstatat": (262, 79), "statx": (332, 291), "lseek": (8, 62), "fcntl": (72, 25),
    "dup": (32, 23), "fadvise64": (221, 223), "mmap": (9, 222), "mprotect": (10, 226), "munmap": (11, 215),
    "mremap": (25, 216), "brk": (12, 214), "madvise": (28, 233), "mincore": (27, 232), "get_mempolicy": (239, 236),
    "membarrier": (324, 283), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132), "futex": (202, 98), "set_robust_list": (273, 99), "rseq": (334, 293),
    "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "getcpu": (309, 168), "nanosleep": (35, 101),
    "clock_nanosleep": (230, 115), "clock_gettime": (228, 113), "clock_getres": (229, 114), "gettimeofday": (96, 169),
    "time": (201, None), "times": (100, 153), "poll": (7, None), "ppoll": (271, 73), "select": (23, None),
    "pselect6": (270, 72), "getrandom": (318, 278), "getpid": (39, 172), "getppid": (110, 173), "gettid": (186, 178),
    "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177), "uname": (63, 160),
    "sysinfo": (99, 179), "getrusage": (98, 165), "prlimit64": (302, 261), "restart_syscall": (219, 128),
    "getcwd": (79, 17), "exit": (60, 93), "exit_group": (231, 94),
}  # fmt: skip
"""All that is left. Not among it: open, socket, execve, fork, kill, ptrace, io_uring, whatever writes to a path."""

_ARCHITECTURES = {"x86_64": (0, 0xC000003E, 56, 317), "aarch64": (1, 0xC00000B7, 220, 277)}
"""Machine: column of `_CALLS`, its audit number (linux/audit.h), numbers of ``clone`` and ``seccomp``."""

_LOAD, _EQUAL, _AT_LEAST, _BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _DENY, _KILL = 0x7FFF0000, 0x00050000 | 38, 0x80000000
"""Verdicts of linux/seccomp.h; a denied call fails with ENOSYS (38), which libraries expect of older kernels."""

_CLONE_THREAD = 0x00010000
_FORBIDDEN = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system", "os.kill", "os.link",
    "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink", "os.truncate", "os.chmod", "os.chown", "open",
    "ctypes.", "pickle.", "marshal.", "shutil.", "tempfile.", "urllib.", "ftplib.", "http.", "smtplib.", "mmap.",
)  # fmt: skip
"""Audit events, or how they begin, that end in an error once the process is locked."""


@dataclass(frozen=True)
class Limits:
    """What one child may use: address space in bytes, processor seconds, seconds without an answer."""

    memory: int = 3 << 30
    cpu_seconds: int = 3600
    silence_seconds: float = 120.0


def limit(limits: Limits) -> None:
    """Set the limits of the kernel: no core file, no byte written to a file, memory and processor time as given."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))


def lock() -> bool:
    """Take everything else away; tells whether the kernel's filter holds (else the audit hook alone does)."""
    filtered = _filter()
    sys.addaudithook(_deny)
    return filtered


def _deny(event: str, arguments: tuple[object, ...]) -> None:  # noqa: ARG001
    if event.startswith(_FORBIDDEN):
        raise PermissionError("not in a confined process")


def _filter() -> bool:
    found = _ARCHITECTURES.get(platform.machine()) if sys.platform == "linux" else None
    if found is None:
        return False
    column, audit, clone, seccomp = found
    program = _program([calls[column] for calls in _CALLS.values()], audit, clone)
    code = ctypes.create_string_buffer(program, len(program))
    pointer = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    set_no_new_privileges, set_mode_filter, all_threads = 38, 1, 1
    if libc.prctl(set_no_new_privileges, 1, 0, 0, 0):
        return False
    return bool(libc.syscall(seccomp, set_mode_filter, all_threads, ctypes.create_string_buffer(pointer)) == 0)


def _program(allowed: list[int | None], audit: int, clone: int) -> bytes:
    """The filter as classic BPF: the machine, then the number of the call, and for ``clone`` whether it is a thread."""
    number, machine, first_argument = 0, 4, 16
    numbers = sorted(call for call in allowed if call is not None)
    steps = [
        (_LOAD, 0, 0, machine),
        (_EQUAL, 1, 0, audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, number),
        (_AT_LEAST, 0, 1, 0x40000000),  # the x32 numbers of the same calls
        (_RETURN, 0, 0, _DENY),
        (_EQUAL, 0, 4, clone),
        (_LOAD, 0, 0, first_argument),
        (_BITS, 0, 1, _CLONE_THREAD),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    ]
    for call in numbers:
        steps += [(_EQUAL, 0, 1, call), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("HBBI", *step) for step in [*steps, (_RETURN, 0, 0, _DENY)])
