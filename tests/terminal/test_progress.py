"""Progress tells the truth: amounts, rate and time left from what was read, and nothing that is a guess."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.core.errors import UsageError
from pipeline.core.progress import Silent
from pipeline.core.work import Work
from pipeline.ingest import stage as ingest
from pipeline.terminal.pace import Pace
from pipeline.terminal.screen import Bars, Lines
from pipeline.terminal.session import display


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


STATES = [
    # bytes, total, records, seconds -> share, rate, left
    ((0, 1000, 0, 5.0), (0.0, None, None)),
    ((250, 1000, 500, 10.0), (0.25, 50.0, 30.0)),
    ((250, 1000, 500, 0.5), (0.25, None, None)),
    ((250, 0, 500, 10.0), (None, 50.0, None)),
    ((1000, 1000, 2000, 4.0), (1.0, 500.0, 0.0)),
    ((1200, 1000, 2000, 4.0), (1.0, 500.0, 0.0)),
]


@pytest.mark.parametrize(("state", "told"), STATES)
def test_a_pace_tells_what_follows_from_the_amounts(state, told, clock: Clock) -> None:
    done, total, records, seconds = state
    pace = Pace("ingest", total, clock)
    pace.advance(done, records, 0)
    clock.now += seconds
    assert (pace.share, pace.rate, pace.left) == told


def test_lines_are_throttled_and_every_stage_ends_with_one(clock: Clock, capsys) -> None:
    lines = Lines(clock)
    lines.begin("ingest", 1000)
    for _ in range(100):
        clock.now += 0.1
        lines.advance(10, 7, 1)
    lines.begin("detect", 0)
    lines.close()
    said = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert 9 <= len(said[:-2]) <= 10
    assert [line["bytes"] for line in said[:-2]] == sorted(line["bytes"] for line in said[:-2])
    assert said[4]["seconds_left"] == pytest.approx(10 - said[4]["seconds"])
    assert said[-2] == {
        "stage": "ingest", "done": True, "seconds": 10.0, "bytes": 1000, "bytes_total": 1000, "share": 1.0,
        "records": 700, "records_per_second": 70, "quarantined": 100, "seconds_left": None,
    }  # fmt: skip
    assert (said[-1]["stage"], said[-1]["done"], said[-1]["bytes_total"], said[-1]["share"]) == (
        "detect", True, None, None,
    )  # fmt: skip


def test_a_stage_that_is_broken_off_is_not_called_done(clock: Clock, capsys) -> None:
    lines = Lines(clock)
    lines.begin("transform", 1000)
    lines.advance(400, 4)
    lines.close(done=False)
    said = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["stage"], line["done"], line["share"]) for line in said] == [("transform", False, 0.4)]


def test_without_a_terminal_each_stage_is_one_line_with_its_records(capsys) -> None:
    bars = Bars()
    bars.begin("ingest", 10)
    bars.advance(10, 3, 1)
    bars.begin("detect", 0)
    bars.close()
    said = capsys.readouterr().err.splitlines()
    assert said == ["reading: 3 records, 1 quarantined, 0.0 s", "recognising columns: 0.0 s"]


def test_quiet_silences_words_and_not_the_lines_that_were_asked_for() -> None:
    assert isinstance(display("auto", quiet=True), Silent)
    assert isinstance(display("json", quiet=True), Lines)
    with pytest.raises(UsageError, match="--progress xml"):
        display("xml", quiet=False)


class Sum(Silent):
    def __init__(self) -> None:
        self.total = self.bytes = self.records = self.quarantined = 0

    def begin(self, stage: str, total: int) -> None:
        self.total = total

    def advance(self, amount: int, records: int = 0, quarantined: int = 0) -> None:
        assert min(amount, records, quarantined) >= 0
        self.bytes += amount
        self.records += records
        self.quarantined += quarantined


FILES = {
    "csv": "nom;ville\r\nA;B\r\nC;D;E\r\nF;G\r\n\r\n\r\n",
    "jsonl": '{"nom": "A"}\n{"nom": "B"}\n{"nom": \n',
}


@pytest.mark.parametrize("kind", FILES)
def test_all_bytes_and_all_records_are_told_of(kind: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{place}.{kind}" for place in "ab"]
    for file in files:
        file.write_text(FILES[kind], newline="")
    told, work = Sum(), Work()
    summary = ingest.run(ingest.sources(files), work, told)
    work.close()
    assert told.bytes == told.total == sum(file.stat().st_size for file in files)
    assert (told.records, told.quarantined) == (summary["records"], summary["quarantined"])
    assert told.quarantined
