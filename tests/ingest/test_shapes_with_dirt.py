"""Damaged leaks of every shape are read as the truth says: a damaged record costs itself, never its neighbours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.core.progress import Silent
from pipeline.core.work import Work
from pipeline.ingest import stage
from pipeline.ingest.examine import MEND
from pipeline.ingest.quarantine import REASONS
from synthetic.leak import Parameters
from synthetic.writer import write

FIXTURES = Path(__file__).parents[1] / "fixtures"
FORMATS = {
    "combolist/leak.txt": "combolist",
    "insurer/leak.csv": "delimited",
    "jsonl/leak.jsonl": "jsonl",
    "laboratory/leak.csv": "delimited",
    "laboratory-dirty/leak.csv": "delimited",
    "sqldump/leak.sql": "sql",
}


@pytest.mark.parametrize("shape", ["sqldump", "jsonl"])
@pytest.mark.parametrize("seed", [11, 12, 13])
def test_every_record_is_read_or_quarantined(shape: str, seed: int, tmp_path: Path) -> None:
    write(Parameters(3_000, seed, dirt=0.3, shape=shape), tmp_path)
    expected = json.loads((tmp_path / "truth.json").read_text())["expected"]
    assert expected["quarantined"] > 10
    found = stage.run(stage.sources([next(tmp_path.glob("leak.*"))]), Work(tmp_path / "work"), Silent())
    assert abs(found["accepted"] - expected["accepted"]) <= expected["undecided"]
    assert found["records"] == expected["records"]


@pytest.mark.parametrize("name", FORMATS)
def test_the_format_of_a_small_leak_is_told_though_it_is_damaged(name: str, tmp_path: Path) -> None:
    opened = stage.sources([FIXTURES / name])
    assert [item.reader.NAME for item in opened.inputs] == [FORMATS[name]]


def test_bytes_between_the_tuples_of_a_dump_cost_one_record(tmp_path: Path) -> None:
    rows = [f"('{number}','DUPONT')" for number in range(6)]
    rows[2] = "\x81" + rows[2]
    rows[4] = rows[4][:-2]
    rows[0] += "\x81"
    dump = (
        "CREATE TABLE p (a text, b text);\nINSERT INTO p VALUES "
        + ",\n".join(rows)
        + ";\nINSERT INTO p VALUES ('6','x'),\n;"
    )
    (tmp_path / "d.sql").write_bytes(dump.encode("latin-1"))
    found = stage.run(stage.sources([tmp_path / "d.sql"]), Work(tmp_path / "work"), Silent())
    assert (found["records"], found["accepted"]) == (7, 4)
    assert found["files"][0]["reasons"] == {"malformed": 3}


def test_every_reason_has_its_advice() -> None:
    assert MEND.keys() == REASONS.keys()
