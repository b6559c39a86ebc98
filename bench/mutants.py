"""Whether the tests of the gate and the auditor would notice: ``python -m bench.mutants [MODULE...]``.

Each operator, constant, condition and statement of a module is changed once, and the module's tests are run with the
change; a mutant that no test notices survives, and is printed. Each runs in a fork of a process that has imported the
libraries already. Mutants that cannot change anything are named in ``EQUIVALENT``, with the reason.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.abc
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[1]
TESTS = [
    "tests/assess/test_bounds.py",
    "tests/assess/test_exact.py",
    "tests/assess/test_measures.py",
    "tests/assess/test_together.py",
]
MODULES = ("bounds", "exact", "gate", "together", "measures.recoverable_cells")
LIBRARIES = (
    *("highspy", "hypothesis", "numpy", "polars", "pyarrow.parquet", "pydantic", "pytest", "scipy.sparse", "yaml"),
    *("pipeline.core.policy_file", "pipeline.core.categories", "pipeline.locales.fr.geography", "pipeline.core.work"),
)
"""What the tests import besides the modules under test."""
LONGEST = 60
"""Seconds after which a mutant that hangs counts as noticed."""

SWAPPED: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
EQUIVALENT: dict[tuple[str, str], str] = {
    ("gate", "f\"{'much' if value > limit else 'little'})\"  [Gt to GtE]"): "a figure at its limit does not fail",
}
"""(module, mutant) -> why nothing can notice it."""


@dataclass(frozen=True)
class Mutant:
    """One change: the module's short name, the line, what was changed, the changed module."""

    module: str
    line: int
    said: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """How it is called: the changed line's content, which outlives a move of the line."""
        return self.said


def mutants(module: str) -> Iterator[Mutant]:
    """Every mutant of a module, one change each; annotations, imports and docstrings are left alone."""
    source = _path(module).read_text(encoding="utf-8")
    lines, whole = source.splitlines(), ast.parse(source)
    sites = [(path, node) for path, node in _walk(whole, ())]
    for path, node in sites:
        for number, (said, changed) in enumerate(_changes(node)):
            tree = copy.deepcopy(whole)
            _replace(tree, path, changed)
            line = getattr(node, "lineno", 0)
            yield Mutant(module, line, f"{lines[line - 1].strip()}  [{said}{'' if not number else f' {number}'}]", tree)


Path_ = tuple[tuple[str, int | None], ...]


def _walk(node: ast.AST, path: Path_) -> Iterator[tuple[Path_, ast.AST]]:
    if path:
        yield path, node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        if isinstance(value, list):
            for place, item in enumerate(value):
                if isinstance(item, ast.AST) and not _left_alone(item):
                    yield from _walk(item, (*path, (name, place)))
        elif isinstance(value, ast.AST):
            yield from _walk(value, (*path, (name, None)))


def _left_alone(node: ast.AST) -> bool:
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return docstring or isinstance(node, (ast.Import, ast.ImportFrom))


def _changes(node: ast.AST) -> list[tuple[str, ast.AST]]:
    if isinstance(node, ast.Compare):
        return [
            (f"{type(op).__name__} to {new.__name__}", _with(node, ops=[*node.ops[:at], new(), *node.ops[at + 1 :]]))
            for at, op in enumerate(node.ops)
            for new in SWAPPED.get(type(op), ())
        ]
    if isinstance(node, (ast.BinOp, ast.AugAssign, ast.BoolOp)):
        kinds = SWAPPED.get(type(node.op), ())
        return [(f"{type(node.op).__name__} to {new.__name__}", _with(node, op=new())) for new in kinds]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return [("not dropped", node.operand)]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return [("sign dropped", node.operand)]
    if isinstance(node, ast.Constant):
        return [(said, _with(node, value=value)) for said, value in _constants(node.value)]
    if isinstance(node, ast.Name) and node.id in NAMES and isinstance(node.ctx, ast.Load):
        return [(f"{node.id} to {NAMES[node.id]}", _with(node, id=NAMES[node.id]))]
    if isinstance(node, (ast.Expr, ast.AugAssign, ast.Continue)):
        return [("statement dropped", ast.copy_location(ast.Pass(), node))]
    if isinstance(node, ast.IfExp):
        return [("always the first", node.body), ("always the second", node.orelse)]
    return []


