"""Tables: what each transform makes of the values that files hold."""

from __future__ import annotations

import polars as pl
import pytest

from pipeline.core.categories import CATEGORIES
from pipeline.core.keys import RunKey
from pipeline.core.policy import Laboratories
from pipeline.core.policy_file import load
from pipeline.transform.transform import Context, transforms

CONTEXT = Context(load(), RunKey(b"1" * 32))


def table(name: str, expected: dict[str, object], context: Context = CONTEXT) -> None:
    found = transforms()[name].bind("purpose", context)(pl.Series(list(expected), dtype=pl.String)).to_list()
    assert dict(zip(expected, found, strict=True)) == expected


def test_department() -> None:
    table(
        "department",
        {
            "56000": "56",
            "01000": "01",
            "1000": "01",
            "56 000": "56",
            "20000": "2A",
            "20290": "2B",
            "97110": "971",
            "97460": "974",
            "98800": "988",
            "75016": "75",
            "35042": "35",
            "00000": None,
            "99999": None,
            "560": None,
            "560000": None,
            "B-1000": None,
            "2A004": None,
            "٥٦٠٠٠": None,
            "": None,
        },
    )


def test_sex() -> None:
    table(
        "sex",
        {
            "F": "F",
            "f": "F",
            "Femme": "F",
            "féminin": "F",
            "Mme": "F",
            "MME.": "F",
            "Mlle": "F",
            "2": "F",
            "M": "M",
            "H": "M",
            "homme": "M",
            "M.": "M",
            "Monsieur": "M",
            "1": "M",
            " M ": "M",
            "X": None,
            "0": None,
            "F/M": None,
            "Fanny": None,
            "": None,
        },
    )


def test_year() -> None:
    table(
        "year",
        {
            "12/03/1985": 1985,
            "1985-03-12": 1985,
            "1985-03-12 00:00:00": 1985,
            "12031985": 1985,
            "12/03/85": 1985,
            "12/03/05": 2005,
            "29/02/2000": 2000,
            "29/02/1900": None,
            "31/02/1985": None,
            "1985": None,
            "12/03/1685": None,
            "12/03/2985": None,
            "hier": None,
            "": None,
        },
    )


def test_month() -> None:
    table(
        "month",
        {
            "05/09/2019": "2019-09",
            "2019-09-05T08:30": "2019-09",
            "5 sept. 2019": "2019-09",
            "13/13/2019": None,
            "2019-09": None,
            "": None,
        },
    )


def test_laboratory_label() -> None:
    table(
        "laboratory_label",
        {
            "Laboratoire des Halles": "LABORATOIRE DES HALLES",
            "  laboratoire   DES halles ": "LABORATOIRE DES HALLES",
            "Labo <script>": "other",
            "labo@example.org": "other",
            "0639980011": "other",
            "LABO 56000": "other",
            "=CMD()": "other",
            "": "other",
            "x" * 81: "other",
            "Labo\x1b[31m": "other",
            "Labo \u202egro": "other",
        },
    )


def test_a_laboratory_that_the_policy_names_passes_and_no_other_person_like_one() -> None:
    named = CONTEXT.policy.model_copy(update={"laboratories": Laboratories(named=("Docteur Zoé Quindorme",))})
    table(
        "laboratory_label",
        {"docteur zoé  QUINDORME": "DOCTEUR ZOÉ QUINDORME", "Docteur Zoé Brévelle": "other"},
        Context(named, RunKey(b"1" * 32)),
    )
    table("laboratory_label", {"docteur zoé  QUINDORME": "other"})


@pytest.mark.parametrize(
    ("password", "storage"),
    [
        ("azerty", "clear"),
        ("a" * 40, "sha1"),
        ("5f4dcc3b5aa765d61d8327deb882cf99", "md5"),
        ("$2y$10$" + "a" * 53, "bcrypt"),
        ("$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA", "argon2"),
        ("une phrase de passe bien longue", "clear"),
        ("   ", None),
    ],
)
def test_password_storage(password: str, storage: str | None) -> None:
    table("password_storage", {password: storage})


def test_institution_account() -> None:
    table("institution_account", {"ehpad.tilleuls": True, "lea.quindorme": False})


def test_health_facts_are_categories_and_nothing_else() -> None:
    bits = {category.id: 1 << i for i, category in enumerate(CATEGORIES)}
    table(
        "health_facts",
        {
            "enceinte de 3 mois": bits["health.pregnancy"],
            "DIABÈTE de type 2 ; cancer du sein": bits["health.diabetes"] | bits["health.cancer"],
            "rappeler demain": 0,
            "": 0,
        },
    )
