"""The desk in a real browser: a day's work by keyboard, reloads, second tabs, and what each of them keeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from support.services import offers, wrap_up
from support.store import agents as agent_store
from support.store import cards as card_store
from support.store import parties as party_store
from support.store import queues as queue_store
from tests.console.browser import Site, sign_in, wait_for
from tests.console.centre import Centre

CALLER = "+55 11 98888-7777"
# Everything that can be pressed or filled in and has no name for those who hear the page.
NAMELESS = """() => [
    ...document.querySelectorAll('button, input:not([type=hidden]), textarea, select, summary')
  ].filter((each) => each.checkVisibility() && !each.labels?.length && !each.textContent.trim()
    && !each.ariaLabel && !each.title)
  .map((each) => each.outerHTML)"""


def telephone(page: Page, does: str) -> Any:
    return page.evaluate(f"globalThis.telephone.{does}")


def changed(centre: Centre) -> None:
    centre.live.publish({f"desk:{centre.agent_id()}"})


def on_call(centre: Centre, site: Site, page: Page) -> int:
    """Ana talks, in her browser; the offer's id."""
    offer_id = centre.offer(centre.call(), state="accepted")
    sign_in(page, site, "ana", "/desk")
    wait_for(page, "Phone: ready")
    telephone(page, "tell('answered')")
    wait_for(page, "Phone: connected")
    return offer_id


def colleague(centre: Centre, name: str = "Bia Souza", presence: str = "available") -> int:
    with centre.store.writing() as session:
        user = agent_store.User(login=name, name=name, role="agent", password="-", created_at=centre.clock())
        session.add(user)
        session.flush()
        agent = agent_store.Agent(
            user_id=user.id, name=name, identity=f"agent_{user.id}", presence=presence,
            presence_since=centre.clock(), idle_since=centre.clock(),
        )  # fmt: skip
        session.add(agent)
        session.flush()
        return agent.id


def over(centre: Centre, offer_id: int) -> None:
    """The conversation ends, as when the caller has hung up."""
    with centre.store.writing() as session:
        offers.finish(session, offer_id, centre.clock())


def kept(centre: Centre) -> tuple[str, str]:
    """Disposition and notes of the last call, or of the one in the hand."""
    with centre.store.reading() as session:
        agent_id = centre.agent_id()
        offer = queue_store.open_offer_of_agent(session, agent_id) or card_store.last_handled(
            session, agent_id
        )
        assert offer
        return offer.disposition, offer.notes


def entry_of(centre: Centre, offer_id: int) -> int:
    with centre.store.reading() as session:
        offer = session.get(queue_store.Offer, offer_id)
        assert offer
        return offer.entry_id


# --- controls --------------------------------------------------------------------------------------


def test_hold_and_resume_by_key_keep_the_focus(centre: Centre, site: Site, page: Page) -> None:
    on_call(centre, site, page)
    page.keyboard.press("p")
    wait_for(page, "On hold")
    expect(page.locator("#hold")).to_be_focused()
    expect(page.locator("#told")).to_contain_text("The customer is on hold.")
    page.keyboard.press("p")
    page.get_by_role("button", name="Hold").wait_for()
    expect(page.locator("#told")).to_have_text("")


def test_a_colleague_is_found_by_typing_and_asked_with_the_keyboard_alone(
    centre: Centre, site: Site, page: Page
) -> None:
    offer_id = on_call(centre, site, page)
    colleague(centre, "Caio Dias", "away")
    bia = colleague(centre)
    page.keyboard.press("t")
    page.get_by_label("A name, a queue or a number").wait_for()
    expect(page.get_by_role("radio", name="Caio Dias")).to_be_disabled()
    page.keyboard.type("bia")
    expect(page.get_by_role("radio", name="Bia Souza")).to_be_checked()
    expect(page.get_by_role("radio", name="Billing")).to_be_hidden()
    page.keyboard.press("Shift+Enter")
    wait_for(page, "Bia Souza")
    page.locator(".party").filter(has_text="Bia Souza").wait_for()
    expect(page.locator("#told")).to_contain_text("Bia Souza: rings")
    with centre.store.writing() as session:
        offer = queue_store.open_offer_of_agent(session, bia)
        assert offer
        assert (offer.role, offer.entry_id) == ("consult", entry_of(centre, offer_id))
        offer.state, offer.accepted_at = "accepted", centre.clock()
    changed(centre)
    page.get_by_role("button", name="Complete").wait_for()
    expect(page.locator("#told")).to_contain_text("Bia Souza: on the line")
    page.keyboard.press("j")
    expect(page.get_by_role("button", name="Join")).to_be_hidden()


def test_a_queue_is_chosen_with_arrows(centre: Centre, site: Site, page: Page) -> None:
    offer_id = on_call(centre, site, page)
    page.keyboard.press("t")
    page.get_by_role("radio", name="Billing").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Technical support")).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator("#transfer")).to_be_hidden()
    with centre.store.reading() as session:
        call_id = session.get_one(queue_store.QueueEntry, entry_of(centre, offer_id)).call_id
        assert [each.queue for each in queue_store.entries_of(session, call_id)] == ["billing", "tech"]


