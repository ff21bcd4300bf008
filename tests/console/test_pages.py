"""The pages in a real browser: the desk is live, its keys work, and no page breaks its own policy."""

from __future__ import annotations

import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from console.live import LONGEST
from support.services import agents, offers
from support.store import queues as queue_store
from tests.console.browser import Site, sign_in, wait_for
from tests.console.centre import Centre, add_call, add_ticket

LOOK = {"desktop": (1280, 800), "phone": (390, 800)}


def telephone(page: Page, does: str) -> Any:
    return page.evaluate(f"globalThis.telephone.{does}")


def ring(centre: Centre) -> None:
    centre.offer(centre.call())
    centre.live.publish({f"desk:{centre.agent_id()}"})


def test_a_call_is_answered_by_keyboard_before_the_telephone_has_rung(
    centre: Centre, site: Site, page: Page
) -> None:
    sign_in(page, site, "ana", "/desk")
    wait_for(page, "Phone: ready")
    page.click("#go-available")
    wait_for(page, "Waiting for a call")
    ring(centre)
    wait_for(page, "+55 11 98888-7777")
    assert "is calling" in page.title()
    assert page.inner_text("#announce") == "+55 11 98888-7777 is calling. Billing"
    page.keyboard.press("a")
    wait_for(page, "Phone: answering…")
    assert telephone(page, "did") == []
    telephone(page, "tell('incoming')")
    wait_for(page, "Phone: connected")
    assert telephone(page, "did") == ["accept"]


def test_on_a_call_keys_mute_dial_and_hang_up(centre: Centre, site: Site, page: Page) -> None:
    centre.offer(centre.call(), state="accepted")
    sign_in(page, site, "ana", "/desk")
    wait_for(page, "Phone: ready")
    telephone(page, "tell('answered')")
    wait_for(page, "Phone: connected")
    page.keyboard.press("m")
    wait_for(page, "Unmute")
    page.keyboard.press("7")
    page.click("#keypad-button")
    page.click("[data-digit='#']")
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    wait_for(page, "Phone: ready")
    assert telephone(page, "did") == ["mute true", "7", "#", "hangUp"]


def test_going_away_names_a_reason(centre: Centre, site: Site, page: Page) -> None:
    sign_in(page, site, "ana", "/desk")
    page.click("#go-away")
    page.get_by_role("button", name="Lunch").click()
    wait_for(page, "Away · Lunch")
    assert centre.presence() == ("away", "lunch")


def test_an_open_menu_stays_open_when_news_come(centre: Centre, site: Site, page: Page) -> None:
    sign_in(page, site, "ana", "/desk")
    wait_for(page, "Phone: ready")
    page.click("#go-away")
    ring(centre)
    page.wait_for_selector("#answer")
    page.get_by_role("button", name="Lunch").click()
    wait_for(page, "Away · Lunch")


def test_a_caller_who_gives_up_while_answer_was_pressed(centre: Centre, site: Site, page: Page) -> None:
    sign_in(page, site, "ana", "/desk")
    wait_for(page, "Phone: ready")
    ring(centre)
    page.click("#answer")
    wait_for(page, "Phone: answering…")
    with centre.store.writing() as session:
        offer = queue_store.open_offer_of_agent(session, centre.agent_id())
        assert offer
        offers.release(session, offer.entry_id, centre.clock())
    wait_for(page, "Waiting for a call")
    wait_for(page, "Phone: ready")
    assert telephone(page, "did") == []


def test_declining_tells_the_server(centre: Centre, site: Site, page: Page) -> None:
    sign_in(page, site, "ana", "/desk")
    wait_for(page, "Phone: ready")
    ring(centre)
    page.click("#decline")
    wait_for(page, "You are away")
    assert centre.presence() == ("away", "declined")


def test_a_lost_connection_is_shown_and_heals_with_what_happened_meanwhile(
    centre: Centre, site: Site, page: Page
) -> None:
    sign_in(page, site, "ana", "/desk")
    page.locator("[data-connection][data-state=live]").wait_for()
    site.down()
    centre.clock.at += LONGEST  # the open stream ends, as it would with the server
    centre.live.publish({f"desk:{centre.agent_id()}"})
    wait_for(page, "Connection lost")
    centre.offer(centre.call())
    site.up()
    wait_for(page, "+55 11 98888-7777")
    page.locator("[data-connection][data-state=live]").wait_for()


def test_an_ended_session_leads_to_the_form_and_back(centre: Centre, site: Site, page: Page) -> None:
    sign_in(page, site, "ana", "/desk")
    page.locator("[data-connection][data-state=live]").wait_for()
    visits: list[str] = []

    def slowly(route: Route) -> None:
        time.sleep(0.2)
        route.continue_()

    page.route("**/desk", slowly)

    def visited(request: Request) -> None:
        if request.is_navigation_request():
            visits.append(request.url)

    page.on("request", visited)
    page.context.clear_cookies()
    # Looks that go on while the page is left, as when it wakes from a sleep: it once left many times over.
    page.evaluate("setInterval(() => document.dispatchEvent(new Event('ramal:changed')), 1)")
    centre.live.publish({f"desk:{centre.agent_id()}"})
    page.get_by_label("Password").wait_for()
    assert page.url.endswith("/sign-in?next=/desk")
    assert visits == [site.url("/desk"), page.url]


def test_news_wait_while_a_button_is_pressed(centre: Centre, site: Site, page: Page) -> None:
    """A click whose button was replaced between press and release did nothing."""
    sign_in(page, site, "ana", "/desk")
    page.locator("[data-connection][data-state=live]").wait_for()
    page.hover("#go-available")
    page.mouse.down()
    with page.expect_response("**/desk/now") as news, centre.store.writing() as session:
        agents.set_presence(session, centre.agent_id(), "away", centre.clock(), "lunch")
    news.value.finished()
    page.evaluate("new Promise(requestAnimationFrame)")
    page.mouse.up()
    wait_for(page, "Waiting for a call")


