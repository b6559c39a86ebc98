"""The policy of single records: what is chosen, what is refused and how, what a person is warned of."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.core.errors import PolicyError
from pipeline.core.notices import NOTICES
from pipeline.core.policy import Policy
from pipeline.core.policy_file import configs, load
from pipeline.core.profile import ColumnProfile, Profile
from pipeline.detect.catalogue import entities
from pipeline.transform import plan


def column(name: str, entity: str | None) -> ColumnProfile:
    return ColumnProfile(name, entity, None, "suppress", 1.0, "", 1, 0.0)


def written(tmp_path: Path, text: str) -> Policy:
    (tmp_path / "p.yaml").write_text("tier: newsroom\n" + text, "utf-8")
    policy = load(tmp_path / "p.yaml")
    plan.check(policy)
    return policy


WRONG = {
    # a policy: words of the message and the hint
    "treatments: {phone: {treatment: pseudonymise, to: tokn}}": ("treatments.phone.to", "did you mean token?"),
    "treatments: {phone: {treatment: generalise, to: token}}": ("treatments.phone", "treatment: pseudonymise"),
    "treatments: {phone: generalise}": ("treatments.phone", "no usual way"),
    "treatments: {fr.rpps: synthesise}": ("treatments.fr.rpps", "no usual way"),
    "treatments: {phone: {treatmnt: keep}}": ("treatments.phone", "did you mean treatment?"),
    "treatments: {phone: {to: token}}": ("treatments.phone.treatment", "is missing"),
    "treatments: {date: {treatment: pseudonymise, with: {day: 3}}}": ("treatments.date.with.day", "did you mean days?"),
    "treatments: {date: {treatment: pseudonymise, with: {days: 0}}}": ("treatments.date.with.days", "greater than"),
    "treatments: {person.birth_date: {treatment: generalise, to: age_band}}": ("with.at", "is missing"),
    "treatments: {credential.password: pseudonymise}": ("credential.password", "never"),
    "treatments: {credential.login: keep}": ("credential.login", "never"),
    "columns: {x: {treatment: generalise, to: nombre}}": ("columns.x.to", "no nombre"),
    "columns: {x: {to: token}}": ("columns.x", "need a treatment"),
    "columns: {x: {entity: phone, treatment: keep}, x: {treatment: suppress}}": ("line 2", "stands twice"),
    "columns:\n  x: {treatment: keep}\n  y: {treatment: keep}\n  x: {treatment: keep}": ("line 5", "stands twice"),
    "treatments: {phone: keep, phone: suppress}": ("stands twice",),
    "acknowledge: {kept-identifer: because}": ("acknowledge", "did you mean kept-identifier?"),
    "acknowledge: {kept-identifier: ' '}": ("acknowledge", "needs a reason"),
    "recipients: [bob]": ("recipients", "age public key"),
    "tier: newsrom": ("tier", "newsroom"),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_cannot_be_followed_is_refused_with_key_and_hint(text: str, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(text if "tier" in text else "tier: newsroom\n" + text, "utf-8")
    with pytest.raises(PolicyError) as refused:
        plan.check(load(tmp_path / "p.yaml"))
    for words in WRONG[text]:
        assert words in f"{refused.value.message} {refused.value.hint}"
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("tier", ["newsroom", "research"])
def test_the_policies_that_come_along_can_be_followed(tier: str) -> None:
    policy = load(configs() / f"{tier}.yaml")
    plan.check(policy)
    assert policy.tier == tier
    assert set(policy.treatments) <= set(entities())
    if tier == "newsroom":
        assert set(policy.treatments) == set(entities())


def test_a_policy_says_only_what_it_changes(tmp_path: Path) -> None:
    policy = written(tmp_path, "treatments: {phone: {treatment: synthesise}, insurer: suppress}")
    whole = load(configs() / "newsroom.yaml")
    changed = {name for name in whole.treatments if whole.treatments[name] != policy.treatments[name]}
    assert changed == {"phone", "insurer"}
    assert Policy.model_validate(policy.model_dump(mode="json")) == policy


def test_columns_are_named_by_entity_and_unlisted_ones_do_not_come_out(tmp_path: Path) -> None:
    policy = written(tmp_path, "columns: {Zone 3: {treatment: generalise, to: number_band, with: {width: 5}}}")
    entities_ = ("person.name", None, "phone", "phone", None, "url")
    profile = Profile(tuple(map(column, ("nom", "truc", "tel", "portable", "Zone 3", "site"), entities_)))
    found = plan.plan(profile, policy)
    assert [(p.place, p.name, p.transform.name) for p in found] == [
        (0, "person_name", "standin_surname"),
        (2, "phone", "token"),
        (3, "phone_2", "token"),
        (4, "column_zone_3", "number_band"),
    ]
    assert found[1].purpose == found[2].purpose
    assert plan.unlisted([profile], policy) == ["truc"]
    with pytest.raises(PolicyError, match="truc"):
        plan.refuse_unlisted([profile], policy)
    assert [notice.id for notice in plan.notices([profile], policy)] == ["unlisted-column"]


def test_keeping_what_identifies_needs_a_reason(tmp_path: Path) -> None:
    profile = Profile((column("nom", "person.name"), column("sexe", "person.sex")))
    text = "treatments: {person.name: keep}\n"
    with pytest.raises(PolicyError, match="kept-identifier") as refused:
        plan.notices([profile], written(tmp_path, text))
    assert "acknowledge" in refused.value.hint
    found = plan.notices([profile], written(tmp_path, text + 'acknowledge: {kept-identifier: "court order"}'))
    assert [(notice.id, notice.where) for notice in found] == [("kept-identifier", "nom")]


def test_ids_of_warnings_stay() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+", name) for name in NOTICES)
    assert set(NOTICES) >= {"unlisted-column", "kept-identifier", "small-pool", "no-recipient", "linked-release"}
