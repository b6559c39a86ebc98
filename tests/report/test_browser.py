"""The page in a browser: no error, no request, the switch of languages, and no script at all."""

import shutil

import pytest

from pipeline.report.render import render

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium():
    binary = shutil.which("chromium") or shutil.which("chromium-browser")
    if binary is None:
        pytest.skip("chromium is missing: apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address(release, facts, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(render(release, facts), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def opened(chromium, address):
    """The page, and what it asked for and complained about."""
    context = chromium.new_context(offline=True, viewport={"width": 390, "height": 800})
    page, requests, errors = context.new_page(), [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    yield page, requests, errors
    context.close()


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
