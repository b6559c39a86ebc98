"""The fifth stage: the gate judges the cubes as they are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.assess import verdict
from pipeline.assess.bounds import absent_cells
from pipeline.assess.gate import assessment, enforce, judge
from pipeline.assess.measure import Check
from pipeline.assess.written import MARGINS, Promise, Written, read
from pipeline.core.policy import Policy
from pipeline.core.work import Work
from pipeline.locales.fr.geography import department_regions


def written(folder: Path, facts: dict[str, Any]) -> Written:
    """The numbers of a release in ``folder``; ``facts`` are the manifest's.

    Raises
    ------
    ValueError
        When the facts name a protection that nobody knows, or another one than their policy does.
    """
    if facts["protection"] not in MARGINS or facts["protection"] != facts["policy"]["protection"]:
        raise ValueError("the manifest contradicts itself on how the numbers are protected")
    record = {**facts["protection_record"], "counts": facts["counts"], "budget": facts["policy"]["dp"]}
    return read(folder, facts["counts"], facts["cubes"], department_regions(), Promise(facts["protection"], record))


def judge_written(folder: Path, facts: dict[str, Any], policy: Policy) -> tuple[Check, ...]:
    """Judge the cubes in ``folder``."""
    return judge(written(folder, facts), policy.thresholds)


def run(folder: Path, facts: dict[str, Any], policy: Policy, work: Work) -> dict[str, Any]:
    """Judge the cubes in ``folder`` for good; returns and writes the assessment.

    Raises
    ------
    GateError
        When a measure fails; the assessment is written all the same.
    """
    checks = judge_written(folder, facts, policy)
    result = {**assessment(checks), "absent": absent_cells(written(folder, facts))}
    work.write_summary("assess", result)
    write(work, verdict.assessment(checks))
    enforce(checks)
    return result


def write(work: Work, result: dict[str, Any]) -> None:
    """Write the verdict with every figure into the stage's folder."""
    text = json.dumps(result, ensure_ascii=False, indent=2)
    (work.folder("assess") / verdict.NAME).write_text(text + "\n", encoding="utf-8")
