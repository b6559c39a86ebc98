"""What comes out of single cells, for a preview and never for a release."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from pipeline.core.categories import CATEGORIES
from pipeline.core.profile import Profile
from pipeline.transform import attributes, plan
from pipeline.transform.transform import Beside, Context
from pipeline.transform.transforms.health_facts import BITS

REMOVED = "removed"
Say = Callable[[str, object], str]


def counted(profile: Profile, context: Context, rows: pl.DataFrame, say: Say | None = None) -> list[tuple[str, ...]]:
    """Say for each cell of ``rows`` (trimmed text, null where empty) what is counted of it; empty cells give ``""``.

    The label of a laboratory is shown only where the policy names it: whether another one comes out depends on how
    many persons share it. ``say`` puts an attribute's value into the words of a tier that tells it otherwise.
    """
    cells = [rows[:, i] for i in range(rows.width)]
    said: dict[int, list[str]] = {}
    for bound in attributes.bind(profile, context):
        if bound.name in _WORDS:
            for i in bound.columns:
                said[i] = [_words(bound.name, value, context, say) for value in bound.function(cells[i])]
    columns = []
    for i, column in enumerate(profile.columns):
        exposed = f"{REMOVED}; counted as: {column.category}" if column.category and say is None else REMOVED
        texts = said.get(i, [exposed] * len(rows))
        columns.append([text if cell is not None else "" for text, cell in zip(texts, cells[i], strict=True)])
    return list(zip(*columns, strict=True))


def changed(profile: Profile, context: Context, rows: pl.DataFrame) -> list[tuple[str, ...]]:
    """Give for each cell of ``rows`` what a tier of single records makes of it, under the keys of ``context``.

    Every record is taken for a person of its own.
    """
    columns = [[REMOVED if cell is not None else "" for cell in rows[:, i]] for i in range(rows.width)]
    cells = [rows[:, i] for i in range(rows.width)]
    own = {c.entity: cells[i] for i, c in reversed(list(enumerate(profile.columns))) if c.entity}
    nobody = pl.Series("person", [str(i) for i in range(len(rows))], dtype=pl.String)
    for planned in plan.plan(profile, context.policy):
        function = planned.transform.bind_beside(planned.purpose, context)
        made = function(cells[planned.place], Beside(nobody, own)).cast(pl.String)
        columns[planned.place] = [cell or "" for cell in made]
    return list(zip(*columns, strict=True))


def _words(attribute: str, value: object, context: Context, say: Say | None) -> str:
    """One attribute's value in words."""
    if value is None:
        return f"{REMOVED}: not readable as what the column holds"
    if attribute == "laboratory" and value not in {
        " ".join(n.upper().split()) for n in context.policy.laboratories.named
    }:
        return f"its name, where {context.policy.thresholds.persons} persons share it"
    return say(attribute, value) if say else _WORDS[attribute](value)


def _health(bits: object) -> str:
    facts = [category.en for category in CATEGORIES if isinstance(bits, int) and bits & BITS[category.id]]
    return ", ".join(facts) or "no health category"


def _decade(year: object) -> str:
    first = int(str(year)) // 10 * 10
    return f"age band of ten years (born {first}-{first + 9})"


_WORDS: dict[str, Callable[[object], str]] = {
    "department": "department {}".format,
    "sex": "{}".format,
    "birth_year": _decade,
    "prescriber_department": "department {}".format,
    "laboratory": "{}".format,
    "month": "{}".format,
    "storage": "stored: {}".format,
    "strength": "strength: {}".format,
    "provider": "post of: {}".format,
    "country": "country: {}".format,
    "institution": lambda value: "an institution's account" if value else "a person's account",
    "health": _health,
}
