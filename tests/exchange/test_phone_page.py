"""The page /phone in a real Chromium: a customer calls, hears, presses, speaks, and reads."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from exchange import messages
from exchange.audio import mulaw, wav
from exchange.audio.speech import Speech

from .phone_server import BRIEF, DESK, LINE, VOICEMAIL, PhoneServer, eventually, running

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
WIDTHS = [(1280, 800), (390, 844)]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path and os.environ.get("CI") != "true":
        pytest.skip("no Chromium: install it or set CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PhoneServer]:
    with running(tmp_path_factory.mktemp("exchange"), Speech(), prompt_speed=1.0) as server:
        yield server


@pytest.fixture
def tab(chromium: Browser, company: PhoneServer) -> Iterator[Page]:
    context = chromium.new_context(locale="en-US")
    yield from opened(context, company)
    assert eventually(company.exchange.idle), "a call outlived its page"


def opened(context: BrowserContext, company: PhoneServer) -> Iterator[Page]:
    """The phone's page, ready to call; any error on it fails the test."""
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.goto(f"{company.url}/phone")
    expect(page.locator("#state")).to_have_text("Ready")
    yield page
    context.close()
    assert faults == []


def call(tab: Page, number: str) -> None:
    tab.locator(f"#lines input[value='{number}']").check()
    tab.get_by_role("button", name="Call").click()
    expect(tab.locator("#state")).to_contain_text("In call")


def test_lines_are_offered_with_their_names(tab: Page) -> None:
    expect(tab.get_by_role("radio")).to_have_count(4)
    expect(tab.get_by_text("Acme customer line")).to_be_visible()
    expect(tab.locator("#number")).to_have_value(LINE)


def test_a_call_with_keys_and_captions(tab: Page) -> None:
    call(tab, LINE)
    log = tab.get_by_role("log")
    expect(log).to_contain_text("Acme, bom dia")
    expect(tab.locator("#timer")).to_have_text("0:01")
    tab.keyboard.press("1")
    expect(log.locator(".mine")).to_have_text("1")
    expect(log).to_contain_text("Você escolheu 1.")
    expect(log).to_contain_text("The call has ended", timeout=10_000)
    expect(tab.locator("#state")).to_have_text("Ready")
    expect(tab.get_by_role("button", name="Call")).to_be_enabled()


def test_a_call_in_words(tab: Page) -> None:
    call(tab, LINE)
    tab.get_by_label("Words instead of the microphone").fill("faturas")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("log")).to_contain_text("Você escolheu faturas.")
    tab.get_by_role("button", name="Hang up").click()
    expect(tab.locator("#state")).to_have_text("Ready")


def test_the_microphone_reaches_the_voicemail(tab: Page, company: PhoneServer) -> None:
    before = set(company.exchange.office.folder.rglob("*.wav"))
    call(tab, VOICEMAIL)
    log = tab.get_by_role("log")
    expect(log).to_contain_text("Your message is being recorded")
    tab.wait_for_timeout(2500)  # the fake microphone beeps once a second
    tab.keyboard.press("#")
    expect(log).to_contain_text("The call has ended", timeout=10_000)
    (path,) = set(company.exchange.office.folder.rglob("*.wav")) - before
    sound = wav.read(path)
    assert mulaw.seconds(sound) > 1.5
    assert max(mulaw.loudness(frame) for frame in mulaw.frames(sound)) > 1000


def test_what_is_played_reaches_the_ear(tab: Page) -> None:
    tab.evaluate(
        """() => {  // listen in where the page's sound leaves it
          const connect = AudioNode.prototype.connect;
          AudioNode.prototype.connect = function (target, ...rest) {
            if (target instanceof AudioDestinationNode && this instanceof BiquadFilterNode) {
              window.ear = new AnalyserNode(this.context, { fftSize: 2048 });
              connect.call(this, window.ear);
            }
            return connect.call(this, target, ...rest);
          };
        }"""
    )
    call(tab, VOICEMAIL)
    tab.wait_for_function(
        """() => {
          if (!window.ear) return false;
          const samples = new Float32Array(2048);
          window.ear.getFloatTimeDomainData(samples);
          return Math.max(...samples) > 0.05;
        }""",
        polling=20,
        timeout=5000,
    )


def test_without_a_microphone_the_call_goes_on(chromium: Browser, company: PhoneServer) -> None:
    context = chromium.new_context(locale="en-US")
    refusal = "async () => { throw new DOMException('no', 'NotAllowedError'); }"
    context.add_init_script(f"navigator.mediaDevices.getUserMedia = {refusal}")
    for tab in opened(context, company):
        call(tab, LINE)
        expect(tab.get_by_role("alert")).to_contain_text("No permission for the microphone")
        tab.get_by_role("button", name="1", exact=True).click()
        expect(tab.get_by_role("log")).to_contain_text("Você escolheu 1.")


VOICES = """
  window.speechSynthesis.getVoices = () => ["pt-BR", "en-US", "es-ES"].map((lang) => ({ lang }));
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  window.spoken = [];
  window.speechSynthesis.cancel = () => {};
  window.speechSynthesis.speak = (utterance) => {
    spoken.push([utterance.text, utterance.lang]);
    if (%s) setTimeout(() => utterance.onend(), 50);
  };
"""


