"""Where people live and prescribers practise: departments, real communes with real postcodes, streets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from pipeline.locales.fr import geography, reserved
from pipeline.locales.fr.names import fold
from synthetic.streams import Grouped, Ints, Weighted, choose

SHARES = {"56": 36.0, "45": 22.0, "27": 20.0, "22": 6.0, "35": 6.0, "41": 3.0}
"""Departments of the real leak's prescribers, in per cent; `OTHERS` share the rest."""

OTHERS = {
    "29": 16, "44": 14, "76": 11, "28": 9, "78": 7, "37": 7, "75": 6, "49": 5, "18": 4, "53": 4, "61": 3, "60": 3,
    "50": 2, "72": 2, "91": 2, "77": 2, "33": 1, "69": 1, "13": 1, "2A": 0.5,
}  # fmt: skip
"""Relative weights of the departments that share the remaining 7 per cent."""

FAR = 6.0
"""Relative weight, beside `OTHERS`, of all departments named in neither, overseas ones included, by population."""


@cache
def _elsewhere() -> tuple[str, ...]:
    return tuple(
        code for code in geography.department_names() if code not in SHARES and code not in OTHERS and code < "98"
    )


@cache
def numbered() -> tuple[str, ...]:
    """Departments in the order of their numbers in this package."""
    return (*SHARES, *OTHERS, *_elsewhere())


@dataclass(frozen=True)
class Places:
    """Pairs of commune and postcode, grouped by department: parallel columns."""

    table: pl.DataFrame
    by_department: Grouped


@cache
def places() -> Places:
    """Communes of `numbered`: ``department`` (number), ``postcode``, ``city``, ``city_upper``.

    Only postcodes that the geography tables give to the commune's own department, so that a postcode
    always says the department that the truth says.
    """
    number = {code: position for position, code in enumerate(numbered())}
    home = geography.postcode_departments()
    table = (
        geography.communes()
        .filter(pl.col("department").is_in(list(number)), pl.col("population") > 0)
        .with_columns((pl.col("population") / pl.col("postcodes").list.len()).alias("weight"))
        .explode("postcodes")
        .rename({"postcodes": "postcode", "name": "city"})
        .drop_nulls("postcode")
        .filter(pl.col("postcode").replace_strict(home) == pl.col("department"))
        .with_columns(pl.col("department").replace_strict(number, return_dtype=pl.Int64))
        .sort("department", "code", "postcode")
    )
    upper = pl.Series("city_upper", [fold(name) for name in table["city"]])
    return Places(
        table.select("department", "postcode", "city").with_columns(upper),
        Grouped(table["department"].to_numpy(), table["weight"].to_numpy()),
    )


@cache
def _department_weights(everywhere: bool) -> Weighted:
    people = geography.communes().group_by("department").agg(pl.col("population").sum())
    living = dict(people.iter_rows())
    far = everywhere * FAR / sum(living[code] for code in _elsewhere())
    rest = [*OTHERS.values(), *(living[code] * far for code in _elsewhere())]
    others = (100.0 - sum(SHARES.values())) / sum(rest)
    return Weighted([*SHARES.values(), *(weight * others for weight in rest)])


def departments(rng: np.random.Generator, size: int, everywhere: bool = True) -> Ints:
    """Numbers of ``size`` departments, in the proportions of the leak; without ``everywhere`` only the nearer ones."""
    return _department_weights(everywhere).draw(rng, size)


@cache
def _streets() -> pl.Series:
    return pl.Series([name for name in geography.streets() if reserved.is_generated_street(name)])


def addresses(rng: np.random.Generator, size: int) -> pl.Series:
    """``size`` numbers and streets of the generator's half, written as clerks write them."""
    street = _streets().gather(rng.integers(0, len(_streets()), size))
    number = np.minimum(rng.geometric(0.035, size), 399).astype(str)
    suffix = pl.Series(["", " bis", " ter"]).gather(choose(rng, (0.94, 0.05, 0.01), size))
    frame = pl.DataFrame({"number": number, "suffix": suffix, "street": street, "style": rng.random(size)})
    written = pl.concat_str("number", "suffix", pl.lit(" "), "street")
    return frame.select(pl.when(pl.col("style") < 0.45).then(written.str.to_uppercase()).otherwise(written))["number"]
