"""``datapackage.json``: Data Package v2, one resource a cube, every field described."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pipeline.core.vocabulary import WORDS, protection, title
from pipeline.publish.output import Output

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


class DataPackage(Output):
    """The description that data catalogues and frictionless read (Data Package standard, version 2)."""

    path = "datapackage.json"
    description = "Data Package v2: every file and field described"

    def write(self, folder: Path, facts: dict[str, Any]) -> None:
        """Describe ``folder/cubes``."""
        package = {
            "$schema": PROFILE,
            "name": f"estompe-{facts['release_id']}",
            "title": "Persons in a leaked health file, as counts",
            "description": (
                f"Counts of persons from a leaked health file. No cell under {facts['k']} persons; absent cells are "
                f"empty or suppressed, which look alike on purpose. Protection: {protection(facts)}."
            ),
            "protection": facts.get("protection", "suppression"),
            "resources": [_resource(folder, cube) for cube in facts["cubes"]],
        }
        text = json.dumps(package, ensure_ascii=False, indent=2)
        (folder / self.path).write_text(text + "\n", encoding="utf-8")


def _resource(folder: Path, cube: dict[str, Any]) -> dict[str, Any]:
    path = f"cubes/{cube['name']}.parquet"
    content = (folder / path).read_bytes()
    fields = [
        {"name": name, "type": "string", "description": WORDS[name][1], "constraints": {"required": True}}
        for name in cube["dimensions"]
    ]
    for name in ("persons", "records"):
        constraints = {"required": True, "minimum": 1}
        fields.append({"name": name, "type": "integer", "description": WORDS[name][1], "constraints": constraints})
    return {
        "name": cube["name"].replace("_", "-"),
        "type": "table",
        "path": path,
        "title": title(cube["name"], cube["dimensions"])[1],
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": fields, "primaryKey": cube["dimensions"]},
    }
