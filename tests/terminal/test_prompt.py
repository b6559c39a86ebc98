"""The prompt of `query`: answers, survives a refusal, completes names, and writes no question about records down."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from pipeline.core.errors import UsageError
from pipeline.terminal import prompt


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def talk(typed: str, kept: bool = True) -> list[str]:
    """Type something; the queries that reached the answerer."""
    asked: list[str] = []

    def answer(sql: str) -> None:
        asked.append(sql)
        if sql == "bad":
            raise UsageError("the query is refused", "mend it")

    def converse() -> None:
        with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
            pipe.send_text(typed)
            prompt.converse(answer, ["by_region", "persons"], kept)

    with ThreadPoolExecutor(1) as elsewhere:  # a browser of another test may keep an event loop in this thread
        elsewhere.submit(converse).result()
    return asked


def test_queries_are_answered_until_the_user_ends(tmp_path: Path) -> None:
    assert talk("FROM by_region;\n  \nSELECT 1\nexit\nFROM month\n") == ["FROM by_region", "SELECT 1"]
    assert talk("FROM by_region\n\x04") == ["FROM by_region"]
    assert talk("QUIT\n") == []


def test_a_refusal_ends_one_query_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert talk("bad\nSELECT 1\n\x04") == ["bad", "SELECT 1"]
    assert capsys.readouterr().err == "estompe: the query is refused (mend it)\n"


def test_an_interrupt_clears_the_line_and_does_not_end() -> None:
    assert talk("FROM x\x03SELECT 1\n\x04") == ["SELECT 1"]


def test_the_history_of_a_public_release_is_for_its_user_alone(tmp_path: Path) -> None:
    talk("FROM by_region\n\x04")
    file = tmp_path / "estompe" / "history"
    assert "FROM by_region" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert talk("\x1b[A\n\x04") == ["FROM by_region"]  # the arrow upwards


def test_a_question_about_records_is_never_written_down(tmp_path: Path) -> None:
    assert talk("SELECT 1 -- Dupont\n\x04", kept=False) == ["SELECT 1 -- Dupont"]
    assert list(tmp_path.rglob("*")) == []
    assert isinstance(prompt.history(kept=False), InMemoryHistory)


def test_a_history_that_cannot_be_kept_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    assert talk("SELECT 1\n\x04") == ["SELECT 1"]
