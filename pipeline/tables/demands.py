"""What a released table must meet: models for the search, and the same asked of the judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.anonymise.generalise.hierarchy import Hierarchy
from pipeline.anonymise.generalise.model import Model
from pipeline.anonymise.generalise.models.delta_presence import DeltaPresence
from pipeline.anonymise.generalise.models.k_anonymity import KAnonymity
from pipeline.anonymise.generalise.models.k_map import KMap
from pipeline.anonymise.generalise.models.l_diversity import DistinctDiversity, EntropyDiversity, RecursiveDiversity
from pipeline.anonymise.generalise.models.t_closeness import EqualCloseness, HierarchicalCloseness, OrderedCloseness
from pipeline.assess.judged import Judged
from pipeline.assess.models import k as judge_k
from pipeline.assess.models import l as judge_l
from pipeline.assess.models import t as judge_t
from pipeline.core.errors import UsageError

DIVERSITIES = ("distinct", "entropy", "recursive")
DISTANCES = ("equal", "ordered", "hierarchical")
SLACK = 1e-9


@dataclass(frozen=True)
class Demands:
    """Parameters of the privacy models; None where one is not asked for.

    ``diversity`` is one of `DIVERSITIES` (``c`` is for the recursive one), ``distance`` one of `DISTANCES`;
    ``presence`` are the two bounds of delta-presence.
    """

    k: int
    l: float | None = None  # noqa: E741
    diversity: str = "distinct"
    c: float = 3.0
    t: float | None = None
    distance: str = "equal"
    k_map: int | None = None
    presence: tuple[float, float] | None = None

    def check(self, sensitive: Sequence[str], population: bool) -> None:
        """Refuse demands that mean nothing.

        Raises
        ------
        UsageError
            As said, with the flag that mends it.
        """
        if self.diversity not in DIVERSITIES:
            raise UsageError(f"--l-kind {self.diversity}: is no kind of diversity", f"one of {', '.join(DIVERSITIES)}")
        if self.distance not in DISTANCES:
            raise UsageError(f"--t-kind {self.distance}: is no distance", f"one of {', '.join(DISTANCES)}")
        if not sensitive and (self.l is not None or self.t is not None):
            flag = "--l" if self.l is not None else "--t"
            raise UsageError(f"{flag}: needs a sensitive column", "name it with --sensitive")
        if self.l is not None and (self.l < 1 or (self.diversity != "entropy" and self.l != int(self.l))):
            raise UsageError("--l: takes a whole number from 1 on (with --l-kind entropy any number from 1 on)")
        if self.t is not None and not 0 <= self.t <= 1:
            raise UsageError("--t: takes a number from 0 to 1")
        if self.c <= 0:
            raise UsageError("--c: takes a number above 0")
        if self.presence is not None and not 0 <= self.presence[0] <= self.presence[1] <= 1:
            raise UsageError("--delta-presence: takes two numbers from 0 to 1, as 0.1,0.8")
        if not population and (self.k_map is not None or self.presence is not None):
            flag = "--k-map" if self.k_map is not None else "--delta-presence"
            raise UsageError(f"{flag}: needs the population", "name a table of it with --population")

    def models(self, sensitive: Sequence[str], hierarchies: Mapping[str, Hierarchy]) -> list[Model]:
        """The models of the search; ``hierarchies`` are those of sensitive columns."""
        found: list[Model] = [KAnonymity(self.k)]
        for name in sensitive:
            if self.l is not None:
                found.append(self._diversity(name, self.l))
            if self.t is not None:
                found.append(self._closeness(name, self.t, hierarchies))
        if self.k_map is not None:
            found.append(KMap(self.k_map))
        if self.presence is not None:
            found.append(DeltaPresence(*self.presence))
        return found

    def _diversity(self, name: str, l: float) -> Model:  # noqa: E741
        if self.diversity == "entropy":
            return EntropyDiversity(name, l)
        return (
            RecursiveDiversity(name, self.c, int(l))
            if self.diversity == "recursive"
            else DistinctDiversity(name, int(l))
        )

    def _closeness(self, name: str, t: float, hierarchies: Mapping[str, Hierarchy]) -> Model:
        if self.distance == "hierarchical":
            if name not in hierarchies:
                raise UsageError(
                    f"--t-kind hierarchical: the column {name} has no hierarchy", "add one to --hierarchies"
                )
            return HierarchicalCloseness(name, t, hierarchies[name])
        return OrderedCloseness(name, t) if self.distance == "ordered" else EqualCloseness(name, t)

    def closeness(self, table: Judged, hierarchies: Mapping[str, Hierarchy]) -> float | None:
        """The largest distance of a class from the table, as the judge finds it, by the distance that was asked for."""
        if not table.sensitive or not len(table.sizes):
            return None
        if self.distance == "ordered":
            return max(judge_t.ordered(table.pairs(name)) for name in table.sensitive)
        if self.distance == "hierarchical" and all(name in hierarchies for name in table.sensitive):
            return max(judge_t.hierarchical(table.pairs(name), hierarchies[name].lines()) for name in table.sensitive)
        return judge_t.EqualT().evaluate(table)

    def broken(self, table: Judged, hierarchies: Mapping[str, Hierarchy]) -> list[str]:
        """Which demands a released table breaks, in the judge's eyes: names of models, no value."""
        found = []
        smallest = judge_k.K().evaluate(table)
        if smallest is None or smallest < self.k:
            found.append("k-anonymity")
        if self.l is not None and not all(self._diverse(table, name, self.l) for name in table.sensitive):
            found.append("l-diversity")
        farthest = self.closeness(table, hierarchies)
        if self.t is not None and (farthest is None or farthest > self.t + SLACK):
            found.append("t-closeness")
        return found + (self._absent(table) if self.k_map is not None or self.presence is not None else [])

    def _diverse(self, table: Judged, name: str, l: float) -> bool:  # noqa: E741
        pairs = table.pairs(name)
        if self.diversity == "entropy":
            return bool(judge_l.lowest_entropy(pairs) >= l - SLACK)
        if self.diversity == "recursive":
            return judge_l.recursive_c(pairs, int(l)) < self.c
        return judge_l.fewest(pairs) >= l

    def _absent(self, table: Judged) -> list[str]:
        """The demands on the population that are broken."""
        records, persons = table.population_sizes()
        shares = records / persons.clip(1)
        found = []
        if self.k_map is not None and (persons < self.k_map).any():
            found.append("k-map")
        if self.presence is not None:
            low, high = self.presence
            if (shares < low - SLACK).any() or (shares > high + SLACK).any():
                found.append("delta-presence")
        return found


def bounds(text: str | None) -> tuple[float, float] | None:
    """The two bounds in ``low,high``.

    Raises
    ------
    UsageError
        For anything else.
    """
    if text is None:
        return None
    try:
        low, high = map(float, text.split(","))
    except ValueError:
        raise UsageError("--delta-presence: takes two numbers from 0 to 1, as 0.1,0.8") from None
    return low, high