def _constants(value: object) -> list[tuple[str, object]]:
    if isinstance(value, bool):
        return [("the other truth", not value)]
    if isinstance(value, (int, float)):
        return [("one more", value + 1)]
    return []


def _with(node: ast.AST, **fields: object) -> ast.AST:
    changed = copy.deepcopy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def _replace(tree: ast.AST, path: Path_, new: ast.AST) -> None:
    node = tree
    for name, place in path[:-1]:
        node = getattr(node, name) if place is None else getattr(node, name)[place]
    name, place = path[-1]
    if place is None:
        setattr(node, name, new)
    else:
        getattr(node, name)[place] = new


def _path(module: str) -> Path:
    return ROOT / "pipeline" / "assess" / f"{module.replace('.', '/')}.py"


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module with its change."""

    def __init__(self, mutant: Mutant) -> None:
        self._name = f"pipeline.assess.{mutant.module}"
        self._code = compile(ast.fix_missing_locations(mutant.tree), str(_path(mutant.module)), "exec")

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find the one module."""
        del path, target
        return importlib.util.spec_from_loader(fullname, self) if fullname == self._name else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed code."""
        exec(self._code, module.__dict__)


def noticed(mutant: Mutant | None) -> bool:
    """Whether the tests fail with the change (``None``: without any)."""
    child = os.fork()
    if child:
        return _ended_badly(child)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    signal.alarm(LONGEST)
    code = 1
    try:
        if mutant is not None:
            sys.meta_path.insert(0, _Changed(mutant))
        pytest = importlib.import_module("pytest")
        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "addopts=", "--hypothesis-seed=0"]
        code = int(pytest.main([*options, *(test for test in TESTS if (ROOT / test).exists())]))
    finally:
        os._exit(code)


def _ended_badly(child: int) -> bool:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0


def main() -> None:
    """Print what survives."""
    parser = argparse.ArgumentParser(prog="python -m bench.mutants", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("modules", nargs="*", default=list(MODULES))
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    for library in (
        "highspy",
        "hypothesis",
        "numpy",
        "polars",
        "pyarrow.parquet",
        "pydantic",
        "pytest",
        "scipy.sparse",
    ):
        importlib.import_module(library)
    os.chdir(ROOT)
    if noticed(None):
        raise SystemExit("bench: the tests fail without any change")
    found = [mutant for module in asked.modules for mutant in mutants(module)]
    since = time.perf_counter()
    shares = [found[start :: asked.processes] for start in range(asked.processes)]
    survivors = _survivors(shares)
    named = [m for m in survivors if (m.module, m.name) in EQUIVALENT]
    for mutant in survivors:
        why = EQUIVALENT.get((mutant.module, mutant.name), "SURVIVES")
        print(f"{mutant.module}:{mutant.line}: {mutant.said}: {why}")
    killed = len(found) - len(survivors)
    print(f"{len(found)} mutants, {killed} noticed, {len(named)} that change nothing,", end=" ")
    print(f"{len(survivors) - len(named)} survive; {time.perf_counter() - since:.0f} s")
    raise SystemExit(len(survivors) > len(named))


def _survivors(shares: list[list[Mutant]]) -> list[Mutant]:
    """The mutants that no test notices; each share is run by a process of its own."""
    readers = []
    for share in shares:
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.close(reader)
            left = [str(place) for place, mutant in enumerate(share) if not noticed(mutant)]
            os.write(writer, " ".join(left).encode())
            os._exit(0)
        os.close(writer)
        readers.append(reader)
    found = []
    for reader, share in zip(readers, shares, strict=True):
        with os.fdopen(reader) as file:
            found += [share[int(place)] for place in file.read().split()]
        os.wait()
    return sorted(found, key=lambda mutant: (mutant.module, mutant.line))


if __name__ == "__main__":
    main()
