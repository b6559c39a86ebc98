"""What an interrupted command says of what is published."""

from __future__ import annotations

import signal

import pytest

from pipeline import cli
from pipeline.core.errors import EstompeError, PublishedError, UsageError
from pipeline.terminal.exits import STOPS, Stop


@pytest.mark.parametrize(("error", "code", "told"), [
    (UsageError("the disk is full"), 130, "interrupted; nothing was published"),
    (PublishedError("one: is published, but"), 2, "one: is published, but"),
])  # fmt: skip
def test_an_interrupt_says_that_nothing_was_published_where_nothing_was(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: EstompeError, code: int, told: str
) -> None:
    def command(**_: object) -> None:
        Stop.called = True
        raise error

    answers = {number: signal.getsignal(number) for number in STOPS}
    monkeypatch.setattr(Stop, "called", False)
    monkeypatch.setattr(cli.typer.main, "get_command", lambda _: command)
    monkeypatch.setattr("pipeline.core.process.harden_process", lambda: None)
    monkeypatch.setattr("sys.argv", ["estompe", "--lang", "en"])
    monkeypatch.setattr("sys.unraisablehook", None)
    try:
        with pytest.raises(SystemExit) as ended:
            cli.main()
    finally:
        for number, answer in answers.items():
            signal.signal(number, answer)
    assert ended.value.code == code
    assert told in capsys.readouterr().err
