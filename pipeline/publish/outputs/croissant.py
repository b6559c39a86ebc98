"""``croissant.json``: Croissant 1.0, the description that data-set search engines and machine-learning loaders read.

https://docs.mlcommons.org/croissant/docs/croissant-spec.html
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline.core.sums import sha256
from pipeline.publish.made_up import all_tables
from pipeline.publish.output import Output
from pipeline.publish.tables import Column, Table, about

CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context that the specification prints (section "Appendix 1")."""

_TYPES = {"string": "sc:Text", "integer": "sc:Integer"}


class Croissant(Output):
    """One record set a cube; nothing of when or where it was made."""

    path = "croissant.json"
    description = "Croissant 1.0: the cubes as record sets"

    def write(self, folder: Path, facts: dict[str, Any]) -> None:
        """Describe ``folder/cubes``."""
        described = all_tables(facts)
        document = {
            "@context": CONTEXT,
            "@type": "sc:Dataset",
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            "name": f"estompe-{facts['release_id']}",
            "description": about(facts)[1],
            "inLanguage": ["fr", "en"],
            "distribution": [_file(folder, table) for table in described],
            "recordSet": [_records(table) for table in described],
        }
        text = json.dumps(document, ensure_ascii=False, indent=2)
        (folder / self.path).write_text(text + "\n", encoding="utf-8")


def _file(folder: Path, table: Table) -> dict[str, Any]:
    path = folder / table.path
    return {
        "@type": "cr:FileObject",
        "@id": table.path,
        "name": table.path,
        "description": table.en,
        "contentUrl": table.path,
        "contentSize": f"{path.stat().st_size} B",
        "encodingFormat": "application/x-parquet",
        "sha256": sha256(path),
    }


def _records(table: Table) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": f"{table.fr}. {table.en}.",
        **({"key": [{"@id": f"{table.name}/{name}"} for name in table.key]} if table.distinct else {}),
        "field": [_field(table, column) for column in table.columns],
    }


def _field(table: Table, column: Column) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": column.en,
        "dataType": _TYPES[column.type],
        "source": {"fileObject": {"@id": table.path}, "extract": {"column": column.name}},
    }
