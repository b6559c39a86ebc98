"""Whose post an e-mail address is of."""

from __future__ import annotations

from pipeline.core.policy import Treatment
from pipeline.locales.mail_domains import providers
from pipeline.transform.transform import ColumnFunction, Context, Transform, by_distinct


class MailProvider(Transform):
    """Webmail, an internet provider, a hospital, a laboratory ...; the address itself is dropped, and its domain."""

    name = "mail_provider"
    treatment = Treatment.GENERALISE
    entities = ("email",)

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without parameters."""
        del purpose, context
        return lambda values: by_distinct(values, providers)
