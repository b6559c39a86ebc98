"""Every message of the source, read off its syntax: what an error, a hint, a word on the terminal can say.

An f-string becomes its template: ``f"{name}: is damaged"`` is ``{0}: is damaged``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pipeline

ROOT = Path(pipeline.__file__).parent
ERRORS = ("EstompeError", "UsageError", "PolicyError", "InputError", "GateError")
VOICES = ("say", "tell", "complain", "print_table", "said", "confirm")
TOLD_BY = {
    "publish/signature.py": ("problems",),
    "publish/integrity.py": ("",),
    "publish/described.py": ("told_otherwise",),
    "publish/tables.py": ("misdescribed",),
    "tiers/newsroom.py": ("claims",),
    "tiers/public.py": ("claims", "_judged"),
    "tiers/research.py": ("claims",),
    "assess/gate.py": ("over", "complaints"),
    "assess/verdict.py": ("refusal",),
    "verify.py": ("standing",),
    "tables/demands.py": ("broken", "_absent"),
    "ingest/examine.py": ("_advice",),
    "ingest/unread.py": ("refusal", "known_as"),
    "ingest/open.py": ("",),
    "detect/draft.py": ("_entry",),
    "detect/decision.py": ("_why", "_share", "_empty"),
    "detect/roles/names.py": ("",),
    "detect/roles/organisations.py": ("",),
    "detect/roles/places.py": ("",),
    "core/policy_file.py": ("_said", "_suggestion"),
    "core/nearest.py": ("suggestion",),
    "terminal/exits.py": ("explain",),
    "terminal/before_after.py": ("_before",),
    "transform/samples.py": ("",),
    "transform/plan.py": ("_wrong",),
    "detect/stage.py": ("strangers", "absent", "_rule"),
}
"""Functions that make messages and hand them on: all their texts count; ``""`` stands for the whole module."""
CLOSED = {
    "ingest/quarantine.py": ("REASONS",),
    "ingest/refusals.py": ("REFUSALS", "HINTS"),
    "ingest/notes.py": ("NOTES",),
    "ingest/examine.py": ("MEND", "LETTERS"),
    "ingest/unread.py": ("MAGIC", "BINARY"),
    "core/notices.py": ("NOTICES",),
    "anonymise/utility.py": ("WHY",),
    "terminal/screen.py": ("WORDS",),
    "terminal/figures.py": ("VERDICTS", "TOLD"),
}
"""Closed lists whose values are messages."""
_WORD = re.compile(r"[a-z]{2}")


@dataclass(frozen=True)
class Spoken:
    """One message: its template, and where it stands."""

    template: str
    place: str


@cache
def spoken() -> tuple[Spoken, ...]:
    """Every message of the source, each template once for each place."""
    return tuple(one for path in sorted(ROOT.rglob("*.py")) for one in _module(path))


def _module(path: Path) -> Iterator[Spoken]:
    name = path.relative_to(ROOT).as_posix()
    tree = ast.parse(path.read_text("utf-8"))
    names = {
        target.id: node.value
        for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target]) if isinstance(target, ast.Name)
    }  # fmt: skip
    seen: set[int] = set()
    for constant in CLOSED.get(name, ()):
        for node in _values(names[constant]):
            seen.add(id(node))
            yield Spoken(node.value, f"{name}:{node.lineno}")
    for function in [*(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)), tree]:
        local = names | _assigned(function) if isinstance(function, ast.FunctionDef) else names
        whole = TOLD_BY.get(name, ())
        if function is tree if "" in whole else isinstance(function, ast.FunctionDef) and function.name in whole:
            for statement in function.body:
                yield from _texts(statement, {}, name, seen)
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and _is_voice(node, name):
                for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
                    yield from _texts(argument, local, name, seen)


def _values(node: ast.AST) -> Iterator[ast.Constant]:
    """The texts that a closed list maps to (of a pair, the last)."""
    for value in node.values if isinstance(node, ast.Dict) else [node]:
        last = value.elts[-1] if isinstance(value, ast.Tuple) else value
        assert isinstance(last, ast.Constant)
        yield last


def _assigned(function: ast.FunctionDef) -> dict[str, ast.AST]:
    found: dict[str, ast.AST] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found[target.id] = ast.List([found[target.id], node.value]) if target.id in found else node.value
    return found


def _is_voice(call: ast.Call, module: str) -> bool:
    called = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    terminal = module.startswith(("commands/", "terminal/"))
    policy = called == "ValueError" and module == "core/policy.py"
    return called in ERRORS or policy or called == "Hint" or (terminal and called in VOICES)


def _texts(node: ast.AST, names: dict[str, ast.AST], module: str, seen: set[int]) -> Iterator[Spoken]:
    """Every text in an expression, also behind a name that stands for it; documentation is none."""
    if id(node) in seen or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        return
    seen.add(id(node))
    place = f"{module}:{getattr(node, 'lineno', 0)}"
    inner = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.JoinedStr):
        template = _template(node)
        if _reads(re.sub(r"\{\d+\}", "", template)):
            yield Spoken(template, place)
        inner = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _reads(node.value.strip()):
        yield Spoken(_plain(node.value), place)
    elif isinstance(node, ast.Name) and node.id in names:
        inner, names = [names[node.id]], {}
    elif isinstance(node, ast.Subscript):
        inner, names = [node.value], {}
    for child in inner:
        yield from _texts(child, names, module, seen)


def _reads(text: str) -> bool:
    """Whether a text reads like words of ours, and not like a key, a flag or a name."""
    return bool(_WORD.search(text)) and " " in text


def _template(node: ast.JoinedStr) -> str:
    text, number = "", 0
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            text += f"{{{number}}}"
            number += 1
        elif isinstance(part, ast.Constant):
            text += str(part.value).replace("{", "{{").replace("}", "}}")
    return text


def _plain(text: str) -> str:
    """A text as a template: ``{}`` is a place that `str.format` fills, any other brace is one."""
    return text.replace("{", "{{").replace("}", "}}").replace("{{}}", "{0}")
