"""``dictionary.md``: what every file, column and value means, in French and in English."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from pipeline.core.categories import BY_ID
from pipeline.core.vocabulary import done
from pipeline.locales.fr.geography import department_names
from pipeline.publish.made_up import all_tables, twin
from pipeline.publish.output import Output
from pipeline.publish.tables import MEASURES, tables

MOST_VALUES = 60
"""Values of a column over which only their number is said."""

UNITS = {"persons": ("personnes", "persons"), "records": ("lignes", "records")}

TEXTS: dict[str, tuple[str, str]] = {
    "title": ("Dictionnaire des données", "Data dictionary"),
    "intro": (
        "Des nombres de personnes, comptés dans un fichier de santé divulgué. Aucun nombre sous {k} personnes.",
        "Numbers of persons, counted in a leaked health file. No number under {k} persons.",
    ),
    "absent": (
        "Une ligne absente n'est pas un zéro : il n'y a personne, trop peu de monde, ou elle en protège une autre.",
        "A line that is not there is no zero: there is nobody, there are too few, or it protects another one.",
    ),
    "overlap": (
        "Laboratoires, natures de données, mois, années et prescripteurs se recouvrent : une personne peut compter "
        "dans plusieurs, et leurs sommes dépassent le nombre de personnes.",
        "Laboratories, kinds of data, months, years and prescribers overlap: one person may count in several, and "
        "their sums exceed the number of persons.",
    ),
    "unknown": (
        "`unknown` : la fuite ne le dit pas. `other` : laboratoires dont le nom pourrait être celui d'une personne.",
        "`unknown`: the leak does not say. `other`: laboratories whose name may be a person's.",
    ),
    "intro_rows": (
        "Une ligne par personne d'un fichier de santé divulgué, rendue assez grossière pour que {k} personnes au moins "
        "partagent chaque ligne.",
        "One row a person of a leaked health file, made so coarse that at least {k} persons share every row.",
    ),
    "absent_rows": (
        "Les personnes dont la ligne serait partagée par moins de monde n'y sont pas ; l'ordre des lignes ne dit rien.",
        "Persons whose row fewer would share are left out; the order of the rows says nothing.",
    ),
    "tables": ("Tables", "Tables"),
    "columns": ("Colonnes", "Columns"),
    "treatments": (
        "Les colonnes de la fuite, et ce qu'elles sont devenues",
        "Columns of the leak, and what became of them",
    ),
    "twin": ("Le jumeau synthétique", "The synthetic twin"),
    "drawn": (
        "`twin.parquet` a la forme de la fuite, mais personne n'y figure : {rows} lignes de {persons} personnes "
        "inventées, tirées des seuls comptages publiés. Une de ces personnes en représente {weight}. Pour apprendre et "
        "essayer des requêtes ; les nombres à citer sont ceux des tables de comptage.",
        "`twin.parquet` has the shape of the leak, but nobody is in it: {rows} rows of {persons} made-up persons, "
        "drawn from the published counts alone. One of these persons stands for {weight}. To learn and to test "
        "queries; the numbers to quote are those of the tables of counts.",
    ),
    "file": ("fichier", "file"),
    "what": ("contenu", "content"),
    "rows": ("lignes", "rows"),
    "column": ("colonne", "column"),
    "meaning": ("sens", "meaning"),
    "unit": ("unité", "unit"),
    "values": ("valeurs", "values"),
    "many": ("{n} valeurs", "{n} values"),
    "entity": ("ce qu'elle contient", "what it holds"),
    "treatment": ("traitement", "treatment"),
    "nothing": ("inconnu", "unknown"),
    "keep": ("conservée", "kept"),
    "generalise": ("rendue moins précise", "made coarser"),
    "pseudonymise": ("pseudonymisée", "pseudonymised"),
    "synthesise": ("remplacée", "replaced"),
    "suppress": ("supprimée", "suppressed"),
}
"""What the page says: (French, English)."""

Say = Callable[..., str]


class Dictionary(Output):
    """One page for readers, the French edition first."""

    path = "dictionary.md"
    description = "every table, column and value, in French and English"

    def write(self, folder: Path, facts: dict[str, Any]) -> None:
        """Describe ``folder/cubes`` and what became of the leak's columns."""
        values = _values(folder, facts)
        editions = (_edition(folder, facts, values, language) for language in (0, 1))
        (folder / self.path).write_text("\n".join(editions), encoding="utf-8")


