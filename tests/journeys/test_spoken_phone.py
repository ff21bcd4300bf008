"""The web phone of a real Chromium, whose microphone says a word: from /phone to the right queue."""

from __future__ import annotations

import os
import shutil
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from exchange.audio.speech import Speech
from support.store import calls as call_store
from support.store.base import Session
from tests.conftest import need
from tests.journeys.spoken import BOOKINGS, REFUNDS, flow, seoul
from tests.journeys.town import Town
from tests.speech import korean

NUMBER = "+12025550190"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--use-fake-device-for-media-stream",
)


@pytest.fixture(scope="module")
def line(template_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with seoul(template_database, tmp_path_factory.mktemp("seoul"), flow("page", NUMBER)) as town:
        town.exchange.office.speech = Speech()  # typed words are spoken
        yield town


@contextmanager
def web_phone(town: Town, *arguments: str) -> Iterator[Page]:
    """The page, with the line chosen and called."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    need(path, "Chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *arguments])
        page = browser.new_page(locale="en-US")
        page.goto(f"{town.base}/phone")
        expect(page.locator("#state")).to_have_text("Ready")
        page.locator(f"#lines input[value='{NUMBER}']").check()
        page.get_by_role("button", name="Call").click()
        expect(page.get_by_role("log")).to_contain_text("환불, 예약", timeout=10_000)
        yield page
        browser.close()


def queue_of(town: Town, page: Page) -> str:
    """Where the call of this page waits."""
    number = page.locator("#mine").input_value().replace(" ", "").replace("-", "")

    def look(session: Session) -> str:
        found = call_store.recent(session, 1, caller=number)
        return found[0].queue if found else ""

    return str(town.until(lambda: town.read(look), "the call to reach a queue"))


def microphone(folder: Path, words: str) -> str:
    """A file that Chromium plays again and again, with enough silence around the words."""
    path = folder / "microphone.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(korean.RATE)
        file.writeframes(bytes(2 * korean.RATE) + korean.speak(words) + bytes(2 * korean.RATE))
    return f"--use-file-for-fake-audio-capture={path}"


def test_a_word_into_the_microphone(line: Town, tmp_path: Path) -> None:
    said = microphone(tmp_path, korean.BOOKING)
    with web_phone(line, "--use-fake-ui-for-media-stream", said) as page:
        assert queue_of(line, page) == BOOKINGS
        expect(page.get_by_role("log")).to_contain_text("Music")


def test_without_permission_typed_words_are_spoken(line: Town) -> None:
    with web_phone(line, "--deny-permission-prompts") as page:
        expect(page.get_by_role("alert")).to_contain_text("No permission for the microphone")
        page.locator("#words").fill(korean.REFUND)
        page.keyboard.press("Enter")
        assert queue_of(line, page) == REFUNDS


def test_without_permission_keys_work(line: Town) -> None:
    with web_phone(line, "--deny-permission-prompts") as page:
        page.keyboard.press("2")
        assert queue_of(line, page) == BOOKINGS
        page.get_by_role("button", name="Hang up").click()
        expect(page.locator("#state")).to_have_text("Ready")
