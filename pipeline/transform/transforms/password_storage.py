"""How a password was stored."""

from __future__ import annotations

from pipeline.core.policy import Treatment
from pipeline.locales.passwords import storage_kinds
from pipeline.transform.transform import ColumnFunction, Context, Transform


class PasswordStorage(Transform):
    """In clear, or which kind of hash: a word of a closed list. The password itself is dropped."""

    name = "password_storage"
    treatment = Treatment.GENERALISE
    entities = ("credential.password",)

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without parameters."""
        del purpose, context
        return storage_kinds
