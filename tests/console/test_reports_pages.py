"""Reports in a real browser: the form by keyboard, without script, in a hand's width, the link to copy."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from support.services import policies
from tests.console.browser import Site, sign_in
from tests.console.centre import START, Centre
from tests.console.report_facts import month


@pytest.fixture
def filled(centre: Centre) -> Centre:
    with centre.store.writing() as session:
        policies.publish(session, "ramal policies: 1\ntimezone: America/Sao_Paulo\n", None, START)
    month(centre, days=14, a_day=30)
    return centre


def test_the_form_by_keyboard(filled: Centre, page: Page, site: Site) -> None:
    sign_in(page, site, "sue", "/reports/daily")
    page.locator("#f-from").focus()
    page.locator("#f-from").fill("2026-02-23")
    expect(page.locator("#f-period")).to_have_value("")
    page.locator("#f-to").fill("2026-02-24")
    page.keyboard.press("Enter")
    page.wait_for_url("**from=2026-02-23&to=2026-02-24**")
    expect(page.locator("#days tbody tr")).to_have_count(3)
    page.locator("summary", has_text="Filters").focus()
    page.keyboard.press("Enter")
    page.locator("#f-agent").select_option(index=1)
    page.locator("#f-language").select_option(index=1)
    expect(page.locator("#f-agent")).to_have_value("")  # only one is heeded


def test_a_figure_is_a_click_away_from_its_explanation(filled: Centre, page: Page, site: Site) -> None:
    sign_in(page, site, "sue", "/reports/daily")
    page.locator("#days tbody tr").first.locator("a.figure").first.click()
    page.wait_for_url("**/figures/offered?**")
    expect(page.locator("h1")).to_contain_text("Offered")


def test_no_page_is_wider_than_a_hand_held_screen(filled: Centre, page: Page, site: Site) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, site, "sue", "/reports")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for path in ("", "/daily?compare=previous", "/interval?period=last7", "/queues", "/agents", "/outcomes"):
        page.goto(site.url(f"/reports{path}"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        for chart in page.locator("svg.chart-narrow").all():
            expect(chart).to_be_visible()
        expect(page.locator("svg.chart-wide:visible")).to_have_count(0)
    assert said == []


def test_without_script_and_on_paper(filled: Centre, browser: Browser, page: Page, site: Site) -> None:
    sign_in(page, site, "sue", "/reports")
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(site.url("/reports/daily"))
    plain.locator("#f-period").select_option("yesterday")
    plain.locator("form.asked button").click()
    plain.wait_for_url("**period=yesterday**")
    expect(plain.locator("#days tbody tr")).to_have_count(2)
    plain.get_by_text("For print").click()
    plain.emulate_media(media="print")
    expect(plain.locator("header.bar")).to_be_hidden()
    expect(plain.locator("form.asked")).to_be_hidden()
    assert plain.locator("svg.chart-wide .rect").first.is_visible()
    context.close()


def test_the_link_is_copied(filled: Centre, browser: Browser, page: Page, site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, site, "sue", "/reports/daily?period=today")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#toast")).to_have_text("The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == site.url("/reports/daily?period=today")
