"""T19, T20, T21, T23: what the process gives away, whom its files obey, and values that try to be code."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
PAYLOADS = (
    "LABO'); DROP TABLE region; --",
    'LABO" OR ""="',
    "<script>alert(1)</script>",
    "LABO <img src=x onerror=alert(1)>",
    '=HYPERLINK("http://example.org","LABO")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\x1b[31mLABORATOIRE\x1b[0m",
    "LABORATOIRE \u202eEGUOR",
    "LABORATOIRE\u200bINVISIBLE",
    "{{ 7 * 7 }} LABO",
    "../../LABORATOIRE",
    "LABO\x9b31mC1",
)


def test_hardened_process_dumps_nothing_and_opens_to_nobody() -> None:
    asked = (
        "import ctypes, os, resource; from pipeline.core.process import harden_process; harden_process();"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), oct(os.umask(0)))"
    )
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout == "(0, 0) 0 0o77\n"


def test_the_command_is_hardened_while_it_runs(program, clean: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [program, "run", str(clean / "leak.csv"), "--out", str(tmp_path / "release"), "-q"],
        stdout=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    try:
        while not any(tmp_path.glob("estompe-*/ingest")) and process.poll() is None:
            time.sleep(0.01)
        limits = Path(f"/proc/{process.pid}/limits").read_text()
        status = Path(f"/proc/{process.pid}/status").read_text()
        work = next(tmp_path.glob("estompe-*"))
        assert stat.S_IMODE(work.stat().st_mode) == 0o700
    finally:
        process.kill()
        process.wait()
    assert re.search(r"Max core file size\s+0\s+0 ", limits)
    assert "Umask:\t0077" in status


def test_work_files_are_private_and_a_finished_run_leaves_no_records(
    estompe, clean: Path, policy: Path, tmp_path: Path
) -> None:
    os.umask(0)
    command = ("run", clean / "leak.csv", "-q", "--policy", policy, "--work", tmp_path / "work", "--out")
    assert estompe(*command, tmp_path / "kept", "--keep-work").code == 0
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (tmp_path / "work").rglob("*")}
    assert modes == {(True, 0o700), (False, 0o600)}
    assert stat.S_IMODE((tmp_path / "work").stat().st_mode) == 0o700
    vault = tmp_path / "work" / "transform" / "records.vault"
    assert vault.read_bytes()[:4] == b"PARE"  # Parquet with an encrypted footer
    assert estompe(*command, tmp_path / "release").code == 0
    assert not vault.exists()
    assert not any((tmp_path / "work").rglob("*.vault"))
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in (tmp_path / "release").rglob("*")}
    assert modes == {(True, 0o755), (False, 0o644)}


@pytest.mark.parametrize("aim", ["folder", "nothing", "release"])
def test_an_output_that_is_a_link_is_refused(aim, estompe, clean: Path, tmp_path: Path) -> None:
    target = clean / "release" if aim == "release" else tmp_path / "target"
    if aim == "folder":
        target.mkdir()
    (tmp_path / "link").symlink_to(target)
    done = estompe("run", clean / "leak.csv", "--out", tmp_path / "link", "--force")
    assert done.code == 2
    assert "is a link" in done.err
    assert (tmp_path / "link").is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["link", *(["target"] if aim == "folder" else [])]
    )


@pytest.fixture(scope="module")
def hostile(shared, estompe, policy) -> Path:
    """A UTF-8 leak with payloads as laboratories of many persons and prescribers, and as headers; its release."""

    def make(folder: Path) -> None:
        import random

        from synthetic.leak import Parameters
        from synthetic.writer import write

        write(Parameters(3_000, 4), folder)
        rng = random.Random(4)
        lines = (folder / "leak.csv").read_bytes().decode("cp1252").splitlines()
        at = lines[0].split(";").index("labo")
        text = [";".join([lines[0], *(quoted(p) for p in (*PAYLOADS, "nom\x1b]0;x\x07", "région\u202e"))])]
        for line in lines[1:]:
            cells = line.split(";")
            if rng.random() < 0.5:
                cells[at] = quoted(rng.choice(PAYLOADS))
            text.append(";".join([*cells, *(["x"] * (len(PAYLOADS) + 2))]))
        (folder / "leak.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
        run = estompe("run", folder / "leak.csv", "--out", folder / "release", "--policy", policy)
        more = [estompe(*command, folder / "leak.csv") for command in (("sniff",), ("sniff", "--json"), ("detect",))]
        more += [estompe("query", folder / "release", f"FROM {view}") for view in ("by_laboratory", "laboratory_year")]
        assert {done.code for done in (run, *more)} == {0}, [done.err for done in (run, *more)]
        (folder / "said.txt").write_bytes(b"".join(done.raw_out + done.raw_err for done in (run, *more)))

    return shared("hostile", make)


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def test_payloads_never_come_out(hostile: Path) -> None:
    probes = ("DROP TABLE region", "onerror", "alert(1)", "HYPERLINK", "cmd|", "7 * 7", "../..", "EGUOR", "C1")
    for path in [hostile / "said.txt", *(hostile / "release").rglob("*")]:
        if path.is_file():
            content = path.read_bytes().decode("utf-8", "replace")
            assert [probe for probe in probes if probe in content] == [], path.name


def test_payload_laboratories_become_other(estompe, hostile: Path) -> None:
    rows = json.loads(estompe("query", hostile / "release", "FROM laboratory", "--json").out)
    assert {"other"} < {row["laboratory"] for row in rows}
    assert all(re.fullmatch(r"[^\W_][\w &'’.,°()/+-]*", row["laboratory"]) for row in rows)
    tables = json.loads(estompe("query", hostile / "release", "--json").out)
    assert "region" in {table["name"] for table in tables}


def test_no_control_or_direction_character_comes_out(hostile: Path) -> None:
    texts = [hostile / "said.txt", *(hostile / "release").glob("*.json"), hostile / "release" / "report.html"]
    for path in texts:
        assert CONTROL.findall(path.read_text("utf-8")) == [], path.name


def test_file_names_cannot_write_to_the_terminal(estompe, clean: Path, tmp_path: Path) -> None:
    leak = tmp_path / "a\x1b[31m\u202eb\n.csv"
    shutil.copy(clean / "leak.csv", leak)
    for command in ("ingest", "sniff"):
        done = estompe(command, leak)
        assert done.code == 0
        assert CONTROL.findall(done.out + done.err) == []
    empty = tmp_path / "c\x1b]0;\x07\n.csv"
    empty.touch()
    done = estompe("run", empty, "--out", tmp_path / "release")
    assert done.code == 3
    assert CONTROL.findall(done.err) == []
    assert len(done.err.splitlines()) == 1
