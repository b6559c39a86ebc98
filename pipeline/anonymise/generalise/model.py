"""What a privacy model is: which classes may be released as they are."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
import numpy.typing as npt

from pipeline.anonymise.generalise.classes import Classes

Mask = npt.NDArray[np.bool_]


class Model(ABC):
    """One condition on equivalence classes; those that fail it are suppressed.

    The search cuts branches by `certain`. A model whose condition, once met by a class, is met by every union with
    other classes (k-anonymity) returns its condition there; one that generalisation can break again (t-closeness)
    returns what is necessary and of that kind, or nothing.
    """

    @abstractmethod
    def kept(self, classes: Classes) -> Mask:
        """For each class whether it may be released."""

    @abstractmethod
    def certain(self, classes: Classes) -> Mask:
        """For each class whether some part of it might be released at a finer level; False is for good."""

    def holds(self, classes: Classes, kept: Mask) -> bool:
        """Whether what is left once other classes are dropped still meets the model."""
        del classes, kept
        return True

    def described(self) -> str:
        """The model with its parameters, as in ``5-anonymity``."""
        return type(self).__name__


def everything(classes: Classes) -> Mask:
    """No class is ruled out."""
    return np.ones(classes.number, dtype=bool)
