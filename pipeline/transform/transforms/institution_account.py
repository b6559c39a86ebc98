"""Whether a login belongs to an institution."""

from __future__ import annotations

from pipeline.core.policy import Treatment
from pipeline.locales.fr.institutions import is_institution
from pipeline.transform.transform import ColumnFunction, Context, Transform, by_distinct


class InstitutionAccount(Transform):
    """True for the account of a care home, clinic, nurses' practice ..., false for another one; null without login."""

    name = "institution_account"
    treatment = Treatment.GENERALISE
    entities = ("credential.login",)

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without parameters."""
        del purpose, context
        return lambda values: by_distinct(values, is_institution)