def test_a_number_that_may_not_be_called_is_refused_in_the_dialog(
    centre: Centre, site: Site, page: Page
) -> None:
    on_call(centre, site, page)
    page.keyboard.press("t")
    page.get_by_role("radio", name="Billing").wait_for()
    page.keyboard.type("+1 900 555-0199")
    page.get_by_role("button", name="Transfer now").click()
    expect(page.locator("#transfer-problem")).not_to_be_empty()
    page.keyboard.press("Escape")
    expect(page.locator("#transfer-button")).to_be_focused()


def test_the_list_of_the_dialog_is_live_and_keeps_the_choice(centre: Centre, site: Site, page: Page) -> None:
    on_call(centre, site, page)
    page.keyboard.press("t")
    page.get_by_role("radio", name="Technical support").check()
    colleague(centre)
    centre.live.publish({"agents"})
    page.get_by_role("radio", name="Bia Souza").wait_for()
    expect(page.get_by_role("radio", name="Technical support")).to_be_checked()
    expect(page.get_by_role("radio", name="Technical support")).to_be_focused()


def test_no_shortcut_reaches_through_a_dialog(centre: Centre, site: Site, page: Page) -> None:
    on_call(centre, site, page)
    page.keyboard.press("?")
    page.get_by_role("heading", name="Keyboard shortcuts").wait_for()
    page.keyboard.press("h")
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    page.keyboard.press("5")
    page.get_by_role("button", name="#", exact=True).click()
    expect(page.locator("#keyed")).to_have_text("5#")
    assert telephone(page, "did") == ["5", "#"]


def test_a_supervisor_in_the_conversation_is_shown(centre: Centre, site: Site, page: Page) -> None:
    offer_id = on_call(centre, site, page)
    with centre.store.writing() as session:
        session.add(
            party_store.Party(
                entry_id=entry_of(centre, offer_id), kind="supervisor", user_id=2, mode="listen", state="in",
                created_at=centre.clock(), answered_at=centre.clock(),
            )
        )  # fmt: skip
    changed(centre)
    page.locator(".party.is-supervisor").filter(has_text="Sue Supervisor").wait_for()


# --- writing down ----------------------------------------------------------------------------------


def test_notes_survive_news_the_end_of_the_call_and_a_reload(centre: Centre, site: Site, page: Page) -> None:
    offer_id = on_call(centre, site, page)
    page.keyboard.press("n")
    page.keyboard.type("Paid twice, ")
    changed(centre)
    telephone(page, "tell('ended')")
    over(centre, offer_id)
    wait_for(page, "next call in")
    expect(page.locator("#notes")).to_be_focused()
    page.keyboard.type("refund")
    expect(page.locator("#notes")).to_have_value("Paid twice, refund")
    page.reload()
    expect(page.locator("#notes")).to_have_value("Paid twice, refund")
    page.wait_for_function("() => !Object.keys(sessionStorage).some((key) => /draft/.test(key))")
    assert kept(centre) == ("", "Paid twice, refund")


def test_what_cannot_be_saved_now_is_saved_later(centre: Centre, site: Site, page: Page) -> None:
    on_call(centre, site, page)
    site.down()
    page.keyboard.press("n")
    page.keyboard.type("while the server was away")
    wait_for(page, "Not saved yet, trying again")
    site.up()
    page.get_by_text("Saved", exact=True).wait_for()
    assert kept(centre) == ("", "while the server was away")


def test_wrap_up_by_keyboard(centre: Centre, site: Site, page: Page) -> None:
    offer_id = on_call(centre, site, page)
    telephone(page, "tell('ended')")
    over(centre, offer_id)
    wait_for(page, "next call in")
    expect(page.locator("#told")).to_have_text("The call is over. Wrap-up.")
    page.keyboard.press("2")
    expect(page.get_by_role("radio", name="Follow-up")).to_be_checked()
    page.get_by_text("Saved", exact=True).wait_for()
    page.keyboard.press("e")
    longer = (centre.clock() + timedelta(seconds=60)).strftime("%M:%S")
    page.locator(f".countdown time[datetime*=':{longer}']").wait_for()
    page.get_by_text("Open a ticket").click()
    page.get_by_label("Subject").fill("Two bills")
    page.keyboard.press("Enter")
    wait_for(page, "Ticket 1001 is open.")
    page.get_by_text("Promise a callback").click()
    page.get_by_role("button", name="Promise", exact=True).click()
    wait_for(page, "is called back as soon as somebody is free.")
    page.keyboard.press("Escape")
    page.locator("#ready").focus()
    page.keyboard.press("r")
    wait_for(page, "Waiting for a call")
    wait_for(page, "Your last call")
    assert kept(centre)[0] == "follow_up"
    assert centre.presence() == ("available", "")


def test_a_name_given_in_place_is_the_headline_at_once(centre: Centre, site: Site, page: Page) -> None:
    on_call(centre, site, page)
    page.get_by_label("Name", exact=True).fill("Rosa Lima")
    page.keyboard.press("Tab")
    page.get_by_role("heading", name="Rosa Lima").wait_for()
    expect(page.get_by_label("About this customer")).to_be_focused()


