"""The attributes of a person in a `research` release: what is told of each, from the finest label to nothing at all.

A ladder is climbed from the rung that the policy names; the search for the best generalisation may go further up.
Labels are such that a reader, and an attacker, can tell which raw values each stands for: ``56``, ``Bretagne``,
``1970-1974``, ``2019-H1``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.anonymise.generalise.hierarchy import TOP
from pipeline.core.categories import CATEGORIES
from pipeline.core.errors import PolicyError
from pipeline.core.nearest import suggestion
from pipeline.core.policy import ColumnRule, Policy, Rule, Treatment
from pipeline.locales.fr.geography import department_regions

OLD, FIRST = 90, 1850
"""Those born this many years before the reference year, or earlier, are told together (HIPAA, 45 CFR 164.514), as born
since ``FIRST``."""

NO_ACCOUNT, NO_FACT, SEVERAL = "no_account", "none", "several"

SENSITIVE = {"storage": NO_ACCOUNT, "health": NO_FACT}
"""Attributes that are not generalised with the others, and what says that there is no fact.

Groups, alike in all other attributes, are told with the true shares of one of these, or not at all."""

_KINDS = {
    "reproduction": ("pregnancy", "fertility"),
    "infection": ("hiv", "infection"),
    "care": ("treatment", "allergy"),
}
"""Kind of health facts -> categories of it; all others are ``illness``."""


@dataclass(frozen=True)
class Ladder:
    """One attribute: ``rungs`` maps what a policy says (transform, and its width) to the level where the climb starts.

    ``columns`` names the released column on each level, the last level excepted, which says nothing and is dropped.
    ``labels`` gives the labels of a value on all levels but the last.
    """

    attribute: str
    entity: str
    treatment: Treatment
    columns: tuple[str, ...]
    rungs: Mapping[str, int]
    labels: Callable[[str, int], tuple[str, ...]] = field(repr=False)

    @property
    def levels(self) -> int:
        """Number of levels, the one that says nothing included."""
        return len(self.columns) + 1

    def line(self, value: str, year: int) -> tuple[str, ...]:
        """All labels of a value; ``year`` is the one at which ages are taken."""
        return (*self.labels(value, year), TOP)

    def start(self, rule: Rule) -> int | None:
        """The level that a rule of the policy names; None where it asks for something else."""
        word = rule.to or ""
        if word == "date_band":
            word = f"date_band {rule.parameters.get('width', 'quarter')}"
        elif rule.parameters:
            return None
        return self.rungs.get(word) if rule.treatment == self.treatment else None


def _place(value: str, year: int) -> tuple[str, ...]:
    """A department and its region; the department again where its region has no name."""
    del year
    return value, department_regions().get(value, f"dép. {value}")


def _birth(value: str, year: int) -> tuple[str, ...]:
    """A year, five, ten and twenty years; one label for all who were ninety or older."""
    born, cut = int(value), (year - OLD) // 10 * 10
    if born < cut:
        return (f"{FIRST}-{cut - 1}",) * 4
    lows = [(born - (born - cut) % width, width) for width in (5, 10, 20)]
    return (value, *(f"{low}-{low + width - 1}" for low, width in lows))


def _sample(value: str, year: int) -> tuple[str, ...]:
    """A month, quarter, half-year, year and five years."""
    del year
    of, month = int(value[:4]), int(value[5:])
    five = of - of % 5
    return value, f"{of}-Q{(month + 2) // 3}", f"{of}-H{(month + 5) // 6}", str(of), f"{five}-{five + 4}"


def _plain(value: str, year: int) -> tuple[str, ...]:
    del year
    return (value,)


def _storage(value: str, year: int) -> tuple[str, ...]:
    """How a password was stored, then whether it could be read."""
    del year
    return value, value if value in (NO_ACCOUNT, "no_password", "clear") else "hashed"


def _health(value: str, year: int) -> tuple[str, ...]:
    """The health category, then its kind."""
    del year
    if value in (NO_FACT, SEVERAL):
        return value, value
    word = value.removeprefix("health.")
    return value, next((kind for kind, words in _KINDS.items() if word in words), "illness")


_GENERALISE, _KEEP = Treatment.GENERALISE, Treatment.KEEP

LADDERS: tuple[Ladder, ...] = (
    Ladder(
        "home",
        "address.postcode",
        _GENERALISE,
        ("department", "region"),
        {"": 0, "department": 0, "region": 1},
        _place,
    ),
    Ladder("sex", "person.sex", _KEEP, ("sex",), {"": 0, "sex": 0, "keep": 0}, _plain),
    Ladder(
        "birth",
        "person.birth_date",
        _GENERALISE,
        ("birth_year",) * 4,
        {"": 0, "year": 0, "date_band year": 0, "date_band 5 years": 1, "date_band 10 years": 2},
        _birth,
    ),
    Ladder(
        "prescriber",
        "prescriber.postcode",
        _GENERALISE,
        ("prescriber_department", "prescriber_region"),
        {"": 0, "department": 0, "region": 1},
        _place,
    ),
    Ladder("laboratory", "laboratory", _KEEP, ("laboratory",), {"": 0, "laboratory_label": 0, "keep": 0}, _plain),
    Ladder(
        "sample",
        "date.sample",
        _GENERALISE,
        ("last_sample",) * 5,
        {
            "": 0,
            "month": 0,
            "date_band quarter": 1,
            "date_band half": 2,
            "date_band year": 3,
            "year": 3,
            "date_band 5 years": 4,
        },
        _sample,
    ),
    Ladder(
        "storage",
        "credential.password",
        _GENERALISE,
        ("storage", "storage"),
        {"": 1, "password_storage": 0},
        _storage,
    ),
    Ladder(
        "institution",
        "credential.login",
        _GENERALISE,
        ("institution",),
        {"": 0, "institution_account": 0},
        _plain,
    ),
    Ladder(
        "health",
        "text.free",
        _GENERALISE,
        ("health", "health"),
        {"": 1, "health_words": 0},
        _health,
    ),
)
"""In the order of the released columns."""

BY_ATTRIBUTE = {ladder.attribute: ladder for ladder in LADDERS}
_BY_ENTITY = {ladder.entity: ladder for ladder in LADDERS}


def climbed(policy: Policy) -> dict[str, int]:
    """Attribute -> the level where its climb starts, of those that the policy does not suppress."""
    found = {}
    for ladder in LADDERS:
        rule = policy.treatments.get(ladder.entity)
        start = ladder.start(rule) if rule else None
        if start is not None:
            found[ladder.attribute] = start
    return found


def in_words(attribute: str, value: object, level: int) -> str:
    """The label of a transformed record's value where its climb starts, for a preview."""
    ladder = BY_ATTRIBUTE[attribute]
    if attribute == "institution":
        text = "yes" if value else "no"
    elif attribute == "health":
        bits = value if isinstance(value, int) else 0
        facts = [kind.id for place, kind in enumerate(CATEGORIES) if kind.sensitive and bits >> place & 1]
        text = facts[0] if len(facts) == 1 else SEVERAL if facts else NO_FACT
    else:
        text = str(value)
    year = int(text) if attribute == "birth" else 0
    return f"{ladder.columns[level]} {ladder.line(text, year)[level]}, or coarser"


