"""A costly column function that is asked once for each value, for as many values as memory is meant for."""

from __future__ import annotations

import polars as pl

from pipeline.transform.transform import Beside, RecordFunction

MOST = 50_000
"""Values that are remembered, at most: the first ones, among which the frequent ones are."""


class Remembered:
    """What values became earlier, in memory only; the results are those of the function itself.

    It is for functions of the value alone, and is given values without nulls, each once.
    """

    def __init__(self, function: RecordFunction) -> None:
        self._function = function
        self._known: pl.DataFrame | None = None

    def __call__(self, values: pl.Series, beside: Beside) -> pl.Series:
        """The function's results."""
        del beside
        known = self._known
        if known is None or not len(values):
            made = self._ask(values)
            if len(values):
                self._known = pl.DataFrame({"value": values, "made": made, "known": True}).head(MOST)
            return made
        found = values.to_frame("value").join(known, on="value", how="left", maintain_order="left")
        rows = found["known"].is_null().arg_true()
        if not len(rows):
            return found["made"]
        asked = values.gather(rows)
        made = self._ask(asked)
        if known.height < MOST:
            new = pl.DataFrame({"value": asked, "made": made, "known": True}).head(MOST - known.height)
            self._known = pl.concat([known, new])
        return found["made"].scatter(rows, made)

    def _ask(self, values: pl.Series) -> pl.Series:
        return self._function(values, Beside.nothing(len(values)))

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("values and their pseudonyms are never written")
