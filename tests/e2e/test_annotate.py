"""``estompe annotate``: one answer a line, nothing on a bad line, never a value in what is said."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SECRET = "Zanzibarcanari"
LINES = [
    {"text": "Rappeler Mme Le Goff au 06 39 98 00 12, diabète"},
    {"text": f"ok pour {SECRET}", "known": {"nom": SECRET.upper(), "prenom": None}},
    {"text": "RAS", "known": {}},
    {"text": "né à Bréhat \U0001f600 tél 06 39 98 00 12"},
]


def _annotate(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "pipeline.cli", "annotate", *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=False, timeout=120)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "texts.jsonl"
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in LINES), encoding="utf-8")
    return path


def test_an_answer_for_each_line(file: Path) -> None:
    done = _annotate(str(file))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [set(answer) for answer in answers] == [{"spans", "categories"}] * len(LINES)
    assert [[s["entity"] for s in answer["spans"]] for answer in answers][:3] == [
        ["person.name", "phone"],
        ["person.name"],
        [],
    ]
    assert answers[0]["categories"] == ["health.diabetes"]
    last = answers[3]["spans"][-1]
    assert LINES[3]["text"][last["start"] : last["end"]] == "06 39 98 00 12"
    assert all(set(span) == {"start", "end", "entity", "score"} for answer in answers for span in answer["spans"])


def test_stdin_and_explanations(file: Path) -> None:
    done = _annotate("-", "-v", given=file.read_bytes())
    span = json.loads(done.stdout.splitlines()[0])["spans"][0]
    assert span["recogniser"] == "person.name"
    assert span["rule"] == "name"
    assert span["context"] == "after a title"


@pytest.mark.parametrize(
    "bad",
    [
        SECRET.encode(),
        b'{"texte": "x"}',
        b'{"text": 3}',
        b"[]",
        b'{"text": "\xff"}',
        b'{"text": "x", "known": 1}',
        b"[" * 100_000,
    ],
)
def test_a_bad_line_is_refused_by_its_number(bad: bytes) -> None:
    done = _annotate("-", given=b'{"text": "ok"}\n' + bad + b"\n")
    assert done.returncode == 3
    assert done.stdout == b""
    assert b"line 2" in done.stderr
    assert SECRET.encode() not in done.stderr


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    done = _annotate(str(tmp_path / SECRET))
    assert done.returncode == 3
    assert SECRET.encode() not in done.stderr
