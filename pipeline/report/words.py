"""The words of one language: texts of the catalogue, numbers, months, names of values."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipeline.core.categories import BY_ID, RISKS
from pipeline.locales.fr.geography import department_names
from pipeline.locales.writing import FIXED, THIN, separated, typeset
from pipeline.report.cubes import UNKNOWN, clean

EXACT = "suppression"
"""The protection that leaves published numbers as they are."""


@cache
def catalogue(lang: str) -> Mapping[str, Any]:
    """Read the texts of ``lang`` by dotted key; French ones get their non-breaking spaces."""
    source = Path(__file__).with_name("texts") / f"{lang}.yaml"
    return dict(_flatten(yaml.safe_load(source.read_text(encoding="utf-8")), "", lang))


def _flatten(tree: Mapping[str, Any], prefix: str, lang: str) -> list[tuple[str, str]]:
    flat: list[tuple[str, str]] = []
    for key, value in tree.items():
        if isinstance(value, Mapping):
            flat += _flatten(value, f"{prefix}{key}.", lang)
        else:
            flat.append((f"{prefix}{key}", typeset(str(value).strip(), lang)))
    return flat


class Words:
    """Everything that depends on the language of the reader, and on how the numbers are protected.

    What a protection makes untrue is said otherwise: texts under ``otherwise.noisy`` (where numbers are not the true
    ones), then those under ``otherwise.PROTECTION``, take the place of the others.
    """

    def __init__(self, lang: str, protection: str = EXACT) -> None:
        self.lang = lang
        texts = dict(catalogue(lang))
        for kind in ("noisy", protection) if protection != EXACT else ():
            prefix = f"otherwise.{kind}."
            texts |= {key.removeprefix(prefix): text for key, text in texts.items() if key.startswith(prefix)}
        self.texts: Mapping[str, Any] = texts

    def __call__(self, key: str, **values: object) -> str:
        """Fill ``values`` into the text of ``key``; whole numbers are formatted, nothing is escaped yet.

        With a ``count``, ``key.one`` or ``key.other`` is chosen by the plural rule of the language.
        """
        if isinstance(count := values.get("count"), int):
            one = count < 2 if self.lang == "fr" else count == 1
            key = f"{key}.{'one' if one else 'other'}"
        shown = {
            name: self.number(value) if isinstance(value, int) and not isinstance(value, bool) else value
            for name, value in values.items()
        }
        return str(self.texts[key]).format(**shown)

    def has(self, key: str) -> bool:
        """Whether the catalogue knows ``key``."""
        return key in self.texts

    def named(self, kind: str, value: str) -> str:
        """Find the reader's name of a ``value`` of a closed vocabulary, or the value itself."""
        value = clean(value)
        return str(self.texts.get(f"{kind}.{value}", value))

    def number(self, value: float) -> str:
        """Write a number with the separators of the language; a fraction keeps three digits that matter.

        >>> Words("fr").number(1234567) == "1\u202f234\u202f567", Words("en").number(1234567)
        (True, '1,234,567')
        """
        if isinstance(value, float) and not value.is_integer():
            digits = f"{value:,.3g}" if abs(value) < 100 else f"{value:,.1f}"
        else:
            digits = f"{int(value):,}"
        return separated(digits, self.lang)

    def percent(self, share: float) -> str:
        """Write a share in 0..1 as a percentage, never rounded up to everybody or down to nobody."""
        hundred = share * 100
        if 0 < hundred < 0.1:
            text, sign = "0.1", "<"
        elif 99.9 < hundred < 100:
            text, sign = "99.9", ">"
        else:
            text, sign = f"{hundred:.1f}" if hundred < 10 or hundred > 99 else f"{hundred:.0f}", ""
        text = text.removesuffix(".0") if hundred in (0, 100) else text
        if self.lang == "fr":
            return f"{sign}{text.replace('.', ',')}{THIN}%"
        return f"{sign}{text}%"

    def month(self, value: str) -> str:
        """Write a month such as ``2019-05`` in words."""
        year, _, number = value.partition("-")
        name = self.texts.get(f"months.{number}")
        return f"{name}{FIXED}{year}" if name else value

    def value(self, dimension: str, value: str) -> str:
        """How a value of ``dimension`` is shown to a reader."""
        if value == UNKNOWN:
            return str(self.texts.get(f"unknown.{dimension}", self.texts["unknown.other"]))
        if dimension in ("department", "prescriber_department"):
            name = self.place(value)
            return f"{name} ({value})" if name != value else value
        if dimension == "category" and value in BY_ID:
            return BY_ID[value].fr.replace("'", "’") if self.lang == "fr" else BY_ID[value].en
        if dimension == "month":
            return self.month(value)
        return self.named(dimension, value)

    def place(self, code: str) -> str:
        """Name a department, or give its code where that is unknown."""
        return department_names().get(code, code).replace("'", "’")

    def risk(self, risk: str) -> str:
        """Name a risk of `pipeline.core.categories.RISKS`."""
        french, english = RISKS[risk]
        return french.replace("'", "’") if self.lang == "fr" else english

    def listed(self, items: list[str]) -> str:
        """Items joined as a sentence does: commas, then "and"."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self.texts['and']} {items[-1]}"
