"""The key of the person in place of a value of theirs."""

from __future__ import annotations

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.transform.transform import Beside, Context, RecordFunction, RecordTransform
from pipeline.transform.transforms.token import Token


class PersonKey(RecordTransform):
    """A token of the person whose record it is: the same for every spelling of a name or number; null where unknown."""

    name = "person_key"
    treatment = Treatment.PSEUDONYMISE
    keyed = True

    def scope(self, entity: str) -> str:
        """Persons, whatever the column."""
        del entity
        return "person"

    def gives(self, values: pl.Series) -> pl.Series:
        """32 hexadecimal digits."""
        return values.str.contains(r"^[0-9a-f]{32}$")

    def bind_beside(self, purpose: str, context: Context) -> RecordFunction:
        """Bind to the subkey of ``purpose``."""
        token = Token().bind(purpose, context)

        def keys(values: pl.Series, beside: Beside) -> pl.Series:
            return token(beside.person).set(values.is_null(), None)

        return keys
