"""The page in a browser: no error, no request, the switch of languages, and no script at all."""

import pytest

pytestmark = pytest.mark.browser


def test_no_request_no_error_and_nothing_wider_than_the_screen(opened, address):
    page, requests, errors = opened
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    assert requests == [address]
    assert errors == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_switch_shows_one_language_at_a_time(opened):
    page, _, errors = opened
    assert page.locator("main:visible").get_attribute("lang") == "fr"
    page.get_by_role("button", name="English").press("Enter")
    assert page.locator("main:visible").get_attribute("lang") == "en"
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.title() == "312,480 people in a leaked health file"
    assert page.get_by_role("button", name="English").get_attribute("aria-pressed") == "true"
    assert errors == []


def test_a_link_into_the_other_language_shows_it(opened, address):
    page, _, _ = opened
    page.goto(f"{address}#en-where")
    assert page.locator("main:visible").get_attribute("lang") == "en"


def test_keyboard_reaches_the_content_first(opened):
    page, _, _ = opened
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "fr"


def test_without_script_the_default_language_shows(chromium, address):
    context = chromium.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.locator("main:visible").get_attribute("lang") == "fr"
    assert not page.locator(".switch").is_visible()
    context.close()
