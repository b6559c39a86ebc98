"""How hard a password in clear is to guess, as a band.

Guesses are those of zxcvbn (D. Wheeler, "zxcvbn: low-budget password strength estimation", USENIX Security
2016), whose bands follow its authors' thresholds: 10^3, 10^6, 10^8 and 10^10 guesses.
"""

from __future__ import annotations

import polars as pl

from pipeline.locales.passwords import storage_kinds

BANDS: tuple[str, ...] = ("trivial", "weak", "medium", "good", "strong")
"""The closed vocabulary, from the easiest to guess."""
LONGEST = 72
"""Characters looked at; what is longer is no easier."""


def strength_bands(values: pl.Series) -> pl.Series:
    """Give the band of each password in clear; each distinct value is judged once.

    Parameters
    ----------
    values:
        Passwords as found in the file.

    Returns
    -------
    One of `BANDS` per value; null where the cell is empty or holds a hash.

    Examples
    --------
    >>> strength_bands(pl.Series(["azerty", "5f4dcc3b5aa765d61d8327deb882cf99", None])).to_list()
    ['trivial', None, None]
    """
    cells = values.cast(pl.String).str.strip_chars()
    clear = cells.filter(storage_kinds(cells) == "clear").unique(maintain_order=True)
    bands = pl.DataFrame(
        {"value": clear, "band": [_band(value) for value in clear]}, schema_overrides={"band": pl.String}
    )
    joined = cells.to_frame("value").join(bands, on="value", how="left", maintain_order="left")
    return joined["band"].rename(values.name)


def _band(value: str) -> str:
    from zxcvbn import zxcvbn

    return BANDS[int(zxcvbn(value[:LONGEST])["score"])]
