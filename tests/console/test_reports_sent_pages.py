"""What is sent by itself, in a real browser: nothing wider than a hand, and again by the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from support.services import policies, scheduled_reports
from support.store import orders as order_store
from tests.console.browser import Site, sign_in
from tests.console.centre import Centre

REPORTS = """ramal policies: 1
timezone: America/Sao_Paulo
reports:
  - {name: Yesterday, report: "/reports/daily?period=yesterday", to: [ana@example.org, rui.a.longer.name@example.org]}
  - {name: Last week, report: "/reports/queues?period=lastweek", every: week, at: "06:30", hook: true}
"""  # noqa: E501


@pytest.fixture
def sent(centre: Centre) -> None:
    now = centre.clock()
    with centre.store.writing() as session:
        policies.publish(session, REPORTS, None, now)
        for to, state, error in (
            ("ana@example.org", "done", ""),
            ("", "done", ""),
            ("rui.a.longer.name@example.org", "failed", "the mail server answered 550 5.1.1"),
        ):
            row = order_store.place(
                session, scheduled_reports.ORDER, now, name="Yesterday", report="/reports/daily",
                due=now.isoformat(), to=to,
            )  # fmt: skip
            order_store.finish(session, row.id, state, now, error)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.usefixtures("sent")
def test_it_fits(page: Page, site: Site, look: str, width: int) -> None:
    page.emulate_media(color_scheme=look)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, site, "sue", "/reports/sent")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reports that are sent")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.usefixtures("sent")
def test_again_by_the_keyboard(centre: Centre, page: Page, site: Site) -> None:
    sign_in(page, site, "sue", "/reports/sent")
    page.get_by_role("button", name="Send again").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("is sent again")).to_be_visible()
    with centre.store.reading() as session:
        assert scheduled_reports.sent(session)[0].state == "due"
