"""The page behind a figure in a real browser: nothing runs out of it, at any size, light and dark."""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.console.browser import Site, sign_in
from tests.console.centre import Centre
from tests.console.test_figures import fill

SIZES = {"desktop": (1280, 900), "phone": (390, 800)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["service_level_ours", "handle_p90"])
def test_nothing_runs_out_of_the_page(
    browser: Browser, site: Site, centre: Centre, size: str, scheme: Any, name: str
) -> None:
    with centre.store.writing() as session:
        fill(session)
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, site, "sue", "/supervise")
    page.goto(site.url(f"/figures/{name}?period=today&queue=billing"))
    page.get_by_role("heading", level=1).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("#behind tbody tr").count() > 0
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/figure-{name}-{size}-{scheme}.png", full_page=True)
    context.close()
