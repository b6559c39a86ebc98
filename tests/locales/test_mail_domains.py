"""What the domain of an address tells: a class, a country, and nothing else."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.locales.mail_domains import PROVIDERS, countries, domains, providers

ADDRESSES = (
    ("gmail.com", "webmail", "generic"),
    ("GMAIL.COM", "webmail", "generic"),
    ("hotmail.fr", "webmail", "FR"),
    ("yahoo.co.uk", "webmail", "GB"),
    ("laposte.net", "webmail", "generic"),
    ("orange.fr", "internet_provider", "FR"),
    ("wanadoo.fr", "internet_provider", "FR"),
    ("club-internet.fr", "internet_provider", "FR"),
    ("skynet.be", "internet_provider", "BE"),
    ("bluewin.ch", "internet_provider", "CH"),
    ("aphp.fr", "hospital", "FR"),
    ("sls.aphp.fr", "hospital", "FR"),
    ("chu-inconnu.fr", "hospital", "FR"),
    ("ch-inconnu.fr", "hospital", "FR"),
    ("clinique-inconnue.example", "hospital", "generic"),
    ("hopital-inconnu.org", "hospital", "generic"),
    ("labo-inconnu.fr", "laboratory", "FR"),
    ("laboratoires-inconnus.com", "laboratory", "generic"),
    ("biologie-inconnue.example", "laboratory", "generic"),
    ("ars.sante.fr", "health", "FR"),
    ("ehpad-inconnu.fr", "health", "FR"),
    ("interieur.gouv.fr", "administration", "FR"),
    ("mairie-inconnue.fr", "administration", "FR"),
    ("defense.gov", "administration", "generic"),
    ("ac-rennes.fr", "education", "FR"),
    ("univ-inconnue.fr", "education", "FR"),
    ("cs.inconnu.edu", "education", "generic"),
    ("inconnu.ac.uk", "education", "GB"),
    ("une-entreprise.fr", "other", "FR"),
    ("inconnu.ch", "other", "CH"),
    ("chocolat.fr", "other", "FR"),
    ("chu.fr.exemple-libre.de", "hospital", "DE"),
    ("orange.entreprise-inconnue.fr", "other", "FR"),
    ("inconnu.io", "other", "generic"),
    ("inconnu.example", "other", "generic"),
)
NOBODY = "personne..inventee"
"""No provider gives an address with two dots in a row."""


@pytest.mark.parametrize(("domain", "provider", "country"), ADDRESSES)
def test_an_address(domain: str, provider: str, country: str) -> None:
    cell = pl.Series([f"{NOBODY}@{domain}"])
    assert (providers(cell)[0], countries(cell)[0]) == (provider, country)


@pytest.mark.parametrize(
    "login", ["dupont56", "a@b", "a@b.c", "@gmail.com", "a b@gmail.com", "a@gmail.com;x", "a@@gmail.com"]
)
def test_what_is_no_address(login: str) -> None:
    cell = pl.Series([login])
    assert (domains(cell)[0], providers(cell)[0], countries(cell)[0]) == (None, "none", "none")


def test_an_empty_cell_tells_nothing() -> None:
    cell = pl.Series([None], dtype=pl.String)
    assert (providers(cell)[0], countries(cell)[0]) == (None, None)


@given(st.lists(st.one_of(st.text(max_size=30), st.emails()), min_size=1, max_size=8))
def test_nothing_but_words_of_the_closed_lists_comes_out(logins: list[str]) -> None:
    cells = pl.Series(logins, dtype=pl.String)
    assert set(providers(cells)) <= set(PROVIDERS)
    assert all(code in ("generic", "none") or (len(code) == 2 and code.isupper()) for code in countries(cells))
    assert [kind == "none" for kind in providers(cells)] == [code == "none" for code in countries(cells)]
