"""``datapackage.json``: Data Package v2, one resource a cube, every field described."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.core.sums import sha256
from pipeline.core.vocabulary import protection
from pipeline.publish.made_up import all_tables
from pipeline.publish.output import Output
from pipeline.publish.tables import PROFILE, Table, about


class DataPackage(Output):
    """The description that data catalogues and frictionless read (Data Package standard, version 2)."""

    path = "datapackage.json"
    description = "Data Package v2: every file and field described"

    def write(self, folder: Path, facts: dict[str, Any]) -> None:
        """Describe ``folder/cubes``."""
        package = {
            "$schema": PROFILE,
            "name": f"estompe-{facts['release_id']}",
            "title": about(facts)[0],
            "description": f"{about(facts)[1]} Protection: {protection(facts)}.",
            "protection": facts.get("protection", "suppression"),
            "resources": [_resource(folder, table) for table in all_tables(facts)],
        }
        text = json.dumps(package, ensure_ascii=False, indent=2)
        (folder / self.path).write_text(text + "\n", encoding="utf-8")


def _resource(folder: Path, table: Table) -> dict[str, Any]:
    path = folder / table.path
    return {
        **table.resource(),
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256(path)}",
    }
