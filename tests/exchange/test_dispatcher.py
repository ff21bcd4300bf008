"""Notifications: in order per key, and misdelivered when told so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from exchange.dispatcher import Dispatcher, Notice
from exchange.faults import Faults
from exchange.http import FetchError, HttpClient
from tests.exchange.conftest import ACCOUNT, Town


class Post:
    """A dispatcher, its faults, and what failed."""

    def __init__(self) -> None:
        self.faults = Faults()
        self.failures: list[int] = []
        self.dispatcher = Dispatcher(HttpClient(ACCOUNT.auth_token), self.faults, self._failed)
        self.dispatcher.start()

    def _failed(self, _notice: Notice, error: FetchError) -> None:
        self.failures.append(error.code)

    def tell(self, url: str, count: int, key: str = "CA1") -> None:
        for n in range(count):
            self.dispatcher.tell(Notice(key, url, "POST", {"n": str(n)}))
        assert self.dispatcher.quiet(10)


@pytest.fixture
def post() -> Iterator[Post]:
    post = Post()
    yield post
    post.dispatcher.stop()


def numbers(town: Town) -> list[str]:
    return [asked.fields["n"] for asked in town.customer.requests("/n")]


def test_in_order(town: Town, post: Post) -> None:
    post.tell(town.customer.on("/n", ""), 20)
    assert numbers(town) == [str(n) for n in range(20)]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [("duplicate", ["0", "0", "1", "1"]), ("drop", []), ("reorder", ["1", "0"])],
)
def test_faults(town: Town, post: Post, fault: str, expected: list[str]) -> None:
    setattr(post.faults, fault, 1.0)
    post.tell(town.customer.on("/n", ""), 2)
    assert numbers(town) == expected
    tokens = [asked.headers["I-Twilio-Idempotency-Token"] for asked in town.customer.requests("/n")]
    assert len(set(tokens)) == len(set(expected))


def test_a_held_back_one_goes_out_even_if_nothing_follows(town: Town, post: Post) -> None:
    post.faults.reorder = 1.0
    post.tell(town.customer.on("/n", ""), 1)
    assert numbers(town) == ["0"]


def test_delay(town: Town, post: Post) -> None:
    post.faults.delay_s = 0.2
    url = town.customer.on("/n", "")
    post.dispatcher.tell(Notice("CA1", url, "POST", {"n": "0"}))
    assert not post.dispatcher.quiet(0.1)
    assert post.dispatcher.quiet(5)


def test_failures_are_reported_and_the_rest_goes_on(town: Town, post: Post) -> None:
    post.tell("http://127.0.0.1:9/x", 1)
    post.tell(town.customer.on("/n", ""), 1)
    assert (post.failures, numbers(town)) == ([11205], ["0"])


def test_no_url_is_nothing_to_tell(post: Post) -> None:
    post.dispatcher.tell(Notice("CA1", "", "POST", {}))
    assert post.dispatcher.quiet()
