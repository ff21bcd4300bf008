"""The pages in a real browser: the desk is live, its keys work, and no page breaks its own policy."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Response
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from console.live import LONGEST
from support.services import offers
from support.store import queues as queue_store
from tests.console.centre import PASSWORD, Centre, add_call, add_ticket

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LOOK = {"desktop": (1280, 800), "phone": (390, 800)}
# Stands in for the exchange's telephone: it writes down what it is told, and the test makes it ring.
VOICE = """
export class ExchangeVoice extends EventTarget {
  did = [];
  constructor() { super(); globalThis.telephone = this; }
  async register(fetchToken) { this.token = await fetchToken(); this.tell("registered"); }
  tell(type, detail = {}) { this.dispatchEvent(new CustomEvent(type, { detail })); }
  accept() { this.did.push("accept"); this.tell("answered"); }
  decline() { this.did.push("decline"); this.tell("ended"); }
  hangUp() { this.did.push("hangUp"); this.tell("ended"); }
  mute(on) { this.did.push(`mute ${on}`); }
  sendDigits(digits) { this.did.push(digits); }
}
"""


class Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing: the test says what went wrong."""


class Site:
    """The centre on a port; it can go away and come back."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.port = 0
        self.server: BaseWSGIServer | None = None
        self.up()

    def up(self) -> None:
        app = self.centre.app
        self.server = make_server("127.0.0.1", self.port, app, threaded=True, request_handler=Quiet)
        self.server.daemon_threads = True  # type: ignore[attr-defined]  # of the threading server
        self.server.block_on_close = False  # type: ignore[attr-defined]
        self.port = self.server.port
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def down(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def site(centre: Centre) -> Iterator[Site]:
    def voice() -> Response:
        return Response(VOICE, mimetype="text/javascript")

    centre.app.add_url_rule("/phone/static/voice.js", "voice", voice)
    served = Site(centre)
    yield served
    served.down()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    context.set_default_timeout(15_000)
    opened = context.new_page()
    yield opened
    context.close()


def sign_in(page: Page, site: Site, login: str, path: str) -> None:
    page.goto(site.url(f"/sign-in?next={path}"))
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("main button.btn-primary")
    page.wait_for_url(f"**{path}")


def wait_for(page: Page, words: str) -> None:
    page.get_by_text(words).first.wait_for()


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
    page.context.clear_cookies()
    centre.live.publish({f"desk:{centre.agent_id()}"})
    page.wait_for_url("**/sign-in?next=/desk")


def test_tickets_by_keyboard(centre: Centre, site: Site, page: Page) -> None:
    with centre.store.writing() as session:
        for sid in ("CA1", "CA2"):
            add_ticket(session, add_call(session, sid, "+5511988887777", centre.clock()), sid, centre.clock())
    sign_in(page, site, "ana", "/tickets")
    for key in ("j", "j", "k", "j"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/1001")
    # A style of the transcript once squeezed the forms beside it.
    assert page.evaluate("document.getElementById('assignee').offsetWidth") > 200
    page.select_option("#status", "solved")
    wait_for(page, "Ticket 1001 is now: Solved.")
    page.get_by_role("button", name="Undo").click()
    wait_for(page, "Ticket 1001 is now: New.")
    page.goto(site.url("/tickets"))
    page.keyboard.press("/")
    page.keyboard.type("1002")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=1002")


def test_words_appear_as_they_are_said_and_lines_that_are_there_stay(
    centre: Centre, site: Site, page: Page
) -> None:
    call_id = centre.call()
    centre.offer(call_id)
    centre.say(call_id, "my bill is wrong")
    sign_in(page, site, "ana", "/desk")
    page.evaluate("document.querySelector('[data-finished] li').was = 'there'")
    line = centre.say(call_id, "I paid it", final=False)
    page.locator(".grows", has_text="I paid it").wait_for()
    centre.say(call_id, "I paid it on Monday", line=line)
    page.locator("[data-finished]", has_text="I paid it on Monday").wait_for()
    assert page.locator(".grows").count() == 0
    lines = "[...document.querySelectorAll('[data-finished] li')].map(line => line.was ?? 'new')"
    assert page.evaluate(lines) == ["there", "new"]


def test_the_transcript_follows_the_newest_line_unless_the_agent_reads_older_ones(
    centre: Centre, site: Site, page: Page
) -> None:
    call_id = centre.call()
    centre.offer(call_id)
    for index in range(30):
        centre.say(call_id, f"line {index}")
    sign_in(page, site, "ana", "/desk")
    box = page.locator("[data-log]")
    below = "box => box.scrollHeight - box.scrollTop - box.clientHeight"
    assert box.evaluate(below) < 2
    centre.say(call_id, "the newest")
    box.get_by_text("the newest").wait_for()
    assert box.evaluate(below) < 2
    box.evaluate("box => { box.scrollTop = 40; }")
    centre.say(call_id, "one more")
    box.get_by_text("one more").wait_for(state="attached")
    assert box.evaluate("box => box.scrollTop") == 40


def test_words_are_labelled_by_keyboard(centre: Centre, site: Site, page: Page) -> None:
    centre.talks()
    call_id = centre.call()
    last, middle, first = [centre.utterance(call_id, f"words {index}") for index in range(3)]
    sign_in(page, site, "adam", "/admin/speech")
    focused = "document.activeElement.id"
    for key in ("j", "j", "k"):
        page.keyboard.press(key)
    assert page.evaluate(focused) == f"u{first}"
    page.keyboard.press("2")
    page.get_by_text("1 labelled: Tech support.").wait_for()
    page.wait_for_function(f"{focused} === 'u{middle}'")
    page.keyboard.press("9")  # there is no ninth intent
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("[data-choose]:checked").count() == 2
    page.select_option("#several-intent", "oos")
    page.get_by_role("button", name="Label the chosen").click()
    page.get_by_text("2 labelled: None of these.").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.locator(f"#u{last}").wait_for()


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
