"""How many persons of a population are unique, estimated from a sample of it; and Dankar's rule which estimate to take.

The estimators see the sizes of the sample's classes and the size of the population, nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares, minimize
from scipy.special import gammaln

SMALL_FRACTION = 0.1
"""Up to this sampling fraction Pitman's model is the better one (Dankar et al. 2012)."""


@dataclass(frozen=True)
class Sample:
    """Classes of a sample: ``number[i]`` of them have ``size[i]`` records; and the population that it is drawn from."""

    size: npt.NDArray[np.int64]
    number: npt.NDArray[np.int64]
    population: int

    @classmethod
    def of(cls, sizes: npt.NDArray[np.int64], population: int) -> Sample:
        """From the size of each class."""
        size, number = np.unique(sizes, return_counts=True)
        return cls(size, number, max(population, int(sizes.sum())))

    @property
    def records(self) -> int:
        """Records of the sample."""
        return int(self.size @ self.number)

    @property
    def fraction(self) -> float:
        """Share of the population that is in the sample."""
        return self.records / self.population

    def of_size(self, size: int) -> int:
        """Number of classes of one size."""
        return int(self.number[self.size == size].sum())


def zayatz(sample: Sample) -> float:
    """Uniques of the population by Zayatz (1991): classes of the population are taken to be as those of the sample.

    Bayes: of classes that show one record in the sample, the share that have one person only.
    """
    ones = sample.of_size(1)
    if not ones:
        return 0.0
    shown = _shows_one(sample)
    return float(ones * (ones * sample.fraction) / (sample.number @ shown) / sample.fraction)


def _shows_one(sample: Sample) -> npt.NDArray[np.float64]:
    """For each size of a class of the population, how likely the sample has one person of it (hypergeometric)."""
    whole, drawn, size = sample.population, sample.records, sample.size.astype(np.float64)

    def log_ways(n: npt.NDArray[np.float64] | float, m: float) -> npt.NDArray[np.float64]:
        found: npt.NDArray[np.float64] = gammaln(n + 1) - gammaln(m + 1) - gammaln(n - m + 1)
        return found

    possible = whole - size >= drawn - 1
    chance = np.exp(
        np.log(size) + log_ways(np.where(possible, whole - size, whole), drawn - 1) - log_ways(whole, drawn)
    )
    return np.where(possible, chance, 0.0)


def pitman(sample: Sample) -> float | None:
    """Uniques of the population by Pitman's sampling formula (Hoshino 2001), fitted by maximum likelihood.

    None where the likelihood has no maximum with 0 < alpha < 1.
    """
    if not sample.of_size(1):
        return 0.0
    classes, records = int(sample.number.sum()), sample.records

    def unlikely(given: npt.NDArray[np.float64]) -> float:
        alpha = 1 / (1 + np.exp(-given[0]))
        theta = np.exp(given[1]) - alpha
        rising = (classes - 1) * np.log(alpha) + gammaln(classes + theta / alpha) - gammaln(1 + theta / alpha)
        whole = gammaln(theta + records) - gammaln(theta + 1)
        parts = sample.number @ (gammaln(sample.size - alpha) - gammaln(1 - alpha))
        return float(-(rising - whole + parts)) / records

    start = np.array([0.0, np.log(max(classes / 2, 1.0))])
    fitted = minimize(unlikely, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-13, "maxiter": 4000})
    alpha = 1 / (1 + np.exp(-fitted.x[0]))
    theta = np.exp(fitted.x[1]) - alpha
    found = float(np.exp(gammaln(theta + 1) - gammaln(theta + alpha) + alpha * np.log(sample.population)))
    usable = fitted.success and 1e-9 < alpha < 1 - 1e-9 and 0 <= found <= sample.population
    return found if usable else None


def slide_negative_binomial(sample: Sample) -> float | None:
    """Uniques of the population when class sizes are one more than a negative binomial (Chen and Keller-McNulty 1998).

    The number of classes of the population is Shlosser's; the two parameters make the expected number of classes of
    one and of two records that of the sample. None where no parameters do.
    """
    ones, twos = sample.of_size(1), sample.of_size(2)
    if not ones:
        return 0.0
    classes, part = _shlosser(sample), sample.fraction

    def missed(given: npt.NDArray[np.float64]) -> list[float]:
        shape, success = np.exp(given[0]), 1 / (1 + np.exp(-given[1]))
        d = (1 - success) * (1 - part)
        once = part * (success / (1 - d)) ** shape * (1 + shape * d / (1 - d))
        twice = part**2 * shape * (1 - success) * success**shape / (1 - d) ** (shape + 2) * (2 + (shape - 1) * d) / 2
        return [(classes * once - ones) / ones, (classes * twice - twos) / max(twos, 1)]

    fitted = least_squares(missed, np.array([0.0, 0.0]), max_nfev=2000, xtol=1e-14, ftol=1e-14, gtol=1e-14)
    if np.abs(fitted.fun).max() > 1e-6:
        return None
    return float(classes * (1 / (1 + np.exp(-fitted.x[1]))) ** np.exp(fitted.x[0]))


def dankar(sample: Sample) -> float:
    """The estimate to take: Pitman's for small samples, else the smaller of the other two (Dankar et al. 2012).

    Where the preferred model does not fit, that of Zayatz, which always does.
    """
    if not sample.of_size(1):
        return 0.0
    if sample.fraction <= SMALL_FRACTION:
        found = pitman(sample)
        return zayatz(sample) if found is None else found
    found = slide_negative_binomial(sample)
    return min(zayatz(sample), found) if found else zayatz(sample)


def _shlosser(sample: Sample) -> float:
    """Classes of the population by Shlosser's estimator, as modified by Haas and Stokes (1998)."""
    part, size, number = sample.fraction, sample.size.astype(np.float64), sample.number.astype(np.float64)
    squared = part * part
    unseen = (1 - part) ** size * number
    if not unseen.sum():
        return float(number.sum())
    a = (size * squared * (1 - squared) ** (size - 1) * number).sum()
    b = ((1 - part) ** size * ((1 + part) ** size - 1) * number).sum()
    c = unseen.sum() / (size * part * (1 - part) ** (size - 1) * number).sum()
    return float(number.sum() + sample.of_size(1) * (a / b) * c * c)
