"""What a command says: results on stdout, words on stderr, and never an unprintable character of a leak."""

from __future__ import annotations

import json
import os
import shutil
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.core.store import Address, Location
from pipeline.terminal.language import Spoken, said


def conclude(facts: dict[str, Any], release: Location, quiet: bool) -> None:
    """Say where the report of a new release is, how many people it counts, and what to do next."""
    if facts["tier"] == "newsroom":
        _conclude_records(facts, release, quiet)
        return
    if facts["tier"] == "research":
        _conclude_rows(facts, release, quiet)
        return
    counts = facts["counts"]
    print(release / "report.html")
    say(
        quiet,
        f"{counts['persons']:,} persons in {counts['records']:,} records"
        f"{_quarantined(counts['quarantined'])}, {len(facts['cubes'])} cubes, protection: {facts['protection']}, "
        "gate passed.",
    )
    suppressed = [column["name"] for column in facts["columns"] if column["entity"] is None]
    if suppressed:
        say(quiet, f"Unknown columns, suppressed: {', '.join(suppressed)} (a policy can name them under columns:)")
    _next(release, '"FROM by_region"', quiet)


def say_withstood(facts: dict[str, Any], quiet: bool) -> None:
    """Say how many figures of attacks a release has, where it was attacked."""
    attacks = facts["gate"].get("attacks", ())
    if attacks:
        tried = sum(attack["passed"] is not None and attack["enforced"] for attack in attacks)
        say(quiet, f"Attacked with the leak in hand: {tried} figures, none over its limit.")


def _conclude_rows(facts: dict[str, Any], release: Location, quiet: bool) -> None:
    """Say how many rows a research release has, how coarse they are, and what to do next."""
    print(release / "report.html")
    share = "" if facts["persons_share"] is None else f" ({100 * facts['persons_share']:.1f} % of the persons)"
    say(quiet, f"{facts['rows']:,} rows, one a person{share}, each like {facts['k']} or more, gate passed.")
    say(quiet, f"Columns: {', '.join(facts['order'])}.")
    _next(release, '"FROM classes"', quiet)


def _next(release: Location, question: str, quiet: bool) -> None:
    """Say how a release is read, asked and checked; one in a store is asked and checked where it is copied to."""
    folder = release.name if isinstance(release, Address) else release
    say(
        quiet,
        f"Read:  {release}/report.html\nAsk:   {_name()} query {folder} {question}\nCheck: {_name()} verify {folder}",
    )


def _here(release: Location) -> Location:
    """What a release is called where it can be asked; one of a store has to be copied first."""
    return Path(release.name) if isinstance(release, Address) else release


def _quarantined(lines: int | None) -> str:
    return "" if lines is None else f" ({lines:,} quarantined)"


def say_kept(figures: dict[str, Any] | None, quiet: bool) -> None:
    """Say which share of the persons of each cube a release keeps, and why the release itself does not."""
    if figures is None:
        return
    shares = [(cube["cube"], cube["persons_kept"]) for cube in figures["cubes"] if cube["persons_kept"] is not None]
    said = ", ".join(f"{name} {100 * share:.1f} %" for name, share in shares)
    say(quiet, f"Persons kept (for you alone: {figures['why']}): {said}")
    if figures["left_out"]:
        names = ", ".join(figures["left_out"])
        say(quiet, f"Left out, since so small a leak's exact counts would tell who is in it: {names}")


def _conclude_records(facts: dict[str, Any], release: Location, quiet: bool) -> None:
    """Say what a newsroom release is, what to beware of, and how to open it."""
    counts = facts["counts"]
    print(release / "report.html")
    say(quiet, f"{facts['label'][Spoken.lang]}.")
    people = "" if counts["persons"] is None else f" of {counts['persons']:,} persons"
    say(quiet, f"{counts['accepted']:,} records{people}, {counts['quarantined']:,} quarantined, gate passed.")
    for notice in facts["notices"]:
        if notice["acknowledged"] is None:
            say(quiet, f"warning {notice['id']}: {notice['text']} ({notice['where']})")
    say(
        quiet,
        f'Ask:   {_name()} query {_here(release)} --key FILE "SELECT count(DISTINCT person) FROM records"\n'
        f"Check: {_name()} verify {_here(release)} --key FILE",
    )


def _name() -> str:
    """How this command is called from here: by its name where that is found, else by its path."""
    called = Path(sys.argv[0])
    if called.name != "estompe" or shutil.which("estompe") == str(called.absolute()):
        return "estompe"
    return os.path.relpath(called)


def print_json(data: object) -> None:
    """Print one JSON object on stdout."""
    print(json.dumps(data, ensure_ascii=False, default=_plain))


def _plain(value: object) -> object:
    """A value that JSON has no word for: the sums of DuckDB are decimals; anything else becomes text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def print_table(head: list[str], rows: list[list[str]]) -> None:
    """Print a plain table on stdout; its head is ours and in the language of the command."""
    from pipeline.terminal.screen import table

    print(table([said(title) for title in head], rows))


def tell(text: str = "") -> None:
    """Print a sentence of ours on stdout."""
    print(said(text))


def say(quiet: bool, text: str) -> None:
    """Say something on stderr, unless the user wants quiet."""
    if not quiet:
        print(said(text), file=sys.stderr)


def complain(text: str) -> None:
    """Say on stderr, in one line, what is wrong."""
    from pipeline.terminal.screen import printable

    print(f"estompe: {printable(said(text))}", file=sys.stderr)
