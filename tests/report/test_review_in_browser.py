"""The page to read before publishing, in a browser: offline, without error, both languages, accessible."""

import pytest

from .test_review import page as review_page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("reviewed") / "review.html"
    path.write_text(review_page(), encoding="utf-8")
    return path.as_uri()


def test_no_request_no_error_and_nothing_wider_than_the_screen(opened, address):
    page, requests, errors = opened
    assert (requests, errors) == ([address], [])
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.get_by_text("Page privée").is_visible()


def test_the_switch_and_the_links_to_what_must_be_looked_at(opened):
    page, _, errors = opened
    page.get_by_role("button", name="English").press("Enter")
    assert page.title() == "To read before you publish"
    page.get_by_role("link", name="code").click()
    assert page.evaluate("location.hash") == "#en-1-3"
    assert page.locator("main:visible").get_attribute("lang") == "en"
    assert page.locator("#en-1-3").bounding_box()["y"] < 800
    assert errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_rule_of_accessibility_is_broken(audit, address, scheme, lang):
    assert audit(address, scheme, lang) == []