def _edition(folder: Path, facts: dict[str, Any], values: dict[str, list[str]], language: int) -> str:
    def say(word: str, **given: object) -> str:
        return TEXTS[word][language].format(**given)

    files = [
        (f"`{table.path}`", (table.fr, table.en)[language], str(pq.read_metadata(folder / table.path).num_rows))
        for table in all_tables(facts)
    ]
    meanings = {column.name: (column.fr, column.en) for table in tables(facts) for column in table.columns}
    notes = ("absent", "overlap", "unknown") if "cubes" in facts else ("absent_rows", "unknown")
    columns = [
        (
            f"`{name}`",
            meanings[name][language],
            UNITS.get(name, ("", ""))[language],
            _listed(name, found, say, language),
        )
        for name, found in values.items()
    ]
    treated = [
        (_plain(column["name"]), column["entity"] or say("nothing"), say(column["treatment"]))
        for column in facts.get("columns", ())
    ]
    said = done(facts)[language]
    parts = [
        f"# {say('title')}\n",
        f"{say('intro' if 'cubes' in facts else 'intro_rows', k=facts['k'])} {said[0].upper()}{said[1:]}.",
        *(f"\n{say(word)}" for word in notes),
        f"\n## {say('tables')}\n\n{_table([say(w) for w in ('file', 'what', 'rows')], files)}",
        f"\n## {say('columns')}\n\n{_table([say(w) for w in ('column', 'meaning', 'unit', 'values')], columns)}",
    ]
    own = twin(facts)
    if own is not None:
        told = facts["twin"]
        made_up = [(f"`{_plain(column.name)}`", (column.fr, column.en)[language]) for column in own.columns]
        weight = f"{told['stands_for']:g}"
        parts.append(f"\n## {say('twin')}\n\n{say('drawn', rows=told['rows'], persons=told['persons'], weight=weight)}")
        parts.append(f"\n{_table([say(w) for w in ('column', 'meaning')], made_up)}")
    if treated:
        heads = [say(w) for w in ("column", "entity", "treatment")]
        parts.append(f"\n## {say('treatments')}\n\n{_table(heads, treated)}")
    return "\n".join(parts)


def _values(folder: Path, facts: dict[str, Any]) -> dict[str, list[str]]:
    """Column -> the values that are published of it, sorted; none for numbers."""
    found: dict[str, set[str]] = {}
    for table in tables(facts):
        rows = pq.read_table(folder / table.path, columns=list(table.key))
        for name in table.key:
            found.setdefault(name, set()).update(rows[name].to_pylist())
    numbers = MEASURES if "cubes" in facts else ()
    return {**{name: sorted(values) for name, values in sorted(found.items())}, **{name: [] for name in numbers}}


def _listed(name: str, values: list[str], say: Say, language: int) -> str:
    if not values:
        return ""
    if len(values) > MOST_VALUES:
        return say("many", n=len(values))
    return ", ".join(_named(name, value, language) for value in values)


def _named(column: str, value: str, language: int) -> str:
    """A value, with its name where it is a code."""
    name = ""
    if column == "category" and value in BY_ID:
        name = (BY_ID[value].fr, BY_ID[value].en)[language]
    if column in ("department", "prescriber_department"):
        name = department_names().get(value, "")
    return f"`{_plain(value)}` ({name})" if name else f"`{_plain(value)}`"


def _table(heads: list[str], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _plain(text: str) -> str:
    """A text that stays in its cell and makes no markup."""
    return "".join(sign if sign.isprintable() and sign not in "|`<>[]" else "?" for sign in text)
