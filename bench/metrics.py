"""Figures of the synthetic leak's pipeline for `dvc metrics` and `dvc plots`: rates and counts, no value of a leak.

``python -m bench.metrics detect|assess LEAK WORK --out FILE.json [--plot FILE.csv]``, ``LEAK`` being the folder that
`synthetic` wrote and ``WORK`` the one of `estompe stage`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl

NONE = "none"
"""Stands for "no entity" where a column is not recognised."""


def detect(leak: Path, work: Path) -> dict[str, Any]:
    """Recall and precision of each entity over the filled cells of the readable records.

    A cell counts as found under the entity that its column was given: what damage moved into another column is
    missed there, as it is in a run.
    """
    truth = pl.read_parquet(leak / "truth.parquet", columns=["readable", "entities"]).filter("readable")
    found = [column["entity"] or NONE for column in _summary(work, "detect")["files"][0]["columns"]]
    fields = [str(place) for place in range(len(found))]
    cells = truth["entities"].list.to_struct(fields=fields).struct.unnest()
    pairs: Counter[tuple[str, str]] = Counter()
    for place, entity in enumerate(found):
        for row in cells[str(place)].drop_nulls().value_counts().iter_rows():
            pairs[str(row[0]), entity] += row[1]
    return {entity: _rates(entity, pairs) for entity in sorted({true for true, _ in pairs})}


def _rates(entity: str, pairs: Counter[tuple[str, str]]) -> dict[str, float | int | None]:
    right = pairs[entity, entity]
    cells = sum(count for (true, _), count in pairs.items() if true == entity)
    given = sum(count for (_, said), count in pairs.items() if said == entity)
    return {"recall": right / cells, "precision": right / given if given else None, "cells": cells}


def assess(leak: Path, work: Path) -> dict[str, Any]:
    """Figures of the gate, and how many persons there are, were counted, and stand in the published cells."""
    planted = json.loads((leak / "truth.json").read_text(encoding="utf-8"))["readable"]["persons"]
    counted, verdict = _summary(work, "anonymise"), _summary(work, "assess")
    shares = {c["name"]: c["persons_share"] for c in counted["cubes"] if c["persons_share"] is not None}
    return {
        "gate": {check["id"]: check["value"] for check in verdict["checks"]},
        "persons": {"planted": planted, "counted": counted["persons"], "counted_upper": counted["persons_upper"]},
        "share_of_persons_published": shares,
        "cells": {cube["name"]: cube["cells"] for cube in counted["cubes"]},
    }


def _summary(work: Path, stage: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((work / stage / "summary.json").read_text(encoding="utf-8"))
    return found


def _rows(figures: dict[str, Any]) -> pl.DataFrame:
    """One row an entity, or a cube: what the plots draw."""
    if "gate" in figures:
        shares = figures["share_of_persons_published"]
        return pl.DataFrame({"cube": list(shares), "share": list(shares.values())}, strict=False)
    return pl.DataFrame([{"entity": entity, **rates} for entity, rates in figures.items()], strict=False)


def main() -> None:
    """Write the figures of one stage."""
    parser = argparse.ArgumentParser(prog="python -m bench.metrics", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("stage", choices=("detect", "assess"))
    parser.add_argument("leak", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--plot", type=Path)
    asked = parser.parse_args()
    figures = {"detect": detect, "assess": assess}[asked.stage](asked.leak, asked.work)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if asked.plot:
        asked.plot.parent.mkdir(parents=True, exist_ok=True)
        _rows(figures).write_csv(asked.plot)


if __name__ == "__main__":
    main()