# --- reloads and tabs ------------------------------------------------------------------------------


def test_after_a_reload_in_a_call_the_ring_is_answered_by_itself(
    centre: Centre, site: Site, page: Page
) -> None:
    offer_id = on_call(centre, site, page)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    wait_for(page, "Phone: ready")
    with centre.store.writing() as session:
        session.get_one(queue_store.Offer, offer_id).lost_at = centre.clock()
    changed(centre)
    wait_for(page, "Your line broke off. It rings again.")
    telephone(page, "tell('incoming')")
    wait_for(page, "Phone: connected")
    assert telephone(page, "did") == ["accept"]


def test_a_browser_that_was_not_in_the_call_asks_before_it_answers(
    centre: Centre, site: Site, page: Page
) -> None:
    offer_id = centre.offer(centre.call(), state="accepted")
    with centre.store.writing() as session:
        session.get_one(queue_store.Offer, offer_id).lost_at = centre.clock()
    sign_in(page, site, "ana", "/desk")
    wait_for(page, "Phone: ready")
    telephone(page, "tell('incoming')")
    assert telephone(page, "did") == []
    page.keyboard.press("a")
    wait_for(page, "Phone: connected")


def second_tab(page: Page, site: Site) -> Page:
    tab = page.context.new_page()
    tab.goto(site.url("/desk"))
    return tab


def test_a_second_tab_leaves_the_phone_where_it_is_and_works_it_from_there(
    centre: Centre, site: Site, page: Page
) -> None:
    sign_in(page, site, "ana", "/desk")
    wait_for(page, "Phone: ready")
    tab = second_tab(page, site)
    wait_for(tab, "The phone is in another tab")
    centre.offer(centre.call())
    changed(centre)
    wait_for(tab, CALLER)
    tab.keyboard.press("a")
    wait_for(page, "Phone: answering…")
    telephone(page, "tell('incoming')")
    wait_for(page, "Phone: connected")
    assert telephone(page, "did") == ["accept"]


def test_the_phone_can_be_taken_and_comes_back_when_the_tab_is_closed(
    centre: Centre, site: Site, page: Page
) -> None:
    sign_in(page, site, "ana", "/desk")
    wait_for(page, "Phone: ready")
    tab = second_tab(page, site)
    tab.get_by_role("button", name="Take it here").click()
    wait_for(tab, "Phone: ready")
    wait_for(page, "The phone is in another tab")
    assert telephone(page, "did") == ["unregister"]
    tab.close()
    wait_for(page, "Phone: ready")


def test_the_phone_taken_in_a_call_is_rung_again_and_answers_by_itself(
    centre: Centre, site: Site, page: Page
) -> None:
    """The other tab's "talking" once came along, and the ring was never answered."""
    on_call(centre, site, page)
    tab = second_tab(page, site)
    expect(tab.locator("#mute")).to_be_enabled()
    tab.get_by_role("button", name="Take it here").click()
    wait_for(tab, "Phone: ready")
    telephone(tab, "tell('incoming')")
    wait_for(tab, "Phone: connected")
    assert telephone(tab, "did") == ["accept"]


def test_what_is_written_in_one_tab_is_in_the_other(centre: Centre, site: Site, page: Page) -> None:
    on_call(centre, site, page)
    tab = second_tab(page, site)
    tab.get_by_label("Notes").fill("From the second tab")
    expect(page.locator("#notes")).to_have_value("From the second tab")
    page.get_by_text("Solved", exact=True).click()
    expect(tab.get_by_role("radio", name="Solved")).to_be_checked()
    expect(tab.locator("#notes")).to_have_value("From the second tab")


# --- looks -----------------------------------------------------------------------------------------


def ringing(centre: Centre) -> None:
    centre.offer(centre.call())


def held(centre: Centre) -> None:
    offer_id = centre.offer(centre.call(), state="accepted")
    with centre.store.writing() as session:
        entry = queue_store.entry(session, entry_of(centre, offer_id))
        assert entry
        entry.held_at = centre.clock() - timedelta(seconds=40)


def wrapping_up(centre: Centre) -> None:
    over(centre, centre.offer(centre.call(), state="accepted"))


def afterwards(centre: Centre) -> None:
    wrapping_up(centre)
    with centre.store.writing() as session:
        wrap_up.ready(session, centre.agent_id(), centre.clock())


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("state", [ringing, held, wrapping_up, afterwards])
def test_every_state_fits_names_its_controls_and_keeps_its_policy(
    centre: Centre, site: Site, browser: Browser, state: Callable[[Centre], None], width: int
) -> None:
    state(centre)
    page = browser.new_context(viewport={"width": width, "height": 800}, locale="en-US").new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page, site, "ana", "/desk")
    wait_for(page, "Phone: ready")
    for summary in page.locator("summary").all():
        if summary.is_visible():
            summary.click()
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert (wider, page.evaluate(NAMELESS), complaints) == (0, [], [])
    page.context.close()
