"""The synthetic twin as readers meet it: a table like the others, and marked as made up wherever it is described."""

from __future__ import annotations

from typing import Any

from pipeline.publish.tables import TWIN, Column, Table, tables

TWIN_WORDS = {
    "personne_synthetique": (
        "numéro de la personne inventée : compter les personnes, c'est compter ses valeurs distinctes",
        "number of the made-up person: to count persons, count its distinct values",
    ),
    "provenance": ("la même dans chaque ligne : elle est synthétique", "the same in every row: it is synthetic"),
}
"""What the twin has beside the leak's columns."""

MADE_UP = "made up, and every row says so"


def twin(facts: dict[str, Any]) -> Table | None:
    """The synthetic twin as a table; None where the release has none."""
    told = facts.get("twin")
    if not told:
        return None
    columns = tuple(_column(column) for column in told["columns"])
    return Table(TWIN, f"{TWIN}.parquet", *_title(told["stands_for"]), (), columns, MADE_UP, distinct=False)


def all_tables(facts: dict[str, Any]) -> tuple[Table, ...]:
    """The tables that were counted and, where there is one, the twin."""
    own = twin(facts)
    return (*tables(facts), own) if own else tables(facts)


def _title(weight: float) -> tuple[str, str]:
    many = weight != 1
    said = (f"; une personne en représente {weight:g}", f"; one person stands for {weight:g}") if many else ("", "")
    return (
        f"Jumeau synthétique : lignes inventées, tirées des seuls comptages publiés ; personne n'y figure{said[0]}",
        f"Synthetic twin: made-up rows, drawn from the published counts alone; nobody is in it{said[1]}",
    )


def _column(column: dict[str, Any]) -> Column:
    name, entity = column["name"], column["entity"]
    if name in TWIN_WORDS:
        return Column(name, "string", *TWIN_WORDS[name])
    if entity is None:
        return Column(name, "string", "toujours vide : contenu inconnu", "always empty: unknown content", empty=True)
    return Column(name, "string", f"valeur inventée ({entity})", f"made-up value ({entity})", empty=True)
