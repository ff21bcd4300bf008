"""Reports of flows, questions, promises and scores in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.console import report_facts, report_facts_more
from tests.console.browser import Site, sign_in, wait_for
from tests.console.centre import START, Centre
from tests.console.report_facts_more import HOSTILE, put, walked

NAMES = ("flow", "speech", "callbacks", "tickets", "satisfaction")


def test_a_step_of_the_picture_leads_to_its_calls_by_keyboard(centre: Centre, site: Site, page: Page) -> None:
    made = [report_facts.call(n, START, "") for n in (1, 2)]
    report_facts.keep(centre, walked(made[0], ("main", 5), (HOSTILE, 2)), walked(made[1], ("main", 5)))
    page.on("dialog", lambda dialog: pytest.fail(f"a name ran: {dialog.message}"))
    sign_in(page, site, "sue", "/reports/flow")
    step = page.locator("svg.funnel a").first
    expect(step).to_have_attribute("aria-label", "main, 2 came, 100 %, 1 hung up here, 50 %, 0:05 median")
    step.focus()
    page.keyboard.press("Enter")
    wait_for(page, "Calls that came to “main”")
    expect(page.locator("#step_calls tbody tr")).to_have_count(2)


def test_nothing_is_wider_than_a_hand_held_screen(centre: Centre, site: Site, page: Page) -> None:
    report_facts_more.month(centre, days=3)
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(page, site, "sue", "/reports/flow")
    for name in NAMES:
        page.goto(site.url(f"/reports/{name}?period=last7&compare=previous"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name


def test_a_figure_of_a_report_explains_itself(centre: Centre, site: Site, page: Page) -> None:
    put(centre, report_facts_more.promised(1, START), report_facts_more.promised(2, START, "expired"))
    sign_in(page, site, "sue", "/reports/callbacks")
    page.get_by_role("link", name="50.0 %").first.click()
    wait_for(page, "connected ÷ (connected + expired)")
