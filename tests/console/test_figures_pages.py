"""The page behind a figure in a real browser: nothing runs out of it, at any size, light and dark."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser

from support.store.surveys import Score
from tests.console.browser import Site, sign_in
from tests.console.centre import START, Centre
from tests.console.report_facts_more import promised, put, ticket
from tests.console.test_figures import fill
from tests.support.services.test_metrics_more import clock

SIZES = {"desktop": (1280, 900), "phone": (390, 800)}


def others(centre: Centre) -> None:
    """Promises, tickets and scores of the day."""
    for n in range(1, 5):
        at = START - timedelta(minutes=20 * n)
        put(centre, promised(-n, at, "expired" if n == 3 else "connected", source="old pbx", agent_id=1))
        one = ticket(1000 + n, at, queue="billing" if n % 2 else "a_queue_that_was_deleted_long_ago")
        put(centre, one)
        kept = clock(one, 700 * n, state="breached" if n == 4 else "met", resumed_at=at)
        put(centre, kept, Score(survey="nps", score=2 * n, at=at, queue=one.queue, ticket_id=one.id))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "name", ["service_level_ours", "handle_p90", "callbacks_kept", "sla_attainment", "nps"]
)
def test_nothing_runs_out_of_the_page(
    browser: Browser, site: Site, centre: Centre, size: str, scheme: Any, name: str
) -> None:
    with centre.store.writing() as session:
        fill(session)
    others(centre)
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, site, "sue", "/supervise")
    page.goto(site.url(f"/figures/{name}?period=today"))
    page.get_by_role("heading", level=1).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#behind tbody tr").count() > 0
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/figure-{name}-{size}-{scheme}.png", full_page=True)
    context.close()
