"""A call in two real browsers: a customer at the web phone, an agent at the desk, a ticket with sound."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from support.demo import PASSWORD
from tests.conftest import SHARED, need
from tests.journeys.town import Town

SPEECH = SHARED / "data" / "audio" / "english_digits_16k.wav"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
SIZES = {"desktop": (1280, 800), "telephone": (390, 844)}


@pytest.fixture
def live_town(tmp_path: Path, database_url: str) -> Iterator[Town]:
    built = Town(tmp_path, database_url, in_real_time=True)
    yield built
    built.stop()


@pytest.fixture
def browser() -> Iterator[Browser]:
    need(CHROMIUM, "chromium")
    need(SPEECH.is_file(), "shared/data/audio")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--autoplay-policy=no-user-gesture-required",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-audio-capture={SPEECH}",
            ],
        )
        yield opened
        opened.close()


def open_page(browser: Browser, town: Town, path: str, size: str = "desktop") -> Page:
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, permissions=["microphone"])
    page = context.new_page()
    page.goto(town.base + path)
    return page


def sign_in(page: Page, town: Town, login: str) -> None:
    page.goto(town.base + "/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.locator("main button.btn-primary").click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def call_the_small_shop(browser: Browser, town: Town) -> Page:
    customer = open_page(browser, town, "/phone")
    customer.get_by_text("A small shop").first.click()
    customer.locator("#call").click()
    expect(customer.get_by_text("For repairs, press 2")).to_be_visible(timeout=15_000)
    return customer


def test_a_customer_and_an_agent_talk(live_town: Town, browser: Browser) -> None:
    agent = open_page(browser, live_town, "/")
    sign_in(agent, live_town, "ana")
    agent.goto(live_town.base + "/desk")
    expect(agent.get_by_text("Phone: ready")).to_be_visible(timeout=15_000)
    agent.get_by_role("button", name="Available").click()
    customer = call_the_small_shop(browser, live_town)
    customer.keyboard.press("2")

    expect(agent.get_by_role("button", name="Answer")).to_be_visible(timeout=15_000)
    expect(agent.get_by_text("Repairs").first).to_be_visible()
    agent.keyboard.press("a")
    expect(agent.get_by_text("On a call").first).to_be_visible(timeout=15_000)
    expect(customer.get_by_text("Talking with the agent")).to_be_visible(timeout=15_000)

    agent.keyboard.press("h")
    expect(agent.get_by_role("button", name="Ready")).to_be_visible(timeout=15_000)
    expect(customer.get_by_text("The call has ended")).to_be_visible(timeout=15_000)
    agent.keyboard.press("r")
    expect(agent.get_by_text("Available").first).to_be_visible(timeout=15_000)


def test_a_spoken_message_becomes_a_ticket_with_sound(live_town: Town, browser: Browser) -> None:
    customer = open_page(browser, live_town, "/phone")
    customer.get_by_text("Acme").first.click()
    customer.locator("#call").click()
    expect(customer.get_by_text("For English, press 2").first).to_be_visible(timeout=15_000)
    customer.keyboard.press("2")
    # Open or closed, as the hour of the day has it: both ways lead to a message by key.
    prompt = customer.get_by_text("For billing, say").or_(customer.get_by_text("We are closed now"))
    expect(prompt.first).to_be_visible(timeout=15_000)
    if customer.get_by_text("We are closed").count():
        customer.keyboard.press("1")
    else:
        customer.keyboard.press("0")
        expect(customer.get_by_text("To leave a message").first).to_be_visible(timeout=15_000)
        customer.keyboard.press("2")
    expect(customer.get_by_text("Your message is being recorded")).to_be_visible(timeout=15_000)
    customer.wait_for_timeout(4000)  # the fake microphone speaks for so long
    customer.locator("#hang-up").click()

    live_town.until(lambda: live_town.tickets(), "a ticket")
    number = live_town.tickets()[0].number
    agent = open_page(browser, live_town, "/")
    sign_in(agent, live_town, "ana")
    live_town.until(
        lambda: bool(agent.goto(f"{live_town.base}/tickets/{number}") and agent.locator("audio").count()),
        "the sound on the ticket",
    )
    seconds = agent.evaluate(
        "() => new Promise(done => { const a = document.querySelector('audio');"
        " if (a.readyState) done(a.duration); a.addEventListener('loadedmetadata', () => done(a.duration));"
        " a.preload = 'metadata'; a.load(); })"
    )
    assert seconds > 2


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("login", ["ana", "admin"])
def test_no_page_complains_or_scrolls_sideways(
    live_town: Town, browser: Browser, login: str, size: str
) -> None:
    page = open_page(browser, live_town, "/", size)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    sign_in(page, live_town, login)
    paths = ["/", "/phone", "/desk", "/tickets", "/wallboard"]
    if login == "admin":
        paths += ["/reports", "/admin", "/admin/speech", "/admin/flows/acme"]
    for path in paths:
        reply = page.goto(live_town.base + path)
        assert reply is not None
        assert reply.ok, path
        page.wait_for_load_state("load")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= SIZES[size][0], f"{path} is {width} wide"
    assert problems == []
