"""A share or a mean with its confidence interval, and by which method it was made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, ndtri, stdtrit

CONFIDENCE = 0.95
SEED = 20210223
"""Of every draw of the attacks: the same files give the same figures."""


class Interval(NamedTuple):
    """A value, its 95 % confidence interval, and the method."""

    value: float
    low: float
    high: float
    method: str


def wilson(hits: int, tries: int) -> Interval:
    """Share of hits among sampled tries (Wilson, 1927; it holds near 0 and 1 where the normal one does not).

    >>> [round(x, 4) for x in wilson(0, 2000)[:3]]
    [0.0, 0.0, 0.0019]
    """
    if tries == 0:
        return Interval(0.0, 0.0, 1.0, "wilson")
    z = float(ndtri(0.5 + CONFIDENCE / 2))
    share = hits / tries
    middle = (share + z * z / (2 * tries)) / (1 + z * z / tries)
    half = z / (1 + z * z / tries) * np.sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries))
    low = 0.0 if hits == 0 else float(middle - half)
    high = 1.0 if hits == tries else float(middle + half)
    return Interval(share, low, high, "wilson")


def clopper_pearson(hits: int, tries: int) -> Interval:
    """Share of hits where every row was tried, with the exact interval (Clopper and Pearson, 1934).

    >>> [round(x, 4) for x in clopper_pearson(0, 100)[:3]]
    [0.0, 0.0, 0.0362]
    """
    if tries == 0:
        return Interval(0.0, 0.0, 1.0, "clopper-pearson")
    tail = (1 - CONFIDENCE) / 2
    low = 0.0 if hits == 0 else float(betaincinv(hits, tries - hits + 1, tail))
    high = 1.0 if hits == tries else float(betaincinv(hits + 1, tries - hits, 1 - tail))
    return Interval(hits / tries, low, high, "clopper-pearson")


def bootstrap(values: npt.NDArray[np.float64], draws: int = 1_000) -> Interval:
    """Mean of values, with the percentile interval of means drawn again (Efron, 1979), under a fixed seed."""
    if not len(values):
        return Interval(0.0, 0.0, 1.0, "bootstrap")
    levels, counts = np.unique(values, return_counts=True)
    generator = np.random.Generator(np.random.PCG64(SEED))
    means = generator.multinomial(len(values), counts / len(values), size=draws) @ levels / len(values)
    tail = 50 * (1 - CONFIDENCE)
    low, high = np.percentile(means, [tail, 100 - tail])
    return Interval(float(values.mean()), float(low), float(high), "bootstrap")


def repeated(values: Sequence[float]) -> Interval:
    """Mean of independent repetitions of one experiment, with Student's interval of their mean.

    >>> [round(x, 4) for x in repeated([0.1, 0.2, 0.3])[:3]]
    [0.2, -0.0484, 0.4484]
    """
    if len(values) < 2:
        return Interval(sum(values), -1.0, 1.0, "student")
    mean, error = float(np.mean(values)), float(np.std(values, ddof=1)) / float(np.sqrt(len(values)))
    half = float(stdtrit(len(values) - 1, 0.5 + CONFIDENCE / 2)) * error
    return Interval(mean, mean - half, mean + half, "student")


def exact(value: float) -> Interval:
    """A count of everything there is: nothing was drawn, so nothing is uncertain."""
    return Interval(value, value, value, "exact")
