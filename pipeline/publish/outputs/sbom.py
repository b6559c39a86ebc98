"""``sbom.json``: what the program that made the release was made of (CycloneDX 1.6), threat T29.

https://cyclonedx.org/docs/1.6/json/. Neither serial number nor time: the same environment gives the same bytes.
"""

from __future__ import annotations

import json
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pipeline.publish.output import Output

ROOT = "estompe"


class Sbom(Output):
    """The software bill of materials: estompe, the libraries that it needs, theirs, and who needs whom."""

    path = "sbom.json"
    description = "CycloneDX 1.6: the software that made the release"
    recomputable = False  # it tells of the machine that made the release, not of the release

    def write(self, folder: Path, facts: dict[str, Any]) -> None:
        """Describe this environment; nothing of the release is in it."""
        del facts
        found, needs = closure(ROOT)
        text = json.dumps(bill(found, needs), ensure_ascii=False, indent=2, sort_keys=True)
        (folder / self.path).write_text(text + "\n", encoding="utf-8")


def closure(root: str) -> tuple[dict[str, Distribution], dict[str, list[str]]]:
    """The installed distributions that ``root`` needs, itself included, and what each needs; by canonical name."""
    found: dict[str, Distribution] = {}
    needs: dict[str, set[str]] = {}
    todo: list[tuple[str, str]] = [(root, "")]
    seen: set[tuple[str, str]] = set()
    while todo:
        name, extra = todo.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            found.setdefault(name, distribution(name))
        except PackageNotFoundError:
            continue
        for text in found[name].requires or ():
            wanted = Requirement(text)
            if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
                other = canonicalize_name(wanted.name)
                needs.setdefault(name, set()).add(other)
                todo += [(other, more) for more in ("", *sorted(wanted.extras))]
    return found, {name: sorted(needs.get(name, set()) & found.keys()) for name in found}


def bill(found: dict[str, Distribution], needs: dict[str, list[str]]) -> dict[str, Any]:
    """The document: components by name, dependencies by reference."""
    references = {name: f"pkg:pypi/{name}@{part.version}" for name, part in sorted(found.items())}
    parts = {name: _component(name, found[name].version, reference) for name, reference in references.items()}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**parts.pop(ROOT), "type": "application"}},
        "components": list(parts.values()),
        "dependencies": [
            {"ref": reference, "dependsOn": [references[other] for other in needs[name]]}
            for name, reference in references.items()
        ],
    }


def _component(name: str, version: str, reference: str) -> dict[str, Any]:
    return {"type": "library", "bom-ref": reference, "name": name, "version": version, "purl": reference}
