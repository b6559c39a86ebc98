"""What stands beside the records of a `newsroom` release: a dictionary to read and a data package for programs.

Written from the manifest's facts alone; the records are not opened.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from pipeline.core.sums import sha256
from pipeline.publish.sealed import LABEL, RECORDS
from pipeline.publish.tables import PROFILE

DICTIONARY, PACKAGE = "dictionary.md", "datapackage.json"
PERSON_COLUMNS = {
    "person": "whose record it is, by the loose link; the same token on all records of a person",
    "person_strict": "the same by the strict link, which joins fewer records",
}


def meanings(facts: dict[str, Any]) -> dict[str, str]:
    """What each column of the records is, in words."""
    found = {name: words for name, words in PERSON_COLUMNS.items() if name in facts["order"]}
    for column in facts["columns"]:
        if column["output"]:
            with_ = ", ".join(f"{key} {value}" for key, value in column["parameters"].items())
            said = f"{column['entity'] or 'unknown kind'}: {column['treatment']} by {column['transform']}"
            found.setdefault(column["output"], f"{said} ({with_})" if with_ else said)
    return {name: found[name] for name in facts["order"]}


def write(folder: Path, facts: dict[str, Any]) -> None:
    """Write dictionary and data package into ``folder``, which holds the encrypted records."""
    (folder / DICTIONARY).write_text(_dictionary(facts), encoding="utf-8")
    package = json.dumps(_package(folder, facts), ensure_ascii=False, indent=2)
    (folder / PACKAGE).write_text(package + "\n", encoding="utf-8")


def told_otherwise(folder: Path, facts: dict[str, Any]) -> list[str]:
    """Which of the two says something else than the manifest: both are written again, and compared."""
    with tempfile.TemporaryDirectory(prefix="estompe-") as name:
        again = Path(name)
        (again / RECORDS).symlink_to((folder / RECORDS).absolute())
        write(again, facts)
        return [
            f"{path}: says something else than the manifest"
            for path in (DICTIONARY, PACKAGE)
            if (folder / path).read_bytes() != (again / path).read_bytes()
        ]


def _dictionary(facts: dict[str, Any]) -> str:
    suppressed = [column["name"] for column in facts["columns"] if not column["output"]]
    return "\n".join(
        [
            f"# {LABEL['fr']}\n# {LABEL['en']}\n",
            f"`{RECORDS}` is encrypted (Parquet modular encryption). Open it with the key whose fingerprint is "
            f"`{facts['key_fingerprint']}`, or as one of {facts['recipients']} recipients.\n",
            "| column | what it is |",
            "|---|---|",
            *(f"| {name} | {_plain(words)} |" for name, words in meanings(facts).items()),
            "",
            f"Suppressed: {', '.join(map(_plain, suppressed)) or 'none'}.",
            "",
        ]
    )


def _plain(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")


def _package(folder: Path, facts: dict[str, Any]) -> dict[str, Any]:
    records = folder / RECORDS
    return {
        "$schema": PROFILE,
        "name": f"estompe-{facts['release_id']}",
        "title": LABEL["en"],
        "description": f"{LABEL['fr']}. {LABEL['en']}. Records of a leaked health file, encrypted.",
        "resources": [
            {
                "name": "records",
                "path": RECORDS,
                "title": LABEL["en"],
                "mediatype": "application/vnd.apache.parquet",
                "encrypted": True,
                "bytes": records.stat().st_size,
                "hash": f"sha256:{sha256(records)}",
                "fields_when_opened": [{"name": name, "description": words} for name, words in meanings(facts).items()],
            }
        ],
    }
