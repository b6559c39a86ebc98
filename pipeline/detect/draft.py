"""A policy to edit: every column of the files, what it seems to hold and what would happen to it, in YAML."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import yaml

from pipeline.core.profile import ColumnProfile, Profile

_HEAD = """\
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


def write(profiles: Sequence[Profile]) -> str:
    """Write the policy; read back, it treats the same files as no policy does.

    Columns of one name are listed once; where they differ, each stays as detected.
    """
    named: dict[str, list[ColumnProfile]] = {}
    for profile in profiles:
        for column in profile.columns:
            named.setdefault(column.name, []).append(column)
    return _HEAD + "columns:\n" + "".join(_entry(name, columns) for name, columns in named.items())


def _entry(name: str, columns: list[ColumnProfile]) -> str:
    if len({(column.entity, column.treatment) for column in columns}) > 1:
        return f"  # several columns of this name that hold different things: each as detected\n  {_key(name)}: {{}}\n"
    column = max(columns, key=lambda found: found.confidence)
    entity = f"entity: {column.entity}, " if column.entity else ""
    sure = f"{100 * column.confidence:.0f} % sure: " if column.entity else "unknown: "
    return f"  # {sure}{column.why}\n  {_key(name)}: {{{entity}treatment: {column.treatment}}}\n"


def _key(name: str) -> str:
    """A column's name as a YAML key: as it is where that reads back as the same text, else quoted.

    >>> _key("nom"), _key("no"), _key("N° dossier")
    ('nom', '"no"', '"N° dossier"')
    """
    plain = _PLAIN.fullmatch(name) and yaml.safe_load(name) == name
    return name if plain else json.dumps(name, ensure_ascii=False)
