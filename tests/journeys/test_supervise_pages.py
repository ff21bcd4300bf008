"""A supervisor in a browser listens to a real conversation in the exchange, whispers, barges in, leaves."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_pages import browser, live_town, open_page, sign_in
from tests.journeys.town import SMALL, Town

__all__ = ["browser", "live_town"]  # fixtures
SOON = 15_000


def at(browser: Browser, town: Town, login: str, path: str) -> Page:
    page = open_page(browser, town, "/")
    sign_in(page, town, login)
    page.goto(town.base + path)
    expect(page.get_by_text("Phone: ready")).to_be_visible(timeout=SOON)
    return page


def test_a_supervisor_beside_two_agents(live_town: Town, browser: Browser) -> None:
    ana, bruno = at(browser, live_town, "ana", "/desk"), at(browser, live_town, "bruno", "/desk")
    sofia = at(browser, live_town, "sofia", "/supervise")
    row = sofia.locator("tr", has_text="Ana Souza").locator(".of-presence")
    ana.get_by_role("button", name="Available").click()
    expect(row.get_by_text("Available")).to_be_visible(timeout=SOON)
    bruno.locator("#go-away").click()
    bruno.get_by_role("button", name="Lunch").click()
    expect(sofia.get_by_text("Away · Lunch")).to_be_visible(timeout=SOON)

    customer = live_town.customer()
    customer.dial(SMALL)
    customer.expect_heard("press 2")
    customer.press("2")
    expect(row.get_by_text("Ringing")).to_be_visible(timeout=SOON)
    expect(ana.get_by_role("button", name="Answer")).to_be_visible(timeout=SOON)
    ana.keyboard.press("a")
    customer.expect_kind("conference")
    sofia.get_by_role("button", name="Listen to Ana Souza").click()
    expect(sofia.get_by_text("You listen to Ana Souza.").first).to_be_visible(timeout=SOON)
    expect(sofia.get_by_text("Phone: connected")).to_be_visible(timeout=SOON)
    sofia.keyboard.press("w")
    expect(sofia.get_by_text("You whisper to Ana Souza.").first).to_be_visible(timeout=SOON)
    sofia.keyboard.press("b")
    expect(sofia.get_by_text("You are in the conversation of Ana Souza.").first).to_be_visible(timeout=SOON)
    sofia.keyboard.press("s")
    expect(sofia.get_by_text("You listen to nobody.").first).to_be_visible(timeout=SOON)
    expect(sofia.get_by_text("Phone: ready")).to_be_visible(timeout=SOON)
    expect(ana.get_by_text("On a call").first).to_be_visible()

    sofia.get_by_role("button", name="Barge in with Ana Souza").click()
    expect(sofia.get_by_text("You are in the conversation of Ana Souza.").first).to_be_visible(timeout=SOON)
    customer.hang_up()
    expect(sofia.get_by_text("You listen to nobody.").first).to_be_visible(timeout=SOON)
    expect(sofia.get_by_text("Phone: ready")).to_be_visible(timeout=SOON)
    admin = open_page(browser, live_town, "/")
    sign_in(admin, live_town, "admin")
    admin.goto(live_town.base + "/admin/audit")
    expect(admin.get_by_text("heard by the agent").first).to_be_visible()
