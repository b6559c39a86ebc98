"""A public release holds counts: treatments that need records, or that nothing counts by, are refused."""

from __future__ import annotations

import pytest

from pipeline.core.errors import PolicyError
from pipeline.core.policy import Policy
from pipeline.core.policy_file import load
from pipeline.transform.attributes import check


def test_the_default_policy_is_possible() -> None:
    check(load())


@pytest.mark.parametrize(
    ("entity", "treatment"),
    [("fr.nir", "keep"), ("fr.nir", "pseudonymise"), ("person.sex", "synthesise"), ("phone", "generalise")],
)
def test_an_impossible_treatment_is_refused_with_its_key(entity: str, treatment: str) -> None:
    with pytest.raises(PolicyError, match=f"treatments.{entity}"):
        check(Policy.model_validate({"treatments": {entity: treatment}}))


@pytest.mark.parametrize("entity", ["person.sex", "date.sample", "laboratory", "text.free"])
def test_what_is_counted_may_be_suppressed(entity: str) -> None:
    check(Policy.model_validate({"treatments": {entity: "suppress"}}))
