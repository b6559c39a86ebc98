"""The policy: what a person may write, and what they are told when it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.core.errors import PolicyError
from pipeline.core.policy import Policy
from pipeline.core.policy_file import load

CANARY = "CANARI4711"
WRONG = {
    # a policy: words that the message and the hint must have between them
    f"theresholds: {{persons: {CANARY}}}": ("theresholds", "did you mean thresholds?"),
    "thresholds: {person: 12}": ("thresholds.person", "did you mean persons?"),
    "thresholds: {persons: 1}": ("thresholds.persons", "greater than or equal to 2"),
    f"thresholds: {{persons: {CANARY}}}": ("thresholds.persons", "integer"),
    "thresholds: {persons: 12.5}": ("thresholds.persons", "integer"),
    "thresholds: {sensitive_share: 1.2}": ("thresholds.sensitive_share", "less than or equal to 1"),
    "thresholds: {width: 0}": ("thresholds.width",),
    f"tier: {CANARY}": ("tier", "'public'"),
    f"treatments: {{person.sex: {CANARY}}}": ("treatments.person.sex", "'keep'"),
    f"columns: {{nom: {{entitty: {CANARY}}}}}": ("columns.nom.entitty", "did you mean entity?"),
    f"laboratories: {{named: {{a: {CANARY}}}}}": ("laboratories.named",),
    f"cubes: [{{name: '{CANARY}', dimensions: [region]}}]": ("cubes.0.name",),
    "cubes: [{name: x, dimensions: []}]": ("cubes.0.dimensions",),
    "cubes: [{name: x, dimensions: [region, region]}]": ("cubes.0.dimensions", "twice"),
    "cubes: [{name: x, dimensions: [region], where: sex}]": ("cubes.0.where", "'institution'"),
    "cubes: [{name: x, dimensions: [region]}, {name: x, dimensions: [sex]}]": ("cubes", "same name"),
    f"- {CANARY}": ("is no policy",),
    CANARY: ("is no policy",),
    "": ("is no policy",),
    f"tier: [{CANARY}": ("no YAML",),
    f"tier: !!python/object/apply:os.system ['{CANARY}']": ("no YAML",),
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_policy_is_refused_with_its_key_and_a_hint_and_without_its_values(text: str, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        load(tmp_path / "p.yaml")
    said = f"{refused.value.message} {refused.value.hint}"
    for words in WRONG[text]:
        assert words in said
    assert refused.value.exit_code == 2
    assert "\n" not in said
    assert CANARY not in said
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x80"])
def test_a_policy_that_is_no_text_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_bytes(content)
    with pytest.raises(PolicyError, match="no YAML"):
        load(tmp_path / "p.yaml")


def test_a_missing_policy_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.yaml", tmp_path):
        with pytest.raises(PolicyError, match="cannot be read"):
            load(path)


def test_what_nobody_listed_is_suppressed() -> None:
    policy = load()
    for entity in ("fr.nir", "person.name", "something.new", None, ""):
        assert policy.treatment(entity) == "suppress"
    assert policy.treatment("person.sex") == "keep"


def test_the_default_policy_keeps_every_public_threshold() -> None:
    policy = load()
    assert (policy.tier, policy.thresholds.persons, policy.thresholds.prescribers) == ("public", 12, 3)
    assert (policy.thresholds.sensitive_share, policy.thresholds.width) == (0.8, 10)
    assert not any({"laboratory", "department"} <= set(cube.dimensions) for cube in policy.cubes)


def test_the_digest_tells_policies_apart_and_forgets_the_order_of_keys() -> None:
    one = Policy.model_validate({"thresholds": {"persons": 12, "width": 10}, "persons": "linked"})
    same = Policy.model_validate({"persons": "linked", "thresholds": {"width": 10, "persons": 12}})
    other = Policy.model_validate({"thresholds": {"persons": 13, "width": 10}})
    assert one.digest() == same.digest() != other.digest()


def test_a_policy_survives_its_own_dump() -> None:
    policy = load()
    assert Policy.model_validate(policy.model_dump(mode="json")) == policy


def test_what_a_policy_does_not_say_is_as_in_the_default_one(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("columns: {Rq: {entity: text.free}}\ntreatments: {phone: suppress}\n")
    policy = load(tmp_path / "p.yaml")
    assert policy.cubes == load().cubes
    assert policy.treatments == load().treatments
    assert list(policy.columns) == ["Rq"]


def test_a_policy_without_a_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("cubes: []\n")
    with pytest.raises(PolicyError, match="cubes"):
        load(tmp_path / "p.yaml")
