"""Derives the table of French words, with how common they are, from a Hunspell dictionary and subtitles.

``python -m pipeline.locales.fr.data.derive_words FOLDER COUNTS [TARGET]`` reads ``index.dic`` and ``index.aff`` of
the npm package `dictionary-fr` under FOLDER, and ``fr.json.gz`` of the wheel of `pyspellchecker` as COUNTS. The
table is byte-identical for the same sources.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from pipeline.locales.fr.data.derive import _write
from pipeline.locales.fr.names import fold

_RULE = re.compile(r"SFX (\S\S) (\S+) ([^/\s]+)(?:/(\S+))? (\S+)$")
_LONGEST = 24
_FLOOR = 50
"""Every word of the counts occurs this often: it tells nothing."""
Rules = dict[str, list[tuple[str, str, re.Pattern[str]]]]
"""Flag of an affix class -> what is cut off, what is put on, and which words it suits."""


def main(arguments: list[str]) -> None:
    """Write the table; ``arguments`` are the dictionary's folder, the counts and, optionally, the target folder."""
    if len(arguments) not in (2, 3):
        raise SystemExit("usage: python -m pipeline.locales.fr.data.derive_words FOLDER COUNTS [TARGET]")
    source = Path(arguments[0])
    target = Path(arguments[2]) if len(arguments) == 3 else Path(__file__).parent
    rules = _rules((source / "index.aff").read_text(encoding="utf-8"))
    words = {word for entry in _entries(source / "index.dic") for word in _forms(entry, rules)}
    counts: Counter[str] = Counter()
    for written, count in json.loads(gzip.decompress(Path(arguments[1]).read_bytes())).items():
        for word in fold(written).split():
            counts[word] += count
    ranks = [min(255, round(40 * math.log10(1 + counts[word] / _FLOOR))) for word in sorted(words)]
    columns = {"word": sorted(words), "commonness": pl.Series(ranks, dtype=pl.Int32)}
    _write(pl.DataFrame(columns), target / "words.parquet")


def _rules(text: str) -> Rules:
    """Read the suffix classes; prefixes are elisions, which our tokens never hold."""
    found: Rules = {}
    for line in text.splitlines():
        if match := _RULE.match(line):
            flag, cut, put, _, suits = match.groups()
            put = "" if put == "0" else put
            found.setdefault(flag, []).append(("" if cut == "0" else cut, put, re.compile(f"(?:{suits})$")))
    return found


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    """Words in small letters with their flags: a capital marks a proper noun."""
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        word, _, flags = line.split()[0].partition("/") if line.strip() else ("", "", "")
        if word and word == word.lower() and len(word) <= _LONGEST and not any(c.isdigit() for c in word):
            yield word, flags


def _forms(entry: tuple[str, str], rules: Rules) -> Iterator[str]:
    """Every inflected form, folded, hyphenated ones by their parts."""
    word, flags = entry
    forms = [word]
    for flag in (flags[i : i + 2] for i in range(0, len(flags), 2)):
        for cut, put, suits in rules.get(flag, ()):
            if word.endswith(cut) and suits.search(word):
                forms.append(word[: len(word) - len(cut)] + put)
    for form in forms:
        for part in fold(form).split():
            if len(part) > 1:
                yield part


if __name__ == "__main__":
    main(sys.argv[1:])
