"""T27: nothing leaves the machine. The kernel kills a process that asks for a socket, and Python refuses one."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest

TRAP = """
import os, socket, sys
def refuse(*_arguments, **_named):
    caller = sys._getframe(1).f_globals.get("__name__", "?")
    with open(os.environ["ASKED"], "a") as asked:
        asked.write(caller + "\\n")
    raise OSError("a socket was asked for")
class Refused(socket.socket):
    __init__ = refuse
socket.socket = Refused
socket.create_connection = socket.getaddrinfo = socket.gethostbyname = socket.socketpair = refuse
"""
"""Python's own doors; who asked is written down, as a refusal may be swallowed."""

PROBE = {"urllib3.util.connection"}
"""urllib3, which presidio imports, asks at import whether ::1 can be bound; nothing is sent."""

KERNEL = """
import ctypes, os, struct
libc = ctypes.CDLL(None, use_errno=True)
calls = {"x86_64": (42, 44, 46, 307), "aarch64": (203, 206, 211, 269)}[os.uname().machine]
steps = [(0x20, 0, 0, 0)]  # load the number of the call; connect, sendto, sendmsg, sendmmsg jump to the kill
steps += [(0x15, len(calls) - i, 0, number) for i, number in enumerate(calls)]
steps += [(0x06, 0, 0, 0x7FFF0000), (0x06, 0, 0, 0x80000000)]
code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]
program = Program(len(steps), ctypes.addressof(code))
if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, ctypes.byref(program), 0, 0):
    raise OSError(ctypes.get_errno(), "no seccomp")
"""
"""Everybody's, native libraries included: a seccomp filter that kills a process which connects or sends."""

CONTROLS = (
    "socket.create_connection(('127.0.0.1', 9))",
    "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
)


@pytest.fixture(params=["python", "kernel"])
def trapped(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """The environment of a process that cannot reach a network, after proof that the trap fires."""
    if request.param == "kernel" and platform.machine() not in ("x86_64", "aarch64"):
        pytest.skip("the numbers of the system calls are not known here")
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text({"python": TRAP, "kernel": KERNEL}[request.param])
    environment = {"PYTHONPATH": str(site), "ASKED": str(tmp_path / "asked")}
    controls = [_python(f"import socket; {control}", environment) for control in CONTROLS]
    if any(b"no seccomp" in found.stderr for found in controls):
        pytest.skip("no seccomp here")
    if request.param == "kernel":
        assert {found.returncode for found in controls} == {-signal.SIGSYS}
    else:
        controls.append(_python("import socket; socket.getaddrinfo('example.org', 80)", environment))
        assert all(b"a socket was asked for" in found.stderr for found in controls)
        assert (tmp_path / "asked").read_text().splitlines() == ["__main__"] * len(controls)
        (tmp_path / "asked").unlink()
    return environment


def _python(code: str, environment: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env={**os.environ, **environment}, capture_output=True, check=False)


def test_every_command_works_without_a_network(trapped, estompe, clean: Path, policy: Path, tmp_path: Path) -> None:
    leak, release = clean / "leak.csv", tmp_path / "release"
    for command in (
        ("run", leak, "--out", release, "--policy", policy),
        ("detect", leak),
        ("query", release, "FROM by_region"),
        ("verify", release),
        ("report", release, "--out", tmp_path / "page.html"),
    ):
        done = estompe(*command, env=trapped)
        assert done.code == 0, (command, done.code, done.err)
        assert done.out
    asked = tmp_path / "asked"
    assert not asked.exists() or set(asked.read_text().splitlines()) <= PROBE
