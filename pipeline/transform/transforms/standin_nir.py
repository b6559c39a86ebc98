"""A social security number that nobody can have in place of a social security number."""

from __future__ import annotations

import polars as pl

from pipeline.core.policy import Treatment
from pipeline.locales.fr import reserved, standins
from pipeline.locales.fr.nir_columns import bodies
from pipeline.locales.fr.reserved import NIR_KEYS, NIR_ORDER, Namespace
from pipeline.transform.keyed import numbers
from pipeline.transform.transform import ColumnFunction, Context, Transform, tell

_COMMUNES = 989
_YEARS, _OLDEST = 71, 30
_SEXES = dict.fromkeys("137", "1") | dict.fromkeys("248", "2")


class StandinNir(Transform):
    """A number with order 000 and key 99, of the value's sex and birth year, the rest of it keyed.

    It is a function of the number alone, so that a child listed under a parent's number keeps meeting the parent.
    ``year: false`` makes the birth year keyed too. Separators and the key of the value make no difference.
    """

    name = "standin_nir"
    treatment = Treatment.SYNTHESISE
    entities = ("fr.nir",)
    keyed = True

    year: bool = True

    def gives(self, values: pl.Series) -> pl.Series:
        """A number with order 000 and key 99."""
        return tell(values, reserved.is_standin_nir)

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind to the subkey of ``purpose``."""
        subkey = context.key.subkey(purpose)

        def made(values: pl.Series) -> pl.Series:
            body = bodies(values)
            rough = values.str.to_uppercase().str.replace_all(r"[^0-9A-Z]", "")
            rough = rough.zip_with(rough != "", values)
            first, second, third, fourth = numbers(body.zip_with(body.is_not_null(), rough), subkey, 4)
            sex = body.str.slice(0, 1).replace_strict(_SEXES, default=None)
            year = _padded(second // 7 % _YEARS + _OLDEST) if not self.year else body.str.slice(1, 2)
            departments = standins.birth_departments()
            parts = pl.DataFrame(
                {
                    "sex": sex.zip_with(sex.is_not_null(), (first % 2 + 1).cast(pl.String)),
                    "year": year.zip_with(year.is_not_null(), _padded(second // 7 % _YEARS + _OLDEST)),
                    "month": _padded(third % 12 + 1),
                    "department": departments.gather(fourth % len(departments)),
                    "commune": (first // 2 % _COMMUNES + 1).cast(pl.String).str.zfill(3),
                    "end": pl.Series([NIR_ORDER + NIR_KEYS[Namespace.STANDIN]]).new_from_index(0, len(values)),
                }
            )
            return parts.select(pl.concat_str(pl.all()).alias(values.name))[values.name].set(values.is_null(), None)

        return made


def _padded(numbers_: pl.Series) -> pl.Series:
    return (numbers_ % 100).cast(pl.String).str.zfill(2)
