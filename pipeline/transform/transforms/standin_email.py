"""An e-mail address that nobody can have in place of an e-mail address."""

from __future__ import annotations

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.locales.fr import reserved, standins
from pipeline.locales.fr.name_columns import fold_column
from pipeline.transform.keyed import draw, numbers
from pipeline.transform.transform import ColumnFunction, Context, Transform, tell

DOMAINS = ("courriel.test", "messagerie.test", "boite.test", "poste.invalid", "courrier.invalid")


class StandinEmail(Transform):
    """A surname of the stand-ins' half and sixteen keyed digits, below a domain that RFC 2606 reserves.

    Case makes no difference. Two addresses become one less often than once in 10^19 pairs.
    """

    name = "standin_email"
    treatment = Treatment.SYNTHESISE
    entities = ("email",)
    keyed = True

    def gives(self, values: pl.Series) -> pl.Series:
        """An address of the stand-ins' domains."""
        return tell(values, reserved.is_standin_domain)

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind to the subkey of ``purpose``."""
        subkey = context.key.subkey(purpose)

        def emails(values: pl.Series) -> pl.Series:
            own = values.str.to_lowercase().str.replace_all(r"\s", "")
            first, second, third = numbers(own.zip_with(own != "", values), subkey, 3)
            said = fold_column(own).fill_null("")
            surname = draw(standins.every_surname(), first, said).str.to_lowercase().str.replace_all(" ", "")
            digits = second.cast(pl.String).str.zfill(20).str.slice(4)
            return (surname + "." + digits + "@" + pl.Series(list(DOMAINS)).gather(third % len(DOMAINS))).rename(
                values.name
            )

        return emails
