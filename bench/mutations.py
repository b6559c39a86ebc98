"""What is changed of a module to see whether its tests notice: one operator, constant, condition or statement."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]

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
    source = path_of(module).read_text(encoding="utf-8")
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
    belt = isinstance(node, ast.keyword) and node.arg == "strict"  # of zip: refuses what no input can bring about
    return docstring or belt or isinstance(node, (ast.Import, ast.ImportFrom))


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


def path_of(module: str) -> Path:
    """The file of a module."""
    return ROOT / f"{qualified(module).replace('.', '/')}.py"


def qualified(module: str) -> str:
    """The whole name of a module: of `pipeline.assess` where it names no other room.

    >>> qualified("attacks.differencing"), qualified("anonymise.standing")
    ('pipeline.assess.attacks.differencing', 'pipeline.anonymise.standing')
    """
    return f"pipeline.{module}" if module.startswith("anonymise.") else f"pipeline.assess.{module}"
