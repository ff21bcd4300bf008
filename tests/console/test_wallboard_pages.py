"""The wallboard in a real browser: true within a second, heard, and as large as the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from console.live import LONGEST
from support.services import flows, policies
from support.store import agents as agent_store
from support.store import queues as queue_store
from support.store.queues import Queue
from tests.console.browser import Site, sign_in, wait_for
from tests.console.centre import FLOW, Centre, tiny_flow
from tests.console.test_supervise import wait_in_line

SIZES = {"television": (1920, 1080), "desktop": (1280, 800), "phone": (390, 800)}
LOUD = "ramal policies: 1\nwallboard: [{figure: waiting, above: 0, level: alarm, sound: true}]\n"
WITHIN_MS = 1000
# Of each card: right and bottom edge, what is cut off across and down, the size of its first figure.
EDGES = """cards => cards.map(card => {
  const box = card.getBoundingClientRect();
  const across = [card, ...card.querySelectorAll(".fig")].map(each => each.scrollWidth - each.clientWidth);
  const size = parseFloat(getComputedStyle(card.querySelector(".first dd")).fontSize);
  return [box.right, box.bottom, Math.max(...across), card.scrollHeight - card.clientHeight, size];
})"""
Open = Callable[..., Page]


@pytest.fixture
def at(browser: Browser, site: Site) -> Iterator[Open]:
    contexts = []

    def open_page(
        path: str = "/wallboard", size: str = "desktop", scheme: Any = "light", **more: Any
    ) -> Page:
        width, height = SIZES[size]
        more |= {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
        context = browser.new_context(locale="en-US", **more)
        context.set_default_timeout(8000)
        contexts.append(context)
        page = context.new_page()
        sign_in(page, site, "ana", "/")
        page.goto(site.url(path))
        return page

    yield open_page
    for context in contexts:
        context.close()


def publish(centre: Centre, text: str = LOUD) -> None:
    with centre.store.writing() as session:
        policies.publish(session, text, None, centre.clock())


def come(centre: Centre, sid: str = "W1") -> int:
    """A caller joins the line, and everybody is told."""
    entry_id = wait_in_line(centre, sid)
    centre.live.publish({"queues", "waiting"})
    return entry_id


def go(centre: Centre, entry_id: int) -> None:
    with centre.store.writing() as session:
        entry = session.get(queue_store.QueueEntry, entry_id)
        assert entry
        entry.state, entry.left_at = "left", centre.clock()
    centre.live.publish({"queues"})


def waiting(page: Page, number: int) -> Any:
    return page.locator(".queue-card", has_text="Billing").locator(".first dd", has_text=str(number))


def is_live(page: Page) -> None:
    page.locator("[data-connection][data-state=live]").wait_for()


def test_a_caller_is_seen_within_a_second_on_every_screen(centre: Centre, at: Open) -> None:
    screens = [at("/wallboard?tv=1", "television"), at(), at(size="phone")]
    for screen in screens:
        is_live(screen)
        waiting(screen, 0).wait_for()
    come(centre)
    for screen in screens:
        waiting(screen, 1).wait_for(timeout=WITHIN_MS)


def test_many_changes_at_once_end_with_the_truth(centre: Centre, at: Open) -> None:
    """With the pause between two readings that a real centre has."""
    page = at()
    is_live(page)
    boards = centre.app.extensions["ramal-wallboard"]
    boards.least_s = 0.4
    for n in range(6):
        come(centre, f"W{n}")
    waiting(page, 6).wait_for(timeout=2 * WITHIN_MS)


def test_what_came_while_the_connection_was_lost_is_caught_up_with(
    centre: Centre, at: Open, site: Site
) -> None:
    page = at("/wallboard?tv=1", "television")
    is_live(page)
    site.down()
    centre.clock.at += LONGEST  # the open stream ends, as it would with the server
    centre.live.publish({"queues"})
    page.locator("[data-connection][data-state=lost]").wait_for(timeout=30_000)
    assert page.locator("#wall").evaluate("wall => getComputedStyle(wall).opacity") == "0.55"
    wait_in_line(centre)
    site.up()
    waiting(page, 1).wait_for(timeout=15_000)
    is_live(page)


def test_time_alone_begins_an_alarm(centre: Centre, at: Open) -> None:
    publish(centre, "ramal policies: 1\nwallboard: [{figure: longest_wait, above: 96}]\n")
    come(centre)
    page = at()
    is_live(page)
    assert page.locator(".alarms").count() == 0
    centre.clock.advance(2)  # nobody is told
    wait_for(page, "Billing: Longest wait 1:37, above 1:36")
    assert page.title().startswith("▲ 1 · ")
    assert "Longest wait" in page.inner_text("#announce")


def test_an_alarm_is_heard_once_somebody_has_allowed_it(centre: Centre, at: Open) -> None:
    publish(centre)
    page = at()
    is_live(page)
    sound = page.locator("#sound")
    assert sound.inner_text().startswith("Sound off")
    entry_id = come(centre)
    page.locator("[data-sounds]").wait_for()
    assert sound.get_attribute("data-played") is None
    go(centre, entry_id)
    page.locator("[data-sounds]").wait_for(state="detached")
    page.keyboard.press("m")
    page.locator("#sound[data-state=on][data-played='1']").wait_for()  # so does it sound
    come(centre, "W2")
    page.locator("#sound[data-played='2']").wait_for()
    come(centre, "W3")
    waiting(page, 2).wait_for()
    assert sound.get_attribute("data-played") == "2", "it began once"
    page.reload()
    page.locator("#sound[aria-pressed=true]").wait_for()
    sound.click()
    page.locator("#sound[data-state=off], #sound[data-state=on]").wait_for()


def test_the_screen_is_filled_and_given_back_by_a_key(centre: Centre, at: Open) -> None:
    page = at("/wallboard?queue=billing", "television")
    is_live(page)
    assert page.locator(".bar").is_visible()
    page.keyboard.press("f")
    page.wait_for_url("**/wallboard?queue=billing&tv=1")
    page.wait_for_function("document.fullscreenElement !== null")
    assert page.locator(".bar").is_hidden()
    page.locator(".of-agents").wait_for(state="detached")
    assert page.inner_text("#full").startswith("Leave full screen")
    page.locator("#full").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/wallboard?queue=billing")
    page.locator(".of-agents").wait_for()
    assert page.locator(".bar").is_visible()


def test_a_page_for_a_television_fills_the_screen_too(centre: Centre, at: Open) -> None:
    page = at("/wallboard?tv=1", "television")
    is_live(page)
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement !== null")
    assert page.locator(".bar").is_hidden()
    assert "tv=1" in page.url
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement === null")
    page.locator(".bar").wait_for()


def test_queues_are_chosen_by_keyboard(centre: Centre, at: Open) -> None:
    page = at()
    page.get_by_role("button", name="All queues").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Technical support").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/wallboard?queue=tech")
    assert page.locator(".queue-card").count() == 1
    wait_for(page, "1 of 2 queues")


def test_it_works_without_scripts(centre: Centre, at: Open, browser: Browser, site: Site) -> None:
    wait_in_line(centre)
    cookies = at().context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies)  # type: ignore[arg-type]  # as they came
    page = context.new_page()
    page.goto(site.url("/wallboard"))
    waiting(page, 1).wait_for()
    page.locator("#full").click()
    page.wait_for_url("**/wallboard?tv=1")
    assert page.locator(".bar").is_hidden()
    assert page.locator("#sound").is_hidden()
    context.close()


def crowd(centre: Centre, queues: int) -> None:
    """So many queues with long names, large figures, and something wrong in each."""
    watches = "[{figure: waiting, above: 0}, {figure: available, below: 1, level: alarm}]"
    publish(centre, f"ramal policies: 1\nwallboard: {watches}\n")
    with centre.store.writing() as session:
        more = "".join(f"  q{n}: {{title: Corporate customers and partners {n}}}\n" for n in range(2, queues))
        text = FLOW.replace("queues:\n", "queues:\n" + more, 1)
        flows.publish(session, tiny_flow(text), text, "Adam Admin", centre.clock())
        if queues == 1:
            session.query(agent_store.AgentQueue).filter_by(queue="tech").delete()
            session.query(Queue).filter_by(name="tech").delete()
    for n in range(12):
        wait_in_line(centre, f"W{n}")
    centre.clock.advance(7300)


@pytest.mark.parametrize("queues", [1, 2, 3, 4, 5, 6, 7, 9, 10, 12])
def test_a_television_shows_all_of_it_without_scrolling(centre: Centre, at: Open, queues: int) -> None:
    crowd(centre, queues)
    page = at("/wallboard?tv=1", "television", "dark")
    is_live(page)
    # in one look: a card may be replaced by news between two
    cards = page.evaluate(f"({EDGES})([...document.querySelectorAll('.queue-card')])")
    assert len(cards) == queues
    for right, bottom, across, down, size in cards:
        assert right <= 1920
        assert bottom <= 1080
        assert max(across, down) <= 1, "something is cut off"
        # A letter is read at five metres when it is 25 mm high: 43 pixels of a screen of 50 inches.
        assert size * 0.7 >= 43


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/wallboard", "/wallboard?tv=1"])
def test_it_fits_and_breaks_no_rule_of_its_policy(
    centre: Centre, at: Open, size: str, scheme: Any, path: str
) -> None:
    crowd(centre, 5)
    page = at("/", size, scheme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(page.url.removesuffix("/") + path)
    is_live(page)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert complaints == []


def test_nothing_moves_for_those_who_want_no_motion(centre: Centre, at: Open) -> None:
    crowd(centre, 2)
    page = at(reduced_motion="reduce")
    flags = page.locator(".queue-card .flag[data-level=alarm]")
    flags.first.wait_for()
    assert set(flags.evaluate_all("all => all.map(flag => getComputedStyle(flag).animationName)")) == {"none"}
