"""Writes the reference pages that follow from the code: `make docs`. A test fails when they drift."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from pipeline import flow
from pipeline.cli import app
from pipeline.core.categories import CATEGORIES, RISKS
from pipeline.core.policy_file import load
from pipeline.core.vocabulary import WORDS, title
from pipeline.detect.catalogue import recognisers
from pipeline.ingest import caps, feed
from pipeline.ingest.container import MAX_DEPTH, containers
from pipeline.ingest.dialect import CELL_CAP, LINE_CAP
from pipeline.ingest.flatten import DEPTH_CAP
from pipeline.ingest.gather import COLUMNS_CAP
from pipeline.ingest.lockdown import Limits
from pipeline.ingest.notes import NOTES
from pipeline.ingest.quarantine import REASONS
from pipeline.ingest.reader import readers
from pipeline.ingest.refusals import REFUSALS
from pipeline.policy_schema import schema

REFERENCE = Path(__file__).parent / "reference"


def command_line() -> str:
    """Every command with its ``--help``."""
    os.environ.update(COLUMNS="100", TERMINAL_WIDTH="100", NO_COLOR="1")
    group = typer.main.get_command(app)
    parts = [
        "# Commands\n\nResults go to stdout, progress and words to stderr. Exit codes: 0 done, 1 a bug, 2 usage or "
        "policy, 3 input refused, 4 gate refused, 130 interrupted.\n"
    ]
    context = group.make_context("estompe", [], resilient_parsing=True)
    for name, command in _commands(group, context, ""):
        inner = command.make_context(f"estompe {name}", [], resilient_parsing=True)
        parts.append(f"## estompe {name}\n\n```text\n{command.get_help(inner).strip()}\n```\n")
    return "\n".join(parts)


def _commands(group: Any, context: Any, before: str) -> Iterator[tuple[str, Any]]:
    """Every verb with its name, those of a group after it."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if hasattr(command, "list_commands"):
            inner = command.make_context(f"estompe {name}", [], resilient_parsing=True)
            yield from _commands(command, inner, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def vocabulary() -> str:
    """Entities, categories, cubes, dimensions, reasons, measures, attacks, transforms."""
    policy = load()
    entities = [
        (r.ENTITY, r.CATEGORY, policy.treatment(r.ENTITY), type(r).__doc__.splitlines()[0]) for r in recognisers()
    ]
    categories = [(c.id, c.fr, c.en, "health" if c.sensitive else "technical", ", ".join(c.risks)) for c in CATEGORIES]
    cubes = [(c.name, ", ".join(c.dimensions), *title(c.name, list(c.dimensions))) for c in policy.cubes]
    lists = flow.catalogue()
    return "\n".join(
        [
            "# Words\n\nGenerated from the code by `make docs`.\n",
            _table("Entities", ("entity", "category", "in `public`", "what it is"), entities),
            _table("Categories", ("id", "français", "English", "kind", "risks that it opens"), categories),
            _table("Risks", ("id", "français", "English"), [(key, *names) for key, names in RISKS.items()]),
            _table("Cubes of the default policy", ("cube", "dimensions", "français", "English"), cubes),
            _table(
                "Columns of the cubes",
                ("column", "français", "English"),
                [(key, *words) for key, words in WORDS.items()],
            ),
            _table("Formats", ("format", "what it is"), lists["formats"]()),
            _table("Reasons of the quarantine", ("reason", "meaning"), REASONS.items()),
            _table("Oddities of records that are read", ("note", "what was met; what was done"), NOTES.items()),
            _table("Protections", ("protection", "what it does"), lists["protections"]()),
            _table("Measures of the gate", ("measure (threat)", "question"), lists["measures"]()),
            _table("Attacks of `estompe assess`", ("attack (threat)", "what is tried"), lists["attacks"]()),
            _table("Transforms", ("transform", "what it does"), lists["transforms"]()),
        ]
    )


def _table(name: str, head: tuple[str, ...], rows: object) -> str:
    lines = [f"## {name}\n", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(str(cell).replace('|', '&#124;') for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def formats() -> str:
    """What is read, what it is read out of, the caps, and why something is refused or quarantined."""
    texts = [(reader.NAME, reader.DESCRIPTION) for reader in readers()]
    held = [(container.NAME, container.DESCRIPTION) for container in containers()]
    limits = Limits()
    capped = [
        ("levels of containers in containers", MAX_DEPTH, "refused"),
        ("what one input unpacks to, all levels together", f"{caps.SIZE_CAP >> 30} GiB", "refused"),
        ("bytes out for each byte in, after the first 64 MiB", f"{caps.RATIO_CAP:,}", "refused"),
        ("files in one input, all archives together", f"{caps.MEMBERS_CAP:,}", "refused"),
        (
            "a member that needs random access (zip, 7z, workbook, Parquet, SQLite in an archive)",
            f"{feed.SPOOL_CAP >> 30} GiB of memory",
            "refused",
        ),
        ("columns of delimited text", "10,000", "refused"),
        ("columns of any other format", f"{COLUMNS_CAP:,}", "refused, or the record that needs more is quarantined"),
        ("one cell", f"{CELL_CAP >> 20} MiB", "quarantined"),
        ("one line of text", f"{LINE_CAP >> 20} MiB", "quarantined"),
        ("levels of JSON", DEPTH_CAP, "quarantined"),
        ("memory of a parser", f"{limits.memory >> 30} GiB of address space", "refused"),
        ("processor time of a parser", f"{limits.cpu_seconds // 60} minutes", "refused"),
        ("silence of a parser", f"{limits.silence_seconds:.0f} seconds", "refused"),
    ]
    return "\n".join(
        [
            "# Formats\n\nGenerated from the code by `make docs`. How each is read: "
            "[how to read a difficult file](../how-to/read-a-difficult-file.md).\n",
            _table("Formats", ("format", "what it is"), texts),
            _table("Containers", ("container", "what it is"), held),
            _table("Caps", ("what", "at most", "beyond it"), capped),
            _table("Why a whole input is refused", ("reason", "message"), REFUSALS.items()),
            _table("Why a record is quarantined", ("reason", "meaning"), REASONS.items()),
        ]
    )


PAGES = {"command-line.md": command_line, "formats.md": formats, "words.md": vocabulary}

SCHEMA = Path(__file__).parents[1] / "configs" / "policy.schema.json"


def policy_schema() -> str:
    """What editors complete a policy with."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for page, make in PAGES.items():
        (REFERENCE / page).write_text(make(), encoding="utf-8")
        sys.stdout.write(f"docs/reference/{page}\n")
    SCHEMA.write_text(policy_schema(), encoding="utf-8")
    sys.stdout.write("configs/policy.schema.json\n")
