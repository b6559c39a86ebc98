"""Numbers that are equal where two records have the same password in clear, or the same login.

How many have a password is known once the whole leak is read, as who is the same person is: records carry what it is
told by, encrypted with all the rest, until they are counted (`pipeline.anonymise.reuse`). The numbers are keyed, and
their key always ends with the run, whatever key the project has: nobody can try guesses against them afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from pipeline.core.profile import Profile
from pipeline.transform.attributes import REUSE
from pipeline.transform.keyed import numbers
from pipeline.transform.link import first
from pipeline.transform.transform import Context

COLUMNS = ("same_password", "same_login")


class Same:
    """The numbers of one file; ``passwords`` are the columns, best first, of which something may be told.

    There are none where the policy counts nothing by reuse.
    """

    def __init__(self, profile: Profile, passwords: Sequence[int], context: Context) -> None:
        asked = context.policy.tier == "public" and any(REUSE in cube.dimensions for cube in context.policy.cubes)
        self._profile, self._passwords = profile, passwords if asked else ()
        self._keys = [context.passing.subkey(name) for name in COLUMNS]

    def of(self, cells: Sequence[pl.Series], clear: pl.Series) -> list[pl.Series]:
        """Numbers of a batch, in the order of `COLUMNS`; null unless the record has a password that is ``clear``.

        Passwords are the same letter by letter, logins whatever their case and blanks.
        """
        if not self._passwords or not clear.any():
            return [pl.Series(name, [None], dtype=pl.UInt64).new_from_index(0, len(clear)) for name in COLUMNS]
        passwords = pl.select(pl.coalesce(*(cells[i] for i in self._passwords))).to_series()
        logins = first(self._profile, cells, "credential.login").str.to_uppercase().str.replace_all(r"\s", "")
        others = ~clear.fill_null(False)
        return [
            numbers(values.set(others, None), key)[0].alias(name)
            for values, key, name in zip((passwords, logins), self._keys, COLUMNS, strict=True)
        ]
