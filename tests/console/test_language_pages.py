"""Pages in the other languages, in a real browser: their words are longer, and fit all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from support.services import flows
from tests.console.browser import Site, sign_in
from tests.console.centre import FLOW, START, Centre, add_ticket, tiny_flow
from tests.console.test_callbacks import promise
from tests.console.test_desk_pages import afterwards, colleague, held, ringing, wrapping_up
from tests.console.test_supervise import wait_in_line

LOCALES = {"pt": "pt-BR", "es": "es-MX"}
READY = {"pt": "Telefone: pronto", "es": "Teléfono: listo"}
# The page is wider than the window, or words are cut off or reach over the edge of their place.
SPILT = """() => [
    ...(document.documentElement.scrollWidth > document.documentElement.clientWidth ? ['the page'] : []),
    ...[...document.querySelectorAll('button, .btn, td, th, h1, h2, summary, dt, dd')]
      .filter((each) => each.checkVisibility() && each.clientWidth > 1)
      .filter((each) => each.scrollWidth > each.clientWidth + 1
        || each.getBoundingClientRect().right > innerWidth + 1)
      .map((each) => each.textContent.trim())
  ]"""
TITLED = FLOW.replace("[en-US]", "[pt-BR, es-MX]").replace(
    "{title: Billing}", "{title: {pt-BR: Faturas e pagamentos, es-MX: Facturas y pagos}}"
)


def talking(centre: Centre) -> None:
    centre.offer(centre.call(), state="accepted")


def open_page(browser: Browser, language: str, width: int) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 800}, locale=LOCALES[language])
    context.set_default_timeout(15_000)
    return context.new_page()


def spilt(page: Page) -> object:
    return page.evaluate(SPILT)


@pytest.fixture
def titled(centre: Centre) -> Centre:
    """Queues have titles in the readers' languages."""
    with centre.store.writing() as session:
        flows.publish(session, tiny_flow(TITLED), TITLED, "Adam Admin", START)
    return centre


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("state", [ringing, talking, held, wrapping_up, afterwards])
def test_the_desk_fits(
    titled: Centre, site: Site, browser: Browser, state: Callable[[Centre], None], language: str, width: int
) -> None:
    """A button of a call on a phone once lay over its neighbour."""
    state(titled)
    page = open_page(browser, language, width)
    sign_in(page, site, "ana", "/desk")
    page.get_by_text(READY[language]).wait_for()
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()
    assert spilt(page) == []
    page.context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", LOCALES)
def test_the_dialog_of_a_transfer_fits(
    titled: Centre, site: Site, browser: Browser, language: str, width: int
) -> None:
    talking(titled)
    colleague(titled, "Caio Dias", "away")
    page = open_page(browser, language, width)
    sign_in(page, site, "ana", "/desk")
    page.get_by_text(READY[language]).wait_for()
    page.keyboard.press("t")
    title = {"pt": "Faturas e pagamentos", "es": "Facturas y pagos"}[language]
    page.get_by_role("radio", name=title).wait_for()
    assert spilt(page) == []
    page.context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", LOCALES)
def test_pages_fit(titled: Centre, site: Site, browser: Browser, language: str, width: int) -> None:
    """Buttons of supervisors and of callbacks once reached over the edge."""
    talking(titled)
    promise(titled, "+5511977776666", sid="CA7")
    promise(titled, "+5511977776667", START + timedelta(days=1), sid="CA8")
    wait_in_line(titled)
    with titled.store.writing() as session:
        add_ticket(session, 1, "CA1", START)
    page = open_page(browser, language, width)
    page.goto(site.url("/sign-in"))
    found = {"/sign-in": spilt(page)}
    sign_in(page, site, "adam", "/")
    for path in ("/", "/supervise", "/tickets", "/tickets/1003", "/callbacks", "/wallboard", "/admin/agents",
                 "/admin/agents/1", "/reports", "/calls/1", "/admin", "/admin/speech"):  # fmt: skip
        page.goto(site.url(path))
        found[path] = spilt(page)
    assert {path: each for path, each in found.items() if each} == {}
    page.context.close()
