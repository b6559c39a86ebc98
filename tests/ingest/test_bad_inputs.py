"""The battery: generated bad inputs through the command, each with its counts, reasons and exit code.

Whatever the input: no traceback, at most one line of error, no value of it on either stream.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from bad_inputs import BASE, CANARIES, CASES, Case, text

from pipeline import flow
from pipeline.core.progress import Silent
from pipeline.core.work import Work
from pipeline.terminal.options import request


def test_the_battery_is_as_large_as_promised() -> None:
    assert len(CASES) >= 120


def ingested(path: Path, flags: tuple[str, ...], work: Path) -> dict[str, Any]:
    """What ``estompe ingest --json`` says, without a process of its own."""
    options = dict(zip(flags[::2], flags[1::2], strict=False))
    asked = request([path], None, options.get("-e"), options.get("-d"), "-H" in flags, int(options.get("-K", 0)))
    return flow.read(flow.Job(asked, Work(work), Silent()))


def check(case: Case, summary: dict[str, Any]) -> None:
    (file,) = summary["files"]
    assert (file["records"], file["reasons"]) == (case.records, case.reasons)
    assert file["accepted"] + file["quarantined"] == file["records"] == summary["records"]
    assert case.encoding in (None, file["encoding"])
    assert case.format in (None, file["format"])


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not case.code])
def test_bad_input_costs_what_it_must_and_no_more(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    case = CASES[name]
    (tmp_path / case.name).write_bytes(case.content)
    summary = ingested(tmp_path / case.name, case.flags, tmp_path / "work")
    check(case, summary)
    assert capfd.readouterr() == ("", "")
    written = b"".join(path.read_bytes() for path in (tmp_path / "work").rglob("*.json")).decode()
    assert not [canary for canary in CANARIES if canary in written]


COMMANDED = [name for name, case in CASES.items() if case.code] + [
    name
    for name in CASES
    if name.startswith(("utf-16: ", "cp850: a", "combolist ':'", "fixed width, a", "a cell over"))
]


@pytest.mark.parametrize("name", COMMANDED)
def test_the_command_says_so_in_one_line_and_no_value(name: str, estompe, tmp_path: Path) -> None:
    case = CASES[name]
    (tmp_path / case.name).write_bytes(case.content)
    done = estompe("ingest", tmp_path / case.name, "--json", "--quiet", *case.flags)
    assert done.code == case.code, done.err
    assert "Traceback" not in done.err
    assert not [canary for canary in CANARIES if canary in done.out + done.err]
    if case.code:
        assert (done.out, done.err.count("\n")) == ("", 1)
        assert case.says in done.err
    else:
        assert done.err == ""
        check(case, json.loads(done.out))


def _fifo(folder: Path) -> None:
    os.mkfifo(folder / "in")


def _link(folder: Path) -> None:
    (folder / "real.csv").write_text(BASE)
    (folder / "in").symlink_to(folder / "real.csv")


def _linked_inside(folder: Path) -> None:
    (folder / "in" / "deep").mkdir(parents=True)
    (folder / "in" / "a.csv").write_text(BASE)
    (folder / "in" / "deep" / "b.csv").symlink_to(folder / "in" / "a.csv")


def _fifo_inside(folder: Path) -> None:
    (folder / "in").mkdir()
    (folder / "in" / "a.csv").write_text(BASE)
    os.mkfifo(folder / "in" / "b.csv")


def _empty_folder(folder: Path) -> None:
    (folder / "in").mkdir()


def _nothing_readable(folder: Path) -> None:
    (folder / "in").mkdir()
    (folder / "in" / "picture.csv").write_bytes(b"\x89PNG\r\n")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (_fifo, "no regular file"),
        (_link, "symbolic link"),
        (_linked_inside, "in/deep/b.csv"),
        (_fifo_inside, "no regular file"),
        (_empty_folder, "folder"),
        (_nothing_readable, "a picture"),
        (lambda folder: None, "cannot be opened"),
    ],
)
def test_what_is_no_plain_file_is_refused_and_never_waited_for(make, says: str, estompe, tmp_path: Path) -> None:
    make(tmp_path)
    done = estompe("ingest", tmp_path / "in", "--json", "--quiet")
    assert (done.code, done.out, done.err.count("\n")) == (3, "", 1), done.err
    assert says in done.err


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero"])
def test_devices_are_refused(device: str, estompe) -> None:
    done = estompe("ingest", device)
    assert (done.code, done.err.count("\n")) == (3, 1)


def test_a_folder_is_read_whole_and_what_is_no_table_in_it_is_told_of(estompe, tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "b.csv").write_text(BASE)
    (tmp_path / "in" / "deep" / "a.txt").write_bytes(text("\t").encode("utf-16"))
    (tmp_path / "in" / "notice.pdf").write_bytes(b"%PDF-1.7\n")
    done = estompe("ingest", tmp_path / "in", "--json", "--quiet")
    assert done.code == 0, done.err
    summary = json.loads(done.out)
    assert [(file["name"], file["records"]) for file in summary["files"]] == [("in/b.csv", 8), ("in/deep/a.txt", 8)]
    (unread,) = summary["unread"]
    assert unread["name"] == "in/notice.pdf"
    assert "PDF" in unread["why"]
