"""The country of an e-mail address."""

from __future__ import annotations

from pipeline.core.policy import Treatment
from pipeline.locales.mail_domains import countries
from pipeline.transform.transform import ColumnFunction, Context, Transform, by_distinct


class MailCountry(Transform):
    """The country of its top-level domain, a code of a closed list; `generic` where it is of none."""

    name = "mail_country"
    treatment = Treatment.GENERALISE

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without parameters."""
        del purpose, context
        return lambda values: by_distinct(values, countries)
