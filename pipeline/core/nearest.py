"""Which of the known words a misspelt one may mean."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def suggestion(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Ask whether the nearest of ``known`` is meant, whatever its case; ``otherwise`` where none is near.

    >>> suggestion("adress.city", ["address.city", "phone"])
    'did you mean address.city?'
    >>> suggestion("Postcod", ["postcode"]), suggestion("xyz", ["postcode"], "one of postcode")
    ('did you mean postcode?', 'one of postcode')
    """
    folded = {name.casefold(): name for name in sorted(known, reverse=True)}
    close = difflib.get_close_matches(word.casefold(), folded, n=1)
    return f"did you mean {folded[close[0]]}?" if close else otherwise
