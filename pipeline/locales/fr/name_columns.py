"""Names of a whole column, brought to the form in which they are compared."""

from __future__ import annotations

import polars as pl

_LIGATURES = {"œ": "OE", "Œ": "OE", "æ": "AE", "Æ": "AE", "ß": "SS", "ø": "O", "Ø": "O", "ł": "L", "Ł": "L"}


def fold_column(values: pl.Series) -> pl.Series:
    """Fold every name as `pipeline.locales.fr.names.fold` does; null where no letter is left.

    Scripts that no French register writes (Indic, Tibetan ...) may be cut at other places.

    >>> fold_column(pl.Series(["Marie-Hélène d’Œuvre", "42", None])).to_list()
    ['MARIE HELENE D OEUVRE', None, None]
    """
    text = values
    if values.str.contains(r"[^\x00-\x7f]").any():
        text = values.str.replace_many(_LIGATURES).str.normalize("NFKD").str.replace_all(r"\p{M}+", "")
    folded = text.str.to_uppercase().str.replace_all(r"[^A-Z]+", " ").str.strip_chars(" ")
    return folded.set(folded == "", None)
