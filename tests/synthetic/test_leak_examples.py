"""The examples in the generator's docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import synthetic

MODULES = [info.name for info in pkgutil.walk_packages(synthetic.__path__, "synthetic.") if "__main__" not in info.name]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    assert sum(doctest.testmod(importlib.import_module(name)).attempted for name in MODULES) >= 6
