"""The search's oracle: every node of the lattice, record by record, in plain Python. Shares no code with the search."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import product

Row = tuple[str, ...]
Lines = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Problem:
    """Rows of quasi-identifiers, a sensitive value each, one hierarchy a column, the conditions, the limit."""

    rows: list[Row]
    secrets: list[str]
    hierarchies: list[Lines]
    limit: float
    conditions: list[tuple] = field(default_factory=list)
    population: list[Row] = field(default_factory=list)


def nodes(problem: Problem) -> list[tuple[int, ...]]:
    """All of them."""
    return list(product(*(range(len(next(iter(lines.values())))) for lines in problem.hierarchies)))


def label(problem: Problem, row: Row, node: tuple[int, ...]) -> Row:
    """A row at a node."""
    return tuple(lines[value][level] for lines, value, level in zip(problem.hierarchies, row, node, strict=True))


def classes(problem: Problem, node: tuple[int, ...]) -> dict[Row, list[int]]:
    """Class -> numbers of its rows."""
    found = defaultdict(list)
    for number, row in enumerate(problem.rows):
        found[label(problem, row, node)].append(number)
    return found


def kept(problem: Problem, node: tuple[int, ...]) -> set[int] | None:
    """Numbers of the rows that may be released at a node; None where the node may not be taken."""
    people = Counter(label(problem, row, node) for row in problem.population)
    left = set()
    groups = classes(problem, node)
    for key, numbers in groups.items():
        if all(
            _holds(problem, condition, numbers, range(len(problem.rows)), people[key])
            for condition in problem.conditions
        ):
            left.update(numbers)
    if len(problem.rows) - len(left) > math.floor(problem.limit * len(problem.rows) + 1e-9):
        return None
    for numbers in groups.values():
        if set(numbers) <= left and not all(
            _holds(problem, condition, numbers, left, 0) for condition in problem.conditions if condition[0] == "t"
        ):
            return None
    return left


def _holds(problem: Problem, condition: tuple, numbers: list[int], whole, people: int) -> bool:
    kind, *given = condition
    counts = Counter(problem.secrets[i] for i in numbers)
    if kind == "k":
        return len(numbers) >= given[0]
    if kind == "k-map":
        return people >= given[0]
    if kind == "presence":
        return given[0] - 1e-12 <= len(numbers) / max(people, 1) <= given[1] + 1e-12
    if kind == "distinct":
        return len(counts) >= given[0]
    if kind == "entropy":
        shares = [count / len(numbers) for count in counts.values()]
        return -sum(p * math.log(p) for p in shares) >= math.log(given[0]) - 1e-9
    if kind == "recursive":
        ordered = sorted(counts.values(), reverse=True)
        return ordered[0] < given[0] * sum(ordered[given[1] - 1 :]) - 1e-9
    return distance(problem, given[1], counts, Counter(problem.secrets[i] for i in whole)) <= given[0] + 1e-9


def distance(problem: Problem, kind, counts: Counter, whole: Counter) -> float:
    """Earth mover's distance of two counts of values: ``equal``, ``ordered`` or, with lines, hierarchical."""
    domain = sorted(set(problem.secrets))
    away = {v: counts[v] / counts.total() - whole[v] / max(whole.total(), 1) for v in domain}
    if kind == "equal":
        return sum(abs(amount) for amount in away.values()) / 2
    if kind == "ordered":
        return sum(abs(sum(away[v] for v in domain[: i + 1])) for i in range(len(domain))) / max(len(domain) - 1, 1)
    return _transport(away, kind)


def _transport(away: dict[str, float], lines: Lines) -> float:
    """Greedy transport on a tree: settle what is nearest first, which is optimal there."""
    height = len(next(iter(lines.values()))) - 1
    left, cost = dict(away), 0.0
    for level in range(1, height + 1):
        for a in left:
            for b in left:
                if lines[a][level] == lines[b][level] and left[a] > 0 > left[b]:
                    amount = min(left[a], -left[b])
                    left[a] -= amount
                    left[b] += amount
                    cost += amount * level / height
    return cost


def value(problem: Problem, node: tuple[int, ...], utility: str, left: set[int], weights: list[float]) -> float:
    """A utility at a node, by its definition."""
    rows, groups = problem.rows, classes(problem, node)
    if utility == "loss":
        total = 0.0
        for a, lines in enumerate(problem.hierarchies):
            for number, row in enumerate(rows):
                size = sum(other[node[a]] == lines[row[a]][node[a]] for other in lines.values())
                lost = (size - 1) / max(len(lines) - 1, 1) if number in left else 1.0
                total += weights[a] * lost / len(rows)
        return total / sum(weights)
    if utility == "entropy":
        return sum(_entropy(problem, a, node[a], left) * w for a, w in enumerate(weights)) * len(weights) / sum(weights)
    sizes = [(len(numbers), set(numbers) <= left) for numbers in groups.values()]
    if utility == "discernibility":
        return float(sum(n * n if keep else n * len(rows) for n, keep in sizes))
    if utility == "discernibility-star":
        return float(sum(n * n for n, _ in sizes))
    if utility == "class-size":
        return len(rows) / (sum(keep for _, keep in sizes) + (len(left) < len(rows)))
    total = 0.0
    for number, row in enumerate(rows):
        ways = 1.0
        for a, lines in enumerate(problem.hierarchies):
            alike = sum(other[node[a]] == lines[row[a]][node[a]] for other in lines.values())
            ways *= alike if number in left else len(lines)
        total += ways
    return total


def _entropy(problem: Problem, a: int, level: int, left: set[int]) -> float:
    lines = problem.hierarchies[a]
    values = Counter(row[a] for row in problem.rows)
    labels = Counter(lines[row[a]][level] for row in problem.rows)
    bits = -sum(math.log2(values[row[a]] / labels[lines[row[a]][level]]) for row in problem.rows)
    gone = Counter(lines[row[a]][level] for number, row in enumerate(problem.rows) if number not in left)
    return bits - sum(count * math.log2(count / gone.total()) for count in gone.values())
