"""A call as two agents take it in real browsers, with sound: reloaded, held, passed on, written down."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_pages import browser, live_town, sign_in
from tests.journeys.test_supervise_pages import SOON, at
from tests.journeys.town import SMALL, Town

__all__ = ["browser", "live_town", "sign_in"]  # fixtures


def answered(town: Town, browser: Browser) -> Page:
    """Ana at her desk, on a call from the small shop's customer."""
    ana = at(browser, town, "ana", "/desk")
    ana.get_by_role("button", name="Available").click()
    expect(ana.get_by_text("Waiting for a call")).to_be_visible(timeout=SOON)
    customer = town.customer()
    customer.dial(SMALL)
    customer.expect_heard("press 2")
    customer.press("2")
    expect(ana.get_by_role("button", name="Answer")).to_be_visible(timeout=SOON)
    ana.keyboard.press("a")
    customer.expect_kind("conference")
    expect(ana.get_by_text("Phone: connected")).to_be_visible(timeout=SOON)
    expect(ana.get_by_role("button", name="Hold")).to_be_visible(timeout=SOON)
    return ana


def test_a_reload_in_the_middle_of_a_call_loses_neither_the_caller_nor_the_notes(
    live_town: Town, browser: Browser
) -> None:
    ana = answered(live_town, browser)
    ana.keyboard.press("n")
    ana.keyboard.type("The oven is cold")
    ana.on("dialog", lambda dialog: dialog.accept())
    ana.reload()
    expect(ana.get_by_text("Phone: connected")).to_be_visible(timeout=SOON)
    expect(ana.locator("#notes")).to_have_value("The oven is cold")
    expect(ana.get_by_text("On the line")).to_be_visible(timeout=SOON)
    ana.keyboard.press("h")
    expect(ana.get_by_role("button", name="Ready")).to_be_visible(timeout=SOON)
    expect(ana.locator("#notes")).to_have_value("The oven is cold")


def test_the_phone_is_taken_to_another_tab_in_the_middle_of_a_call(live_town: Town, browser: Browser) -> None:
    ana = answered(live_town, browser)
    tab = ana.context.new_page()
    tab.goto(live_town.base + "/desk")
    tab.get_by_role("button", name="Take it here").click()
    expect(tab.get_by_text("Phone: connected")).to_be_visible(timeout=SOON)
    expect(ana.get_by_text("The phone is in another tab")).to_be_visible(timeout=SOON)
    expect(ana.get_by_text("On the line")).to_be_visible(timeout=SOON)
    tab.keyboard.press("h")
    expect(ana.get_by_role("button", name="Ready")).to_be_visible(timeout=SOON)


def test_a_call_is_held_asked_about_joined_and_passed_on(live_town: Town, browser: Browser) -> None:
    bruno = at(browser, live_town, "bruno", "/desk")
    ana = answered(live_town, browser)
    bruno.get_by_role("button", name="Available").click()
    ana.keyboard.press("p")
    expect(ana.get_by_role("button", name="Resume")).to_be_visible(timeout=SOON)
    ana.keyboard.press("p")
    expect(ana.get_by_role("button", name="Hold")).to_be_visible(timeout=SOON)

    ana.keyboard.press("t")
    expect(ana.get_by_role("radio", name="Bruno Lima")).to_be_enabled(timeout=SOON)
    ana.keyboard.type("bruno")
    ana.keyboard.press("Shift+Enter")
    expect(bruno.get_by_text("A colleague asks you in.")).to_be_visible(timeout=SOON)
    bruno.keyboard.press("a")
    expect(bruno.get_by_text("Phone: connected")).to_be_visible(timeout=SOON)
    ana.get_by_role("button", name="Join").wait_for(timeout=SOON)
    ana.keyboard.press("j")
    expect(ana.get_by_role("button", name="Join")).to_be_hidden(timeout=SOON)
    ana.keyboard.press("c")
    expect(ana.get_by_role("button", name="Ready")).to_be_visible(timeout=SOON)
    expect(bruno.get_by_role("button", name="Hold")).to_be_visible(timeout=SOON)
    ana.keyboard.press("3")
    expect(ana.get_by_role("radio", name="Wrong department")).to_be_checked()
    ana.keyboard.press("r")
    expect(ana.get_by_text("Waiting for a call")).to_be_visible(timeout=SOON)
    bruno.keyboard.press("h")
    expect(bruno.get_by_role("button", name="Ready")).to_be_visible(timeout=SOON)
