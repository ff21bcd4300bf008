"""The inbox and a ticket in a real browser: keys, what is typed while others work, a hand's width."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from support.services import alerts, tickets
from support.services.tickets import Changes, New
from tests.console.browser import Site, sign_in
from tests.console.centre import Centre


@pytest.fixture
def numbers(centre: Centre) -> list[int]:
    with centre.store.writing() as session:
        return [
            tickets.open(
                session, New("call", f"Matter {n}", "billing", "+5511988887777"), centre.clock()
            ).number
            for n in range(3)
        ]


def test_the_inbox_by_keyboard(centre: Centre, page: Page, site: Site, numbers: list[int]) -> None:
    sign_in(page, site, "ana", "/tickets")
    page.keyboard.press("j")
    expect(page.locator(f"#t{numbers[2]}")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(f"#tick-{numbers[1]}")).to_be_checked()
    expect(page.locator("#ticked")).to_have_text("1 ticked")
    page.keyboard.press("x")
    page.locator(f"#t{numbers[1]}").focus()
    page.keyboard.press("s")
    expect(page.locator(f"#t{numbers[1]}")).to_have_count(0)
    assert centre.ticket(numbers[1]).ticket.status == "solved"
    page.keyboard.press("/")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("#words").blur()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_url("**/tickets/1001?*")
    assert centre.ticket(1001).assignee_id == 1


def test_ticks_stay_when_the_list_changes(centre: Centre, page: Page, site: Site, numbers: list[int]) -> None:
    sign_in(page, site, "ana", "/tickets")
    page.locator(f"#tick-{numbers[0]}").check()
    with centre.store.writing() as session:
        tickets.change(session, numbers[1], Changes(status="solved"), 2, centre.clock())
    expect(page.locator(f"#t{numbers[1]}")).to_have_count(0)
    expect(page.locator(f"#tick-{numbers[0]}")).to_be_checked()


def test_what_is_typed_stays_when_somebody_else_is_faster(
    centre: Centre, page: Page, site: Site, numbers: list[int]
) -> None:
    sign_in(page, site, "ana", f"/tickets/{numbers[0]}")
    page.fill("#subject", "Mine")
    page.fill("#reply", "Half a rep")
    expect(page.locator("#reply-parts")).to_have_text("1 message")
    with centre.store.writing() as session:
        tickets.change(session, numbers[0], Changes(priority="urgent"), 2, centre.clock())
    expect(page.locator("#news")).to_be_visible()
    expect(page.locator("#subject")).to_have_value("Mine")
    with page.expect_response(lambda reply: "/fields" in reply.url):  # the page looks at everything anew
        page.click("#ticket-fields button")
    expect(page.get_by_role("alert").first).to_contain_text(
        "Sue Supervisor has changed this ticket meanwhile"
    )
    expect(page.locator("#subject")).to_have_value("Mine")
    expect(page.locator("#priority")).to_have_value("urgent")
    expect(page.locator("#reply")).to_have_value("Half a rep")
    page.click("#ticket-fields button")
    expect(page.locator("h1")).to_have_text("Mine")
    assert centre.ticket(numbers[0]).ticket.priority == "urgent"


def test_fields_that_nobody_touches_follow_the_others(
    centre: Centre, page: Page, site: Site, numbers: list[int]
) -> None:
    sign_in(page, site, "ana", f"/tickets/{numbers[0]}")
    expect(page.locator("[data-connection]")).to_have_text("Live")
    with centre.store.writing() as session:
        tickets.change(session, numbers[0], Changes(priority="urgent"), 2, centre.clock())
    expect(page.locator("#priority")).to_have_value("urgent")
    expect(page.locator("#news")).to_be_hidden()


@pytest.mark.parametrize("path", ["/tickets", "/tickets?view=all&tag=none", "/tickets/1001"])
def test_nothing_is_wider_than_a_hand(page: Page, site: Site, numbers: list[int], path: str) -> None:
    assert numbers
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, site, "ana", "/tickets")
    page.goto(site.url(path))
    page.locator("h1").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_what_to_look_at_is_counted_as_it_comes(
    centre: Centre, page: Page, site: Site, numbers: list[int]
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    sign_in(page, site, "ana", "/tickets")
    expect(page.locator(".alert-link .count")).to_have_text("0")
    with centre.store.writing() as session:
        alerts.tell(session, [1], 1, "mentioned", centre.clock())
    expect(page.locator(".alert-link .count")).to_have_text("1")
    page.locator(".alert-link").press("Enter")
    page.get_by_role("link", name="1001").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with centre.store.writing() as session:
        alerts.tell(session, [1], 2, "answered", centre.clock())
    expect(page.locator("table.alerts a")).to_have_count(2)
    page.locator("#all-seen").press("Enter")
    expect(page.locator(".empty")).to_be_visible()
    assert numbers
