"""What is said, and what it meant, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page

from support.relay import Relay
from support.services import transcripts
from support.store.base import Store
from tests.console.browser import Site, sign_in, wait_for
from tests.console.centre import Centre, database


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


def test_words_that_another_process_wrote_down_come_too(centre: Centre, site: Site, page: Page) -> None:
    """Ears may run beside the web: without Redis a page looks by itself at what nobody announced here."""
    relay = Relay("", centre.live.publish, look_s=0.2)
    relay.start()
    call_id = centre.call()
    centre.offer(call_id)
    sign_in(page, site, "ana", "/desk")
    page.locator("[data-connection][data-state=live]").wait_for()
    ears = Store(database(centre.folder))
    with ears.writing() as session:
        transcripts.write(session, call_id, "caller", "from elsewhere", centre.clock())
    ears.close()
    try:
        wait_for(page, "from elsewhere")
    finally:
        relay.stop()


def test_words_are_labelled_by_keyboard(centre: Centre, site: Site, page: Page) -> None:
    centre.talks()
    call_id = centre.call()
    last, middle, first = [centre.utterance(call_id, f"words {index}") for index in range(3)]
    sign_in(page, site, "adam", "/admin/speech")
    for key in ("j", "j", "k"):
        page.keyboard.press(key)
    page.locator(f"#u{first}:focus").wait_for()
    page.keyboard.press("2")
    page.get_by_text("1 labelled: Tech support.").wait_for()
    page.locator(f"#u{middle}:focus").wait_for()
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