def problems(policy: Policy) -> Iterator[PolicyError]:
    """Everything that a policy asks for and a `research` release cannot give."""
    for entity, rule in policy.treatments.items():
        if rule.treatment != Treatment.SUPPRESS:
            yield from _problem(f"treatments.{entity}", entity, rule)
    for name, column in policy.columns.items():
        yield from _own(name, column)
    yield from _unknown("generalisation.weights", policy.generalisation.weights)
    start = climbed(policy)
    if start.keys() >= SENSITIVE.keys():
        said = "treatments: password storage and health facts cannot both be told of a person"
        yield PolicyError(said, "suppress credential.password or text.free")
    if start.get("home") == 0 and "institution" in start:
        said = "treatments.credential.login: accounts of institutions are told by region at the finest"
        yield PolicyError(said, "suppress it, or take address.postcode: {treatment: generalise, to: region}")


def _problem(key: str, entity: str, rule: Rule) -> Iterator[PolicyError]:
    ladder = _BY_ENTITY.get(entity)
    if rule.treatment in (Treatment.PSEUDONYMISE, Treatment.SYNTHESISE):
        said = f"{key}: {rule.treatment} would let whoever holds the leak recognise each row"
        yield PolicyError(said, "suppress it, or take the newsroom tier")
    elif ladder is None:
        yield PolicyError(f"{key}: {rule.treatment} is not possible, a row has no such column", "suppress it")
    elif rule.treatment != ladder.treatment:
        yield PolicyError(f"{key}: {rule.treatment} is not what a research release does", str(ladder.treatment))
    elif ladder.start(rule) is None:
        known = ", ".join(word for word in ladder.rungs if word)
        yield PolicyError(f"{key}: there is no such level", f"to: one of {known} (a date_band by its width)")


def _own(name: str, column: ColumnRule) -> Iterator[PolicyError]:
    rule = column.rule
    if rule is not None and rule.treatment != Treatment.SUPPRESS:
        said = f"columns.{name}.treatment: a row tells attributes of a person, not single columns"
        yield PolicyError(said, "say what the column holds (entity), and how coarse under treatments")


def _unknown(key: str, names: Sequence[str] | Mapping[str, float]) -> Iterator[PolicyError]:
    for name in names:
        if name not in BY_ATTRIBUTE:
            hint = suggestion(name, BY_ATTRIBUTE, f"one of {', '.join(BY_ATTRIBUTE)}")
            yield PolicyError(f"{key}.{name}: is no attribute of a row", hint)
