"""Pages in the other languages, in a real browser: their words are longer, and fit all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from support.services import customers, flows, holds_legal, tickets
from support.services.tickets import New
from tests.console.browser import Site, sign_in
from tests.console.centre import FLOW, START, Centre, add_ticket, post, tiny_flow
from tests.console.test_callbacks import promise
from tests.console.test_desk_pages import afterwards, colleague, held, ringing, wrapping_up
from tests.console.test_recordings import record
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


def after_calls(centre: Centre) -> None:
    """A customer with all that calls leave behind, and a program that is told of it."""
    number, other = "+5511988887777", "+5511977776666"
    failed = record(centre, "failed", has_sound=False, error="the file ends early", stage="check")
    record(centre, seconds=30, peaks=[[10, 90] * 50], expires_at=START + timedelta(days=90))
    with centre.store.writing() as session:
        customers.create(session, {"name": "Rosa Lima", "tier": "vip"}, [number, other], None, START)
        customers.create(session, {"name": "Rosa de Lima"}, ["+5511966665555"], None, START)
        for kind in ("recording", "calls", "sms"):
            customers.consented(session, number, kind, kind != "sms", "agent", START)
        opened = tickets.open(session, New("call", "The invoice", "billing", number), START).number
        tickets.comment(session, opened, "Looked at twice", 1, START)
        tickets.open(session, New("missed", "Nobody answered", "billing", number), START)
        holds_legal.place(session, "recording", str(failed), "A case before the court", 3, START)
    adam = centre.client("adam")
    post(adam, "/admin/integrations/tokens", {"name": "CRM", "scope": "calls:read"})
    hook = {"url": "https://crm.example.com/ramal", "event": "ticket.*"}
    assert post(adam, "/admin/integrations/hooks", hook).status_code == 200
    post(adam, "/admin/integrations/hooks/1/test")
    post(adam, "/admin/data-rights/export", {"number": other})


AFTER_CALLS = (
    "/tickets", "/tickets?queue=billing&status=new", "/tickets/1001", "/tickets/1002", "/alerts",
    "/customers", "/customers/1", "/customers/1/merge?into=2", "/customers/new", "/customers/files",
    "/recordings", "/recordings/1", "/recordings/2", "/admin/data-rights",
    "/admin/data-rights?number=%2B5511988887777",
    "/admin/data-rights/1", "/admin/holds", "/admin/policies", "/admin/integrations",
    "/admin/integrations/hooks/1", "/admin/audit",
)  # fmt: skip


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", LOCALES)
def test_pages_of_what_calls_leave_behind_fit(
    titled: Centre, site: Site, browser: Browser, language: str, width: int
) -> None:
    after_calls(titled)
    page = open_page(browser, language, width)
    sign_in(page, site, "adam", "/")
    found = {}
    for path in AFTER_CALLS:
        answer = page.goto(site.url(path))
        assert answer
        assert answer.ok, path
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        found[path] = spilt(page)
    assert {path: each for path, each in found.items() if each} == {}
    page.context.close()
