"""The forecast in a real browser: sliders that ask the server, the same without a script, a hand's width."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.console.browser import Site, sign_in
from tests.console.centre import START, Centre
from tests.console.report_facts import call, keep

PATH = "/reports/forecast"


@pytest.fixture(autouse=True)
def busy(centre: Centre) -> None:
    days = [START - timedelta(days=back) for back in range(1, 22)]
    keep(centre, *(call(100 * n + m, day, talk_s=200) for n, day in enumerate(days, 1) for m in range(8)))


def test_a_slider_moves_its_number_and_the_figures_follow(page: Page, site: Site) -> None:
    sign_in(page, site, "sue", PATH)
    before = page.locator("#foreseen .tiles dd").first.inner_text()
    slider = page.get_by_role("slider", name="Calls, more or fewer")
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    expect(page.locator("#k-calls")).to_have_value("100")
    expect(page.locator("#foreseen .tiles dd").first).not_to_have_text(before)
    page.wait_for_url("**calls=100*")
    page.reload()
    expect(page.locator("#k-calls")).to_have_value("100")
    page.get_by_role("link", name="As usual again").click()
    expect(page.locator("#k-calls")).to_have_value("0")


def test_what_was_opened_stays_open(page: Page, site: Site) -> None:
    sign_in(page, site, "sue", PATH)
    page.locator("#half_hours summary").click()
    page.locator("#k-shrinkage").fill("30")
    page.wait_for_url("**shrinkage=30*")
    expect(page.locator("#foreseen")).to_have_attribute("aria-busy", "false")
    expect(page.locator("#half_hours table")).to_be_visible()


def test_the_server_is_away_for_a_moment(page: Page, site: Site) -> None:
    sign_in(page, site, "sue", PATH)
    page.route("**part=1*", lambda route: route.abort())
    page.locator("#k-calls").fill("10")
    expect(page.locator("#toast")).to_contain_text("could not be computed just now")
    expect(page.locator("#foreseen")).to_have_attribute("aria-busy", "false")


def test_without_a_script_the_form_does_it(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site, "sue", PATH)
    expect(page.get_by_role("slider")).to_have_count(0)
    page.fill("#k-calls", "50")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#k-calls")).to_have_value("50")
    assert "calls=50" in page.url
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_is_no_wider_than_the_screen(page: Page, site: Site, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, site, "sue", PATH)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
