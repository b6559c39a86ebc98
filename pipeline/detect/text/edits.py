"""Whether two words are one slip of the fingers apart."""

from __future__ import annotations


def one_edit(a: str, b: str) -> bool:
    """Tell whether ``a`` becomes ``b`` by one letter dropped, added, replaced, or two neighbours swapped.

    The restricted edit distance of Damerau (1964), decided without a table.

    >>> one_edit("MATIN", "MARTIN"), one_edit("MARTNI", "MARTIN"), one_edit("MARIN", "MARTINE")
    (True, True, False)
    """
    if a == b or abs(len(a) - len(b)) > 1:
        return a == b
    size = min(len(a), len(b))
    start = 0
    while start < size and a[start] == b[start]:
        start += 1
    if len(a) == len(b):
        if a[start + 1 :] == b[start + 1 :]:
            return True
        return a[start + 2 :] == b[start + 2 :] and a[start] == b[start + 1] and a[start + 1] == b[start]
    return a[start + 1 :] == b[start:] if len(a) > len(b) else a[start:] == b[start + 1 :]
