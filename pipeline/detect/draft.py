"""A policy to edit: every column of the files, what it seems to hold and what would happen to it, in YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

import yaml

from pipeline.core.profile import ColumnProfile, Profile

HEAD = """\
# A policy for estompe: what happens to each column of your files.
#
# Read it column by column and change what is wrong. Then:
#   estompe check policy.yaml FILES                            is it right, and is every column in it?
#   estompe preview FILE --policy policy.yaml                  what becomes of some records?
#   estompe run FILES --policy policy.yaml --out release       make the release
#
# Of each column this file says
#   entity:     what its values are; `estompe list recognisers` lists the words. Left out where nobody knows.
#   treatment:  suppress     nothing of the values comes out, only that such a kind of data was there
#               generalise   a coarser value is counted: a department, a month, an age band, a health category
#               keep         the value itself is counted, where enough persons share it
# The line above a column says how sure estompe is and why. Look first at those under 70 %.
# What this file does not say is as in the default policy; `estompe` counts persons and publishes no record.

tier: public

# A column that is not listed here: suppress (nothing of it comes out) or detect (by what it holds).
unlisted: suppress

"""

_PLAIN = re.compile(r"[^\W\d_]\w*(?:-\w+)*")


def write(profiles: Sequence[Profile], say: Callable[[str], str] = str) -> str:
    """Write the policy; read back, it treats the same files as no policy does.

    Columns of one name are listed once; where they differ, each stays as detected. ``say`` puts comments into the
    language of the reader.
    """
    named: dict[str, list[ColumnProfile]] = {}
    for profile in profiles:
        for column in profile.columns:
            named.setdefault(column.name, []).append(column)
    head = "".join(_commented(line, say) for line in HEAD.splitlines(keepends=True))
    return head + "columns:\n" + "".join(_entry(name, columns, say) for name, columns in named.items())


def _commented(line: str, say: Callable[[str], str]) -> str:
    """A line of the head, its comment in the language of the reader."""
    mark, text = line[:2], line[2:].rstrip("\n")
    return f"# {say(text)}\n" if mark == "# " else line


def _entry(name: str, columns: list[ColumnProfile], say: Callable[[str], str]) -> str:
    if len({(column.entity, column.treatment) for column in columns}) > 1:
        several = say("several columns of this name that hold different things: each as detected")
        return f"  # {several}\n  {_key(name)}: {{}}\n"
    column = max(columns, key=lambda found: found.confidence)
    entity = f"entity: {column.entity}, " if column.entity else ""
    sure = f"{100 * column.confidence:.0f} % sure: {column.why}" if column.entity else f"unknown: {column.why}"
    return f"  # {say(sure)}\n  {_key(name)}: {{{entity}treatment: {column.treatment}}}\n"


def _key(name: str) -> str:
    """A column's name as a YAML key: as it is where that reads back as the same text, else quoted.

    >>> _key("nom"), _key("no"), _key("N° dossier")
    ('nom', '"no"', '"N° dossier"')
    """
    plain = _PLAIN.fullmatch(name) and yaml.safe_load(name) == name
    return name if plain else json.dumps(name, ensure_ascii=False)
