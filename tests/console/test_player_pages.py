"""Recordings in a real browser: words take the sound elsewhere and follow it; the desk's keys in one row."""

from __future__ import annotations

import io
import wave

import pytest
from playwright.sync_api import Browser, Page, expect

from support.store.recordings import RecordingLine
from tests.console.browser import Site, sign_in
from tests.console.centre import Centre
from tests.console.test_conversation import taped
from tests.console.test_desk_pages import colleague
from tests.console.test_recordings import record

SAID = (("it broke off", 0, 1500), ("on Monday", 2000, 5000), ("and again today", 5000, 30_000))


def silence(seconds: int, rate: int = 8000) -> bytes:
    """A WAV file in which nobody speaks: what is heard is written beside it."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(bytes(2 * rate * seconds))
    return file.getvalue()


@pytest.fixture
def recorded(centre: Centre) -> int:
    """Half a minute, with its words."""
    name = centre.sounds.write([silence(30)], ".wav").name
    recording_id = record(centre, path=name, seconds=30, peaks=[[10, 90] * 50])
    with centre.store.writing() as session:
        for text, start, end in SAID:
            line = RecordingLine(recording_id=recording_id, channel=0, start_ms=start, end_ms=end, text=text)
            session.add(line)
    return recording_id


# Over once the sound has come so far. (The page's policy lets no test look again and again.)
PLAYED = """(seconds) => new Promise((done) => {
    const audio = document.querySelector("audio");
    const look = () => { if (audio.currentTime > seconds) done(); };
    audio.addEventListener("timeupdate", look);
    look();
  })"""


def at(page: Page) -> float:
    return float(page.evaluate("document.querySelector('audio').currentTime"))


def test_a_line_takes_the_sound_there_and_is_marked_while_it_is_heard(
    centre: Centre, site: Site, page: Page, recorded: int
) -> None:
    sign_in(page, site, "ana", f"/recordings/{recorded}")
    lines = page.locator("[data-from]")
    marked = page.locator("[data-from][aria-current=true]")
    expect(marked).to_have_count(0)
    lines.nth(1).get_by_role("button", name="Play from 0:02").click()
    expect(marked).to_contain_text("on Monday")
    assert 2 <= at(page) < 5
    page.evaluate(PLAYED, 2.3)
    assert "recording_played" in centre.audited()
    lines.nth(2).get_by_role("button").press("Enter")
    expect(marked).to_contain_text("and again today")
    expect(marked).to_have_count(1)
    assert at(page) >= 5


def test_the_mark_moves_on_as_the_sound_plays_and_is_nowhere_between_the_words(
    site: Site, page: Page, recorded: int
) -> None:
    sign_in(page, site, "ana", f"/recordings/{recorded}")
    lines, marked = page.locator("[data-from]"), page.locator("[data-from][aria-current=true]")
    lines.nth(1).get_by_role("button").click()
    expect(marked).to_contain_text("on Monday")
    expect(marked).to_contain_text("and again today", timeout=15_000)
    page.evaluate("() => { const a = document.querySelector('audio'); a.pause(); a.currentTime = 1.7; }")
    expect(marked).to_have_count(0)


def test_the_outline_takes_the_sound_there_and_shows_where_it_is(
    site: Site, page: Page, recorded: int
) -> None:
    sign_in(page, site, "ana", f"/recordings/{recorded}")
    wave_box = page.locator("[data-wave]").bounding_box()
    assert wave_box
    page.locator("[data-wave]").click(position={"x": wave_box["width"] / 2, "y": wave_box["height"] / 2})
    page.evaluate(PLAYED, 14.5)
    assert 14.5 < at(page) < 20
    head = page.locator("[data-head]").bounding_box()
    assert head
    assert head["x"] - wave_box["x"] > wave_box["width"] * 0.45


def test_a_page_that_renews_itself_goes_on_playing(
    centre: Centre, site: Site, page: Page, recorded: int
) -> None:
    sign_in(page, site, "ana", f"/recordings/{recorded}")
    page.locator("[data-connection][data-state=live]").wait_for()
    page.locator("[data-from]").nth(1).get_by_role("button").click()
    page.evaluate(PLAYED, 2)
    with page.expect_response(f"**/recordings/{recorded}/now"):
        centre.live.publish({"recordings"})
    page.evaluate(PLAYED, 3)
    assert not page.evaluate("document.querySelector('audio').paused")


@pytest.mark.parametrize("language", ["en-US", "pt-BR", "es-ES"])
def test_a_recorded_call_has_all_its_keys_in_one_row(
    centre: Centre, site: Site, browser: Browser, language: str
) -> None:
    colleague(centre)
    call_id = centre.call()
    centre.offer(call_id, "accepted")
    centre.say(call_id, "my bill is wrong")
    taped(centre)
    page = browser.new_context(viewport={"width": 1280, "height": 800}, locale=language).new_page()
    sign_in(page, site, "ana", "/desk")
    page.locator("#mute").wait_for()
    tops = page.evaluate(
        "[...document.querySelectorAll('.call-actions .btn')].map((each) => [each.id, each.offsetTop])"
    )
    keys = ["mute", "hold", "recording", "keypad-button", "transfer-button", "hang-up"]
    assert [each[0] for each in tops] == keys
    assert len({each[1] for each in tops}) == 1
    page.context.close()
