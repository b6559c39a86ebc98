"""Every problem of a policy file is told, with its key path and what it may mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.errors import PolicyError
from pipeline.core.policy_file import load
from pipeline.core.policy_problems import examine

PROBLEMS = {
    "theresholds: {persons: 12}": [("theresholds: there is no such key", "did you mean thresholds?")],
    "thresholds: {person: 12, width: 0}": [
        ("thresholds.width: Input should be greater than or equal to 1", ""),
        ("thresholds.person: there is no such key", "did you mean persons?"),
    ],
    "tier: publik": [("tier: Input should be 'public'", "did you mean public?")],
    "unlisted: supress": [("unlisted: Input should be 'detect' or 'suppress'", "did you mean suppress?")],
    "columns: {nom: {treatment: generalize}}": [("columns.nom.treatment: Input should be", "did you mean generalise?")],
    "treatments: {phone: supress}\npersons: record": [
        ("persons: Input should be", "did you mean records?"),
        ("treatments.phone: Input should be", "did you mean suppress?"),
    ],
    "cubes: [{name: a, dimensions: [region]}, {nam: b, dimensions: []}]": [
        ("cubes.1.name: is missing", ""),
        ("cubes.1.dimensions: Tuple should have at least 1 item", ""),
        ("cubes.1.nam: there is no such key", "did you mean name?"),
    ],
    "cubes: []": [("cubes: names no table", "")],
    "laboratories: {named: ['=x']}": [("laboratories.named: a name has 2 to 80", "")],
    "treatments: 3": [("treatments: Input should be a valid dictionary", "")],
    "treatments: {phone: {treatment: suppres, with: 3}}": [
        ("treatments.phone.treatment: Input should be", "did you mean suppress?"),
        ("treatments.phone.with: Input should be a valid dictionary", ""),
    ],
    "treatments: {phone: 3}": [("treatments.phone: Input should be", "")],
    "columns: {nom: keep}": [("columns.nom: Input should be", "")],
    "tier: newsroom\nrecipients: [age1]": [("recipients: a recipient is an age public key", "")],
    "{}": [],
}


@pytest.mark.parametrize("text", PROBLEMS)
def test_every_problem_is_told(text: str, tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(text, encoding="utf-8")
    usable, problems = examine(path)
    assert len(problems) == len(PROBLEMS[text]), problems
    for problem, (said, hint) in zip(problems, PROBLEMS[text], strict=True):
        assert problem.message.startswith(f"p.yaml: {said}")
        assert problem.hint == hint
    if not problems:
        assert usable == load(path)


@pytest.mark.parametrize("text", ["[", "a list", "- a"])
def test_what_is_no_policy_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError):
        examine(tmp_path / "p.yaml")
