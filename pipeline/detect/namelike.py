"""What a cell that could be a name looks like: shared by the recognisers of persons, cities and institutions."""

from __future__ import annotations

import re

from pipeline.locales.fr.names import PARTICLES, first_names, fold, surnames

TITLES = frozenset(["DR", "DRS", "DOCTEUR", "DOCTEURS", "PR", "PROFESSEUR"])
CIVILITIES = frozenset(
    str.split("M MR MME MLLE MM MONSIEUR MADAME MADEMOISELLE MRS MISS NEE EPOUSE VEUVE EP VVE ENFANT BB BEBE")
)
_SHAPE = re.compile(r"[^\W\d_][^\W\d_'’`´. \-(),/]*(?:[ '’`´.\-(),/]+[^\W\d_'’`´. \-(),/]+)*[.)]?")

UNLISTED = 0.45
"""Score of words that are in no dictionary but could be a name."""


def name_words(cell: str) -> list[str]:
    """Fold a cell that has the shape of a name into its words, titles and particles left out; empty when it has not."""
    if len(cell) > 60 or len(cell) < 2 or _SHAPE.fullmatch(cell) is None:
        return []
    words = fold(cell).split()
    if len(words) > 7:
        return []
    return [word for word in words if word not in PARTICLES and word not in TITLES and word not in CIVILITIES]


def surname_score(cell: str) -> float:
    """Score a cell as a surname, alone or with first names: by dictionary, else by shape."""
    words = name_words(cell)
    if not words:
        return 0.0
    last, first = surnames(), first_names()
    if any(word in last for word in words) or "".join(words) in last:
        return 1.0 if all(word in last or word in first for word in words) else 0.8
    return UNLISTED + 0.15 if any(word in first for word in words) else UNLISTED


def first_name_score(cell: str) -> float:
    """Score a cell as one or more first names: by dictionary, else a little by shape."""
    words = name_words(cell)
    if not words or len(words) > 4:
        return 0.0
    first = first_names()
    listed = sum(word in first for word in words)
    if listed == len(words) or " ".join(words) in first:
        return 1.0
    return 0.7 if words[0] in first else 0.2


def has_title(cell: str) -> bool:
    """Tell whether the cell has a doctor's title."""
    head = fold(cell[:24]).split()
    return bool(head) and (head[0] in TITLES or not TITLES.isdisjoint(head))
