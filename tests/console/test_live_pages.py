"""Live pages on one thread: told at once, told together, and let go when they are gone or do not read."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from console.live_pages import TOGETHER_S, LivePages
from support.live import Live

PATIENCE_S = 10


@dataclass
class Browser:
    """A page's other end."""

    sock: socket.socket
    tells: list[frozenset[str]]

    def expect(self, *lines: str) -> None:
        for line in lines:
            heard = b""
            while not heard.endswith(b"\n"):
                piece = self.sock.recv(1)
                assert piece, f"the connection ended before {line!r}"
                heard += piece
            assert heard.decode().strip() == line

    def expect_end(self) -> None:
        while self.sock.recv(4096):
            pass


class Hall:
    def __init__(self, most: int = 100, beat_s: float = 60.0, longest_s: float = 600.0) -> None:
        self.live = Live()
        self.pages = LivePages(most, beat_s, longest_s)

    def browser(self, *topics: str) -> Browser:
        ours, theirs = socket.socketpair()
        theirs.settimeout(PATIENCE_S)
        subscription = self.live.subscribe(topics, lambda: self.pages.news_of(subscription))
        tells: list[frozenset[str]] = []

        def tell(changed: frozenset[str]) -> bytes:
            tells.append(changed)
            return (",".join(sorted(changed)) or "beat").encode() + b"\n"

        self.pages.take(ours, b"hello\n", subscription, tell)
        return Browser(theirs, tells)

    def left(self) -> int:
        return len(self.live._subscriptions)


@pytest.fixture
def hall() -> Iterator[Hall]:
    made = Hall()
    yield made
    made.pages.stop()


def test_each_hears_of_its_own_topics(hall: Hall) -> None:
    first, second = hall.browser("a", "b"), hall.browser("b")
    first.expect("hello")
    second.expect("hello")
    hall.live.publish(["a"])
    hall.live.publish(["c"])
    first.expect("a")
    hall.live.publish(["b"])
    first.expect("b")
    second.expect("b")


def test_much_news_is_few_events(hall: Hall) -> None:
    browser = hall.browser(*(str(number) for number in range(200)))
    browser.expect("hello")
    for number in range(200):
        hall.live.publish([str(number)])
    heard: set[str] = set()
    while len(heard) < 200:
        heard |= set(browser.sock.recv(65536).decode().replace("\n", ",").split(",")) - {""}
    assert frozenset[str]().union(*browser.tells) == heard
    assert len(browser.tells) < 200


def test_a_silent_page_gets_beats() -> None:
    hall = Hall(beat_s=0.01)
    hall.browser("a").expect("hello", "beat", "beat", "beat")
    hall.pages.stop()


def test_a_page_ends_after_its_time_and_its_subscription_with_it() -> None:
    hall = Hall(beat_s=0.01, longest_s=0.05)
    browser = hall.browser("a")
    browser.expect_end()
    assert (len(hall.pages), hall.left()) == (0, 0)
    hall.pages.stop()


def test_constant_news_does_not_keep_a_page_for_ever() -> None:
    """Whether somebody is still signed in is asked when the page comes back."""
    hall = Hall(longest_s=5 * TOGETHER_S)
    browser = hall.browser("a")
    over = threading.Event()

    def publish() -> None:
        while not over.wait(TOGETHER_S / 2):
            hall.live.publish(["a"])

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        browser.expect_end()
    finally:
        over.set()
        thread.join()
        hall.pages.stop()


def test_a_page_that_left_is_forgotten(hall: Hall) -> None:
    browser, other = hall.browser("a"), hall.browser("a")
    browser.expect("hello")
    browser.sock.close()
    other.expect("hello")
    for _ in range(200):
        hall.live.publish(["a"])
        other.expect("a")
        if hall.left() == 1:
            return
    raise AssertionError("it is still there")


def test_a_page_that_does_not_read_is_let_go_and_the_others_stay() -> None:
    hall = Hall()
    ours, deaf = socket.socketpair()
    subscription = hall.live.subscribe(["a"], lambda: hall.pages.news_of(subscription))
    hall.pages.take(ours, b"", subscription, lambda _changed: b"x" * 1024 * 1024)
    other = hall.browser("a")
    other.expect("hello")
    hall.live.publish(["a"])
    other.expect("a")
    deaf.settimeout(PATIENCE_S)
    while deaf.recv(65536):
        pass
    hall.live.publish(["a"])
    other.expect("a")
    assert hall.left() == 1
    hall.pages.stop()


def test_a_page_that_breaks_leaves_the_others_theirs(hall: Hall) -> None:
    ours, broken = socket.socketpair()
    subscription = hall.live.subscribe(["a"], lambda: hall.pages.news_of(subscription))
    hall.pages.take(ours, b"", subscription, lambda _changed: bytes(1 // 0))
    other = hall.browser("a")
    other.expect("hello")
    hall.live.publish(["a"])
    other.expect("a")
    broken.settimeout(PATIENCE_S)
    assert broken.recv(10) == b""


def test_news_before_the_thread_looks_is_told() -> None:
    hall = Hall()
    ours, theirs = socket.socketpair()
    subscription = hall.live.subscribe(["a"], lambda: hall.pages.news_of(subscription))
    hall.live.publish(["a"])
    hall.pages.take(ours, b"hello\n", subscription, lambda changed: ",".join(changed).encode() + b"\n")
    theirs.settimeout(PATIENCE_S)
    Browser(theirs, []).expect("hello", "a")
    hall.pages.stop()


def test_stopping_lets_everybody_go() -> None:
    hall = Hall(most=2)
    browsers = [hall.browser("a"), hall.browser("a")]
    for browser in browsers:
        browser.expect("hello")
    assert not hall.pages.has_room
    hall.pages.stop()
    for browser in browsers:
        browser.expect_end()
    assert hall.left() == 0
