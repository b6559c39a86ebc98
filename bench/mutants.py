"""Whether the tests of the gate and the auditor would notice: ``python -m bench.mutants [MODULE...]``.

Each operator, constant, condition and statement of a module is changed once (`bench.mutations`), and the tests that
are about the module are run with the change; a mutant that no test notices survives, and is printed. Each runs in a
fork of a process that has imported the libraries already, until the first failure; laws are tried on few examples,
always the same, and not simplified. Mutants that nothing can notice are named in `bench.mutants_named`, with the why.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.abc
import importlib.util
import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from bench.mutants_named import EQUIVALENT
from bench.mutations import ROOT, Mutant, mutants, path_of, qualified

MEASURES, BOUNDS = "assess/test_measures.py", "assess/test_bounds.py"
EQUATIONS, PROGRAMMES = "assess/test_equations.py", "assess/test_programmes.py"
FIGURES, VERDICT = "assess/test_figures.py", "assess/test_verdict.py"
TOGETHER, NUMBERS = "assess/test_together.py", "assess/test_protected_numbers.py"
TESTS: dict[str, tuple[str, ...]] = {
    "gate": (VERDICT, MEASURES),
    "verdict": (VERDICT, MEASURES),
    "written": ("assess/test_written.py", NUMBERS, MEASURES, BOUNDS, TOGETHER),
    "bounds": (
        EQUATIONS,
        "assess/test_moved_numbers.py",
        "assess/test_propagation.py",
        "assess/test_absent.py",
        PROGRAMMES,
        BOUNDS,
        MEASURES,
    ),
    "exact": (PROGRAMMES, BOUNDS),
    "together": (TOGETHER,),
    "beside": ("assess/test_learnt_from_rows.py", "assess/test_beside.py"),
    "attacks.differencing": ("assess/test_differencing.py", TOGETHER),
    "attacks.complementary_recovery": ("assess/test_complementary_recovery.py",),
    "presence": ("assess/test_presence.py",),
    "shadow": ("assess/test_presence.py",),
    "anonymise.standing": ("anonymise/test_standing.py",),
    "generalised": ("assess/test_generalised.py",),
    "judged": ("assess/test_judged.py", "assess/models"),
    "interval": ("assess/test_intervals.py",),
    "measures.consistent_counts": (FIGURES, MEASURES),
    "measures.free_values": (FIGURES, MEASURES, "assess/test_vocabularies.py"),
    "measures.protected_numbers": ("assess/test_accounts.py", NUMBERS),
    "measures.recoverable_cells": ("assess/test_recoverable_cells.py", MEASURES, BOUNDS, TOGETHER),
    "measures.revealing_categories": (FIGURES, MEASURES),
    "measures.smallest_cell": (FIGURES, MEASURES),
}
"""Module -> the tests that are about it, those that find most first."""
LIBRARIES = (
    *("duckdb", "highspy", "hypothesis", "numpy", "polars", "pyarrow.csv", "pyarrow.parquet", "pydantic", "pytest"),
    *("scipy.sparse", "scipy.stats", "yaml", "pipeline.core.policy_file", "pipeline.core.categories"),
    *("pipeline.core.work", "pipeline.core.database", "pipeline.locales.fr.geography", "tests.conftest"),
    *("pandas", "pyarrow.dataset"),  # pyarrow and duckdb import them when they are first asked for something
)
"""What the tests import besides the modules under test."""
LONGEST = 30
"""Seconds of a processor after which a mutant that hangs counts as noticed."""
LARGEST = 8 << 30
"""Bytes of memory after which one that grows does."""
EXAMPLES = 25
"""Examples of each law."""


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module with its change."""

    def __init__(self, mutant: Mutant) -> None:
        self._name = qualified(mutant.module)
        self._code = compile(ast.fix_missing_locations(mutant.tree), str(path_of(mutant.module)), "exec")

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find the one module."""
        del path, target
        return importlib.util.spec_from_loader(fullname, self) if fullname == self._name else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed code."""
        exec(self._code, module.__dict__)


class _Few:
    """Tries the laws of Hypothesis on few examples, always the same ones; a failure is enough."""

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Set every law."""
        hypothesis = importlib.import_module("hypothesis")
        generate = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
        for item in items:
            kept = getattr(item.obj, "_hypothesis_internal_use_settings", None)
            if kept is not None or getattr(item.obj, "is_hypothesis_test", False):
                few = min(EXAMPLES, (kept or hypothesis.settings.default).max_examples)
                item.obj._hypothesis_internal_use_settings = hypothesis.settings(
                    kept, max_examples=few, derandomize=True, database=None, phases=generate, deadline=None
                )


def noticed(module: str, mutant: Mutant | None) -> bool:
    """Whether the module's tests fail with the change (``None``: without any)."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
    code = 1
    try:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        signal.alarm(10 * LONGEST)
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
        resource.setrlimit(resource.RLIMIT_DATA, (LARGEST, LARGEST))
        if mutant is not None:
            sys.meta_path.insert(0, _Changed(mutant))
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # of those that happen to be installed: half of the time
        pytest = importlib.import_module("pytest")
        options = ["-x", "-q", "--no-header", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts="]
        code = int(pytest.main([*options, *(f"tests/{test}" for test in TESTS[module])], plugins=[_Few()]))
    finally:
        os._exit(code)


def main() -> None:
    """Print what survives."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutants", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(TESTS))
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    if unknown := [name for name in asked.modules if name not in TESTS]:
        parser.error(f"no tests are named for {', '.join(unknown)}")
    for library in LIBRARIES:
        importlib.import_module(library)
    os.chdir(ROOT)
    left = [_report(module, asked.processes) for module in asked.modules or TESTS]
    raise SystemExit(any(left))


def _report(module: str, processes: int) -> int:
    """Run one module's mutants, print what survives; how many do that are not named."""
    if noticed(module, None):
        raise SystemExit(f"bench: the tests of {module} fail without any change")
    since, found = time.perf_counter(), list(mutants(module))
    survivors = _survivors([found[start::processes] for start in range(processes)])
    reasons = EQUIVALENT.get(module, {})
    for mutant in survivors:
        print(f"{module}:{mutant.line}: {mutant.name}: {reasons.get(mutant.name, 'SURVIVES')}")
    stale = sorted(reasons.keys() - {mutant.name for mutant in survivors})
    for name in stale:
        print(f"{module}: {name}: is named, and noticed or gone")
    unnamed = sum(mutant.name not in reasons for mutant in survivors)
    print(
        f"{module}: {len(found)} mutants, {len(found) - len(survivors)} noticed, {len(survivors) - unnamed} that"
        f" nothing can notice, {unnamed} survive; {time.perf_counter() - since:.0f} s",
        flush=True,
    )
    return unnamed + len(stale)


def _survivors(shares: list[list[Mutant]]) -> list[Mutant]:
    """The mutants that no test notices; each share is run by a process of its own."""
    readers = []
    for share in shares:
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.close(reader)
            left = [str(place) for place, mutant in enumerate(share) if not noticed(mutant.module, mutant)]
            os.write(writer, " ".join(left).encode())
            os._exit(0)
        os.close(writer)
        readers.append(reader)
    found = []
    for reader, share in zip(readers, shares, strict=True):
        with os.fdopen(reader) as file:
            found += [share[int(place)] for place in file.read().split()]
        os.wait()
    return sorted(found, key=lambda mutant: mutant.line)


if __name__ == "__main__":
    main()
