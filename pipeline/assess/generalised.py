"""The rows of a `research` release as their judge sees them: the written file, and what its manifest promises of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.assess.judged import Judged, judged, measures
from pipeline.assess.measure import Check
from pipeline.core.database import in_memory
from pipeline.core.errors import InputError
from pipeline.core.policy import Thresholds
from pipeline.locales.fr.geography import department_regions

SENSITIVE = {"health": "none", "storage": "no_account"}
"""Columns whose values are facts about somebody, and the word that says there is none.

All columns are quasi-identifiers, these too.
"""

_ANY_PLACE = re.compile(r"dép\. [0-9][0-9AB][0-9]?")
_YEARS = re.compile(r"(1[89]|20)\d\d(-(1[89]|20)\d\d)?|unknown")
_KINDS = {"none", "several", "reproduction", "infection", "care", "illness"}
_FACTS = re.compile(
    r"health\.(pregnancy|fertility|hiv|infection|cancer|diabetes|cardiovascular|genetic|psychiatric|addiction|transplant"
    r"|disability|allergy|treatment)"
)
_STORAGE = re.compile(r"no_account|no_password|clear|hashed|md5|sha(1|256|512)|bcrypt|crypt|argon2|pbkdf2|other_hash")


@cache
def _regions() -> frozenset[str]:
    return frozenset({*department_regions().values(), "unknown"})


VOCABULARY: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(("region", "prescriber_region"), lambda value: value in _regions() or _ANY_PLACE.fullmatch(value)),
    **dict.fromkeys(
        ("department", "prescriber_department"),
        lambda value: value in department_regions() or re.fullmatch(r"9[78]\d|unknown", value),
    ),
    "sex": {"F", "M", "unknown"}.__contains__,
    "birth_year": _YEARS.fullmatch,
    "last_sample": re.compile(rf"({_YEARS.pattern})|(19|20)\d\d-((0[1-9]|1[0-2])|Q[1-4]|H[12])").fullmatch,
    "laboratory": re.compile(r"other|unknown|[^\W_][\w &'’.,°()/+-]{1,79}").fullmatch,
    "storage": _STORAGE.fullmatch,
    "institution": {"yes", "no"}.__contains__,
    "health": lambda value: value in _KINDS or _FACTS.fullmatch(value),
}
"""Column -> whether it may hold a word."""


def read(path: Path) -> pa.Table:
    """The rows as they are written.

    Raises
    ------
    InputError
        When the file is none of Parquet.
    """
    try:
        return pq.read_table(path, memory_map=False).replace_schema_metadata(None)
    except (OSError, pa.ArrowException):
        raise InputError(f"{path.name}: is missing or damaged") from None


def judge(table: pa.Table, promised: Sequence[str], limits: Thresholds) -> tuple[Check, ...]:
    """Every check of the written rows; ``promised`` are the columns that the manifest names, in order."""
    columns = _columns(table, promised)
    if not columns.passed or not table.num_rows:
        return (columns, Check("smallest_class", "T2", 0.0, float(limits.persons), False, "no rows", "treatments"))
    with judged(table, table.column_names) as whole:
        found = [columns, *_risks(whole, limits)]
    return (*found, *_homogeneity(table, limits), _order(table), _words(table))


def figures(table: pa.Table) -> dict[str, float | None]:
    """Every measure of rows, by id: those of classes over all columns, those of sensitive values over the others."""
    sensitive = [name for name in table.column_names if name in SENSITIVE]
    quasi = [name for name in table.column_names if name not in SENSITIVE]
    with judged(table, table.column_names) as whole, judged(table, quasi, sensitive) as groups:
        found = {name: measure.evaluate(groups) for name, measure in measures().items()}
        for name in ("k", "prosecutor_risk", "average_risk", "sample_uniques"):
            found[name] = measures()[name].evaluate(whole)
    return found


def _columns(table: pa.Table, promised: Sequence[str]) -> Check:
    """Columns that nobody promised or that are missing, that are no text, or that have an empty cell (threat T7)."""
    wrong = len({*table.column_names} ^ {*promised}) + (table.column_names != list(promised))
    wrong += sum(not pa.types.is_string(column.type) or column.null_count > 0 for column in table.columns)
    detail = f"{len(promised)} columns of text, no cell empty"
    return Check("records_and_columns", "T7", float(wrong), 0.0, not wrong, "" if wrong else detail, "treatments")


def _risks(whole: Judged, limits: Thresholds) -> list[Check]:
    """The smallest class, rows that are alone, and the chance of a right link over all rows."""
    told = f"{len(whole.sizes):,} classes of {int(whole.sizes.sum()):,} rows"
    smallest, alone = float(whole.sizes.min()), float((whole.sizes == 1).sum())
    mean = float(len(whole.sizes) / whole.sizes.sum())
    least = float(limits.persons)
    return [
        Check("smallest_class", "T2", smallest, least, smallest >= least, told, "thresholds.persons"),
        Check("unique_rows", "T2", alone, 0.0, not alone, told, "thresholds.persons"),
        Check("mean_risk", "T2", mean, limits.mean_risk, mean <= limits.mean_risk, told, "thresholds.mean_risk"),
    ]


def _homogeneity(table: pa.Table, limits: Thresholds) -> list[Check]:
    """Groups, alike in all but a sensitive column, in which a fact is (nearly) certain, or has too little company."""
    sensitive = [name for name in table.column_names if name in SENSITIVE]
    poor = dominated = groups = 0
    for name in sensitive:
        others = [f'"{other}"' for other in table.column_names if other != name]
        with in_memory({"released": table}) as connection:
            found = connection.sql(
                f"WITH cell AS (SELECT {', '.join([*others, 'v'])}, count(*) AS n"
                f' FROM (SELECT *, "{name}" AS v FROM released) GROUP BY ALL),'
                f" grouped AS (SELECT {', '.join([*others, 'count(*) AS values'])},"
                f" coalesce(max(n) FILTER (v <> '{SENSITIVE[name]}'), 0) AS most, sum(n) AS size FROM cell"
                f" GROUP BY {', '.join(others) or '()'})"
                f" SELECT count(*), count(*) FILTER (most > 0 AND values < {limits.diversity:d}),"
                f" count(*) FILTER (most > {limits.sensitive_share!r} * size) FROM grouped"
            ).fetchall()
        groups, poor, dominated = groups + found[0][0], poor + found[0][1], dominated + found[0][2]
    told = f"{groups:,} groups" if sensitive else "no sensitive column"
    return [
        Check("poor_groups", "T11", float(poor), 0.0, not poor, told, "thresholds.diversity"),
        Check("dominated_groups", "T11", float(dominated), 0.0, not dominated, told, "thresholds.sensitive_share"),
    ]


def _order(table: pa.Table) -> Check:
    """Rows that do not stand where their content puts them (threat T1)."""
    with in_memory({"released": table}) as connection:
        ordered = connection.sql("FROM released ORDER BY ALL").to_arrow_table()
    same = [pc.equal(table[name], ordered[name]) for name in table.column_names]
    alike = same[0]
    for column in same[1:]:
        alike = pc.and_(alike, column)
    moved = float(table.num_rows - (pc.sum(alike).as_py() or 0))
    return Check("row_order", "T1", moved, 0.0, not moved, f"{table.num_rows:,} rows")


def _words(table: pa.Table) -> Check:
    """Cells whose word no closed vocabulary holds (threat T12)."""
    wrong = 0
    for name in table.column_names:
        fits = VOCABULARY.get(name)
        for entry in pc.value_counts(table[name].combine_chunks()).to_pylist():
            wrong += 0 if fits and fits(entry["values"]) else entry["counts"]
    return Check("free_values", "T12", float(wrong), 0.0, not wrong)


def told_otherwise(checks: Sequence[Check], told: Mapping[str, Any]) -> bool:
    """Whether the manifest tells other figures of the gate than those that come out."""
    before = {figure["id"]: (figure["value"], figure["limit"], figure["passed"]) for figure in told["checks"]}
    return {check.id: (check.value, check.limit, check.passed) for check in checks} != before or not told["passed"]


__all__ = ["VOCABULARY", "figures", "judge", "read", "told_otherwise"]
