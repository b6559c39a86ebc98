"""The page of a `newsroom` release: readable by everybody, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.core import notices
from pipeline.publish.sealed import LABEL
from pipeline.report import newsroom


def facts() -> dict[str, Any]:
    columns = [
        {"name": "nom<b>", "output": "nom", "treatment": "synthesise", "transform": "standin_name"},
        {"name": "nir", "output": None, "treatment": "suppress", "transform": None},
    ]
    said = notices.told([notices.Notice(name, "columns.nom") for name in list(notices.NOTICES)[:2]], {})
    said[0]["acknowledged"] = "asked for by the desk"
    return {
        "version": "0.1.0", "label": LABEL, "columns": columns, "notices": said, "recipients": 1,
        "key_fingerprint": "0123456789abcdef", "counts": {"accepted": 491_655, "quarantined": 185, "persons": 312_480},
    }  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("newsroom") / "report.html"
    path.write_text(newsroom.html(facts()), encoding="utf-8")
    return path.as_uri()


@pytest.mark.browser
@pytest.mark.parametrize(("lang", "scheme"), [("fr", "light"), ("en", "dark"), ("en", "light")])
def test_it_breaks_no_rule_of_accessibility(audit: Any, address: str, lang: str, scheme: str) -> None:
    assert audit(address, scheme, lang) == []


def test_what_stands_in_a_header_is_text_on_the_page() -> None:
    assert "nom&lt;b&gt;" in newsroom.html(facts())
