"""An IBAN that no bank gives in place of an IBAN."""

from __future__ import annotations

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.locales.fr import reserved
from pipeline.locales.fr.fictional import IBAN_BRANCH
from pipeline.locales.fr.reserved import IBAN_BANK, IBAN_CHECKS, Namespace
from pipeline.transform.keyed import numbers
from pipeline.transform.transform import ColumnFunction, Context, Transform, tell


class StandinIban(Transform):
    """A French IBAN with check digits 99, bank 00000 and eighteen keyed digits; blanks and case make no difference."""

    name = "standin_iban"
    treatment = Treatment.SYNTHESISE
    entities = ("iban",)
    keyed = True

    def gives(self, values: pl.Series) -> pl.Series:
        """An IBAN of the stand-ins."""
        return tell(values, lambda cell: reserved.iban(cell) is Namespace.STANDIN)

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind to the subkey of ``purpose``."""
        subkey = context.key.subkey(purpose)

        def ibans(values: pl.Series) -> pl.Series:
            own = values.str.to_uppercase().str.replace_all(r"[\s.-]", "")
            (number,) = numbers(own.zip_with(own != "", values), subkey)
            digits = (number % (int(IBAN_BRANCH) * 10**13)).cast(pl.String).str.zfill(18)
            return (f"FR{IBAN_CHECKS[Namespace.STANDIN]}{IBAN_BANK}" + digits).rename(values.name)

        return ibans