def test_tickets_by_keyboard(centre: Centre, site: Site, page: Page) -> None:
    with centre.store.writing() as session:
        for sid in ("CA1", "CA2"):
            add_ticket(session, add_call(session, sid, "+5511988887777", centre.clock()), sid, centre.clock())
    sign_in(page, site, "ana", "/tickets")
    for key in ("j", "j", "k", "j"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/1001?*")
    # A style of the transcript once squeezed the forms beside it.
    assert page.evaluate("document.getElementById('assignee').offsetWidth") > 200
    page.select_option("#status", "solved")
    page.click("#ticket-fields button")
    wait_for(page, "Ticket 1001 is changed.")
    assert centre.ticket(1001).ticket.status == "solved"
    page.get_by_role("button", name="Undo").click()
    page.locator("#status option[value=new][selected]").wait_for(state="attached")
    page.goto(site.url("/tickets"))
    page.keyboard.press("/")
    page.keyboard.type("1002")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=1002*")


TWILIO = """async () => {
  const { TwilioVoice } = await import("/console/voice-twilio.js");
  const did = [];
  const emitter = () => {
    const heard = {};
    return { on: (name, act) => { heard[name] = act; }, emit: (name, fact) => heard[name](fact) };
  };
  const device = Object.assign(emitter(), {
    register: async () => { did.push("register"); device.emit("registered"); },
    updateToken: (token) => did.push(`token ${token}`),
  });
  const ringing = (from) => Object.assign(emitter(), {
    parameters: { From: from, CallSid: `CA-${from}` },
    customParameters: new Map([["queue", "billing"]]),
    accept() { did.push("accept"); this.emit("accept"); },
    reject() { did.push(`reject ${from}`); },
    disconnect() { did.push("disconnect"); this.emit("disconnect"); },
    mute(on) { did.push(`mute ${on}`); },
    sendDigits(digits) { did.push(digits); },
  });
  let tokens = 0;
  const voice = new TwilioVoice(function Device(token) { did.push(`device ${token}`); return device; });
  for (const name of ["registered", "incoming", "answered", "ended", "microphone", "error"]) {
    voice.addEventListener(name, ({ detail }) => did.push(`${name} ${JSON.stringify(detail)}`));
  }
  await voice.register(async () => ++tokens);
  device.emit("incoming", ringing("+1"));
  device.emit("incoming", ringing("+2"));
  voice.accept(); voice.mute(true); voice.sendDigits("1#"); voice.hangUp(); voice.hangUp();
  device.emit("error", { code: 31401, message: "denied" });
  await device.emit("tokenWillExpire");
  await 0;
  return did;
}"""


def test_twilios_telephone_is_used_like_the_exchanges(site: Site, page: Page) -> None:
    sign_in(page, site, "sue", "/")
    assert page.evaluate(TWILIO) == [
        "device 1",
        "register",
        "registered {}",
        'incoming {"from":"+1","sid":"CA-+1","params":{"queue":"billing"}}',
        "reject +2",
        "accept",
        'microphone {"state":"on"}',
        'answered {"sid":"CA-+1"}',
        "mute true",
        "1#",
        "disconnect",
        'ended {"status":"completed"}',
        'microphone {"state":"refused"}',
        "token 2",
    ]


LOSES = """async () => {
  const { TwilioVoice } = await import("/console/voice-twilio.js");
  const did = [], heard = {}, waits = [];
  globalThis.setTimeout = (act, ms) => { waits.push(Math.round(ms / 1000)); Promise.resolve().then(act); };
  Math.random = () => 0.5;
  let refusals = 3;
  const device = {
    state: "unregistered",
    on: (name, act) => { heard[name] = act; },
    updateToken: (token) => did.push(`token ${token}`),
    destroy: () => did.push("destroy"),
    register: async () => {
      if (refusals-- > 0) throw new Error("no way through");
      did.push("registered");
      heard.registered();
    },
  };
  const voice = new TwilioVoice(function Device() { return device; });
  let tokens = 0;
  await voice.register(async () => ++tokens).catch(() => did.push("refused"));
  for (let turn = 0; turn < 50; turn += 1) await 0;
  voice.unregister();
  heard.unregistered();
  return [did, waits];
}"""


def test_twilios_telephone_registers_again_after_growing_pauses_until_it_is_told_to_stop(
    site: Site, page: Page
) -> None:
    sign_in(page, site, "sue", "/")
    did, waits = page.evaluate(LOSES)
    assert did == ["refused", "token 2", "token 3", "token 4", "registered", "destroy"]
    assert waits == [1, 2, 4]


@pytest.mark.parametrize("look", LOOK)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_and_break_no_rule_of_their_policy(
    centre: Centre, site: Site, browser: Browser, look: str, scheme: Any
) -> None:
    call_id = centre.call(outcome="answered")
    width, height = LOOK[look]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    sign_in(page, site, "adam", "/")
    paths = ("/", "/desk", "/tickets", "/wallboard", "/reports", f"/calls/{call_id}", "/admin")
    for path in (
        *paths,
        "/admin/audit",
        "/admin/notices",
        "/admin/speech",
        "/admin/flows/acme",
        "/admin/flows/acme/1.yaml",
    ):
        page.goto(site.url(path))
        assert page.evaluate("document.documentElement.dataset.bsTheme") == scheme
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, path
    assert complaints == []
    context.close()
