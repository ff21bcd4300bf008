"""A supervisor and two agents in real browsers at the same time: the page is live, its telephone picks up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from support.services import offers, parties, people, supervising
from support.store import agents as agent_store
from support.store import parties as party_store
from support.store import queues as queue_store
from tests.console.browser import Site, sign_in, wait_for
from tests.console.centre import PASSWORD, Centre
from tests.console.test_supervise import wait_in_line

SIZES = {"desktop": (1280, 800), "phone": (390, 800)}
Open = Callable[..., Page]


@pytest.fixture
def crew(centre: Centre) -> None:
    """A second agent, and a telephone for the supervisor."""
    with centre.store.writing() as session:
        people.add_user(session, "bia", "Bia Agent", "agent", PASSWORD, centre.clock(), ("billing",))
        user = agent_store.user_by_login(session, "sue")
        assert user
        people.ensure_agent(session, user, centre.clock())


@pytest.fixture
def at(browser: Browser, site: Site, crew: None) -> Iterator[Open]:
    """`at("sue", "/supervise")`: somebody's browser, signed in."""
    contexts = []

    def open_page(login: str, path: str, size: str = "desktop", scheme: Any = "light") -> Page:
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        context.set_default_timeout(8000)
        contexts.append(context)
        page = context.new_page()
        sign_in(page, site, login, path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def telephone(page: Page, does: str) -> Any:
    return page.evaluate(f"globalThis.telephone.{does}")


def picked_up(centre: Centre) -> None:
    with centre.store.writing() as session:
        party = session.query(party_store.Party).filter_by(state="ordered").one()
        assert parties.answered(session, party.id, f"SU{party.id}", centre.clock())


def gone(centre: Centre) -> None:
    """The supervisor's leg has ended."""
    with centre.store.writing() as session:
        for party in session.query(party_store.Party).filter_by(state="in"):
            assert parties.report(session, party.id, party.leg_sid or "", "completed", 9, centre.clock())


def test_two_agents_come_and_go_before_a_supervisors_eyes(centre: Centre, at: Open) -> None:
    sue, ana, bia = at("sue", "/supervise"), at("ana", "/desk"), at("bia", "/desk")
    ana.click("#go-available")
    sue.locator("tr", has_text="Ana Agent").locator(".of-presence", has_text="Available").wait_for()
    bia.click("#go-away")
    bia.get_by_role("button", name="Lunch").click()
    sue.locator("tr", has_text="Bia Agent").get_by_text("Away · Lunch").wait_for()
    centre.offer(centre.call())
    centre.live.publish({"agents", "queues"})
    sue.locator("tr", has_text="Ana Agent").get_by_text("Ringing").wait_for()
    sue.click(f"#presence-{centre.agent_id('bia')}")
    sue.get_by_role("button", name="Available", exact=True).locator("visible=true").click()
    wait_for(bia, "Waiting for a call")


def test_listening_by_keyboard_from_the_ring_to_the_end(centre: Centre, at: Open) -> None:
    centre.offer(centre.call(), "accepted")
    sue = at("sue", "/supervise")
    wait_for(sue, "Phone: ready")
    sue.locator("#listen-1").focus()
    sue.keyboard.press("Enter")
    wait_for(sue, "Connecting you with Ana Agent…")
    assert telephone(sue, "did") == []
    telephone(sue, "tell('incoming')")
    wait_for(sue, "Phone: connected")
    picked_up(centre)
    wait_for(sue, "You listen to Ana Agent.")
    assert sue.inner_text("#announce") == "You listen to Ana Agent."
    sue.keyboard.press("w")
    wait_for(sue, "You whisper to Ana Agent.")
    sue.keyboard.press("b")
    wait_for(sue, "You are in the conversation of Ana Agent.")
    sue.keyboard.press("l")
    wait_for(sue, "You listen to Ana Agent.")
    sue.keyboard.press("s")
    wait_for(sue, "Phone: ready")
    gone(centre)
    wait_for(sue, "You listen to nobody.")
    assert telephone(sue, "did") == ["accept", "hangUp"]


def test_a_call_that_is_offered_is_not_picked_up_here(centre: Centre, at: Open) -> None:
    sue = at("sue", "/supervise")
    wait_for(sue, "Phone: ready")
    telephone(sue, "tell('incoming')")
    centre.offer(centre.call(), login="sue")
    centre.live.publish({"agents", "floor"})
    sue.locator("tr", has_text="Sue Supervisor").get_by_text("Ringing").wait_for()
    assert telephone(sue, "did") == []


def test_a_reload_while_it_rings_and_while_one_listens(centre: Centre, at: Open) -> None:
    centre.offer(centre.call(), "accepted")
    sue = at("sue", "/supervise")
    wait_for(sue, "Phone: ready")
    sue.click("#barge-1")
    wait_for(sue, "Connecting you with Ana Agent…")
    sue.reload()
    wait_for(sue, "Phone: ready")
    telephone(sue, "tell('incoming')")
    wait_for(sue, "Phone: connected")
    picked_up(centre)
    wait_for(sue, "You are in the conversation of Ana Agent.")
    sue.reload()
    wait_for(sue, "You are in the conversation of Ana Agent.")
    assert sue.get_by_role("button", name="Stop").is_visible()


def test_the_end_of_the_conversation_is_the_end_of_listening(centre: Centre, at: Open) -> None:
    centre.offer(centre.call(), "accepted")
    sue = at("sue", "/supervise")
    wait_for(sue, "Phone: ready")
    sue.click("#listen-1")
    wait_for(sue, "Connecting you")
    telephone(sue, "tell('incoming')")
    wait_for(sue, "Phone: connected")
    picked_up(centre)
    wait_for(sue, "You listen to Ana Agent.")
    gone(centre)
    telephone(sue, "tell('ended')")
    wait_for(sue, "You listen to nobody.")
    wait_for(sue, "Phone: ready")


def test_a_refusal_is_said(centre: Centre, at: Open) -> None:
    offer_id = centre.offer(centre.call(), "accepted")
    sue = at("sue", "/supervise")
    wait_for(sue, "Phone: ready")
    with centre.store.writing() as session:  # unheard: the page still shows the button
        offers.finish(session, offer_id, centre.clock())
        session.info.clear()
    sue.click("#listen-1")
    wait_for(sue, "Ana Agent is not talking with anybody")


def test_a_caller_is_moved_while_news_come(centre: Centre, at: Open) -> None:
    entry_id = wait_in_line(centre)
    sue = at("sue", "/supervise")
    sue.click(f"#move-{entry_id}")
    wait_in_line(centre, "W2", "+5511966665555")
    centre.live.publish({"queues", "waiting"})
    wait_for(sue, "+55119****5555")
    sue.get_by_role("button", name="Technical support").locator("visible=true").click()
    wait_for(sue, "Moved to Technical support")
    with centre.store.reading() as session:
        assert len(queue_store.in_line(session, "tech")) == 1


def test_a_notice_asks_before_it_is_heard(centre: Centre, at: Open) -> None:
    sue = at("sue", "/supervise")
    asked: list[str] = []
    answers = iter((False, True))

    def answer(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.accept() if next(answers) else dialog.dismiss()

    sue.on("dialog", answer)
    sue.get_by_role("button", name="Switch outage on").click()
    assert sue.get_by_role("button", name="Switch outage on").is_visible()
    sue.get_by_role("button", name="Switch outage on").click()
    wait_for(sue, "On: callers hear it")
    assert asked == ["Switch outage on? Callers hear it from now."] * 2


def test_rows_stay_where_they_are_when_a_call_comes(centre: Centre, at: Open) -> None:
    sue = at("sue", "/supervise")
    places = (
        "[...document.querySelectorAll('.floor tbody tr, .floor thead th')]"
        ".map((each) => { const box = each.getBoundingClientRect(); return [box.x, box.y, box.height]; })"
    )
    before = sue.evaluate(places)
    centre.offer(centre.call(), "accepted")
    centre.live.publish({"agents"})
    sue.locator("#listen-1").wait_for()
    assert sue.evaluate(places) == before


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_breaks_no_rule_of_its_policy(centre: Centre, at: Open, size: str, scheme: Any) -> None:
    offer_id = centre.offer(centre.call(), "accepted")
    wait_in_line(centre)
    with centre.store.writing() as session:
        user = agent_store.user_by_login(session, "sue")
        offer = session.get(queue_store.Offer, offer_id)
        assert user
        assert offer
        supervising.listen(session, user.id, offer.agent_id, "whisper", centre.clock())
    picked_up(centre)
    page = at("sue", "/", size, scheme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for path in ("/supervise", "/admin/agents", "/admin/agents/1"):
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)
        page.locator("h1").first.wait_for(state="attached")
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, path
    assert complaints == []
