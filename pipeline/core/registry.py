"""Finds the alternatives of one kind: every module of a folder is imported, nothing is listed by hand.

Adding a recogniser, transform, format, output, attack or measure is one new file in its folder.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType
from typing import TypeVar

T = TypeVar("T")


@cache
def modules(package: str) -> tuple[ModuleType, ...]:
    """Import every module of ``package`` (dotted name), in alphabetical order of module name."""
    parent = importlib.import_module(package)
    names = sorted(info.name for info in pkgutil.iter_modules(parent.__path__) if not info.name.startswith("_"))
    return tuple(importlib.import_module(f"{package}.{name}") for name in names)


def exported(package: str, attribute: str) -> tuple[object, ...]:
    """Collect ``attribute`` of every module of ``package`` that has it, in alphabetical order of module name."""
    return tuple(getattr(module, attribute) for module in modules(package) if hasattr(module, attribute))


def subclasses(package: str, base: type[T]) -> tuple[type[T], ...]:
    """Collect the classes derived from ``base`` that the modules of ``package`` define themselves."""
    return tuple(
        value
        for module in modules(package)
        for _, value in sorted(vars(module).items())
        if isinstance(value, type) and issubclass(value, base) and value.__module__ == module.__name__
    )
