"""The value as it is."""

from __future__ import annotations

from pipeline.core.policy import Treatment
from pipeline.transform.transform import ColumnFunction, Context, Transform


class Keep(Transform):
    """The value as it is, without the blanks around it."""

    name = "keep"
    treatment = Treatment.KEEP
    entities = ("*",)
    injective = True

    def bind(self, purpose: str, context: Context) -> ColumnFunction:
        """Bind without parameters."""
        del purpose, context
        return lambda values: values