@pytest.mark.parametrize("finishes", [True, False], ids=["a voice", "a voice that hangs"])
def test_prompts_by_the_browsers_own_voice(chromium: Browser, company: PhoneServer, finishes: bool) -> None:
    context = chromium.new_context(locale="en-US")
    context.add_init_script(VOICES % ("true" if finishes else "false"))
    for tab in opened(context, company):
        call(tab, BRIEF)
        expect(tab.get_by_role("log")).to_contain_text("Até logo.", timeout=15_000)
        expect(tab.locator("#state")).to_have_text("Ready", timeout=15_000)
        assert tab.evaluate("() => spoken") == [["Olá.", "pt-BR"], ["Até logo.", "pt-BR"]]


def test_an_agent_calls_back_and_both_hear(tab: Page, company: PhoneServer) -> None:
    agent = company.socket(token=company.token(), audio=True)
    agent.expect("registered")
    call(tab, DESK)
    agent.expect("ringing", params={"queue": "billing"})
    agent.do("answer")
    expect(tab.get_by_role("log")).to_contain_text("Talking with the agent")
    agent.listen(lambda frames: any(mulaw.loudness(frame) > 1000 for frame in frames))
    tab.get_by_role("button", name="Mute").click()
    expect(tab.get_by_role("button", name="Mute")).to_have_attribute("aria-pressed", "true")
    agent.do("hang_up")
    expect(tab.locator("#state")).to_have_text("Ready")
    agent.close()


def test_the_desks_module_takes_a_call(tab: Page, company: PhoneServer) -> None:
    tab.goto(f"{company.url}/blank")  # the module stands alone, on any page of the origin
    tab.evaluate(
        """async (token) => {
          const { ExchangeVoice } = await import("/phone/static/voice.js");
          window.seen = [];
          window.voice = new ExchangeVoice();
          for (const name of ["registered", "incoming", "answered", "ended", "unregistered"])
            voice.addEventListener(name, ({ detail }) => seen.push([name, detail]));
          await voice.register(async () => token);
        }""",
        company.token("agent_1"),
    )
    customer = company.socket(number="+5511977776666")
    customer.do("dial", to=DESK)
    tab.wait_for_function("() => seen.some(([name]) => name === 'incoming')")
    tab.evaluate("voice.accept()")
    customer.expect("heard", kind="conference")
    tab.wait_for_function("() => voice.state === 'talking'")
    tab.evaluate("voice.hangUp()")
    customer.expect("ended", status="completed")
    tab.wait_for_function("() => voice.state === 'idle'")
    seen = dict(tab.evaluate("seen"))
    assert seen["incoming"]["from"] == "+5511977776666"
    assert seen["incoming"]["params"] == {"queue": "billing"}
    assert seen["ended"] == {"status": "completed"}
    tab.evaluate("voice.unregister()")
    assert eventually(lambda: not company.exchange.office.directory.phones_at("client:agent_1"))


def test_a_lost_connection_comes_back(tab: Page, company: PhoneServer) -> None:
    mine = tab.locator("#mine").input_value()
    (phone,) = company.exchange.office.directory.phones_at(mine)
    phone._outbox.close()  # type: ignore[attr-defined]
    expect(tab.locator("#state")).to_have_text("Connection lost; trying again")
    expect(tab.locator("#state")).to_have_text("Ready", timeout=10_000)


def test_texts_are_shown_and_answered(tab: Page, company: PhoneServer) -> None:
    messages.send(company.exchange.office, LINE, tab.locator("#mine").input_value(), "Protocolo 2031")
    expect(tab.get_by_role("log")).to_contain_text("Protocolo 2031")
    tab.locator("#words").fill("obrigada")
    tab.keyboard.press("Enter")
    assert eventually(lambda: "obrigada" in company.texts)


def test_the_own_number_is_remembered(tab: Page) -> None:
    tab.locator("#mine").fill("+55 21 98888-0000")
    tab.locator("#mine").blur()
    expect(tab.locator("#state")).to_have_text("Ready")
    tab.reload()
    expect(tab.locator("#mine")).to_have_value("+5521988880000")


def test_every_language_has_every_word(tab: Page) -> None:
    languages = tab.evaluate("async () => (await import('/phone/static/words.js')).WORDS")
    used = tab.evaluate(
        """() => Array.from(document.querySelectorAll("[data-words], [data-hint]"),
                  ({ dataset }) => dataset.words ?? dataset.hint)"""
    )
    assert set(languages) == {"en", "pt", "es"}
    for words in languages.values():
        assert set(words) == set(languages["en"])
        assert set(used) <= set(words)


def test_mu_law_here_is_mu_law_there(tab: Page) -> None:
    levels, again = tab.evaluate(
        """async () => {
          const { LEVELS, encodeSample } = await import("/phone/static/mulaw.js");
          return [Array.from(LEVELS, (level) => level * 32768), Array.from(LEVELS, encodeSample)];
        }"""
    )
    assert levels == memoryview(mulaw.decode(bytes(range(256)))).cast("h").tolist()
    assert [code for code in range(256) if again[code] != code] == [0x7F]  # minus zero becomes plus zero


@pytest.mark.parametrize(("width", "height"), WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_overflows(
    chromium: Browser, company: PhoneServer, tmp_path: Path, width: int, height: int, scheme: str
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="en-US",
    )
    for tab in opened(context, company):
        call(tab, LINE)
        expect(tab.get_by_role("log")).to_contain_text("Acme, bom dia")
        tab.screenshot(path=os.environ.get("SHOTS", str(tmp_path)) + f"/phone-{scheme}-{width}.png")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        tab.get_by_role("button", name="Hang up").click()
        expect(tab.locator("#state")).to_have_text("Ready")
