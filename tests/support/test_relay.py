"""Between processes: topics and nothing else; after a gap everything; without Redis a slow look."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import redis
from structlog.testing import capture_logs

from support.relay import CHANNEL, MOST, PAUSES_S, Relay, pause_s
from tests.support.redis_server import RedisServer

PATIENCE_S = 15
EVERYTHING = frozenset({"*"})
NEVER_S = 3600.0


class Process:
    """One process' relay, and what it heard."""

    def __init__(self, url: str, look_s: float = NEVER_S) -> None:
        self._heard: list[frozenset[str]] = []
        self._news = threading.Condition()
        self.relay = Relay(url, self._hear, look_s)

    def __enter__(self) -> Process:
        self.relay.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.relay.stop()

    def connected(self) -> Process:
        self.expect("*")
        return self

    def expect(self, *topics: str) -> None:
        """Wait until all of them were told, and forget what came before."""
        wanted = set(topics)
        with self._news:
            assert self._news.wait_for(lambda: wanted <= self._all(), PATIENCE_S), (wanted, self._heard)
            self._heard.clear()

    @property
    def messages(self) -> list[frozenset[str]]:
        return list(self._heard)

    def _all(self) -> set[str]:
        return set().union(*self._heard)

    def _hear(self, topics: frozenset[str]) -> None:
        with self._news:
            self._heard.append(topics)
            self._news.notify_all()


@pytest.fixture
def server() -> Iterator[RedisServer]:
    running = RedisServer()
    running.start()
    yield running
    running.kill()


def test_others_hear_of_it_and_nobody_hears_themselves(server: RedisServer) -> None:
    with Process(server.url) as one, Process(server.url) as other:
        one.connected()
        other.connected()
        one.relay.tell(frozenset({"desk:7", "queues"}))
        other.expect("desk:7", "queues")
        other.relay.tell(frozenset({"tickets"}))
        one.expect("tickets")
        assert (one.messages, other.messages) == ([], [])


def test_many_commits_are_few_messages(server: RedisServer) -> None:
    with Process(server.url) as one, Process(server.url) as other:
        one.connected()
        other.connected()
        for number in range(300):
            one.relay.tell(frozenset({f"desk:{number}"}))
        with other._news:
            assert other._news.wait_for(lambda: len(other._all()) == 300, PATIENCE_S)
        assert len(other.messages) < 300


def test_too_many_topics_are_everything(server: RedisServer) -> None:
    with Process(server.url) as one, Process(server.url) as other:
        one.connected()
        other.connected()
        one.relay.tell(frozenset(f"desk:{number}" for number in range(MOST + 1)))
        other.expect("*")


def test_nothing_but_names_of_topics_travels(server: RedisServer) -> None:
    with redis.Redis.from_url(server.url).pubsub() as wire, Process(server.url) as one:  # type: ignore[no-untyped-call]
        wire.subscribe(CHANNEL)
        assert wire.get_message(timeout=PATIENCE_S)
        one.connected()
        one.relay.tell(frozenset({"queues", "desk:7"}))
        message = wire.get_message(timeout=PATIENCE_S)
        assert message
        sender, topics = message["data"].decode().split(" ")
        assert topics == "desk:7,queues"
        assert sender == one.relay._me


def test_after_a_gap_everything_is_told_and_nothing_that_was_told_is_lost(server: RedisServer) -> None:
    with Process(server.url) as one, Process(server.url) as other:
        one.connected()
        other.connected()
        server.kill()
        one.expect("*")  # it noticed
        other.expect("*")
        one.relay.tell(frozenset({"desk:7"}))
        server.start()
        one.connected()
        other.connected()
        one.relay.tell(frozenset({"desk:8"}))
        other.expect("desk:8")


def test_while_redis_is_away_a_slow_look_stands_in() -> None:
    away = RedisServer()  # not started
    with capture_logs() as lines, Process(away.url, look_s=0.01) as one:
        for _ in range(3):
            one.expect("*")
        assert not one.relay.is_connected
    assert [line["event"] for line in lines] == ["relay_lost"], "said once, not at every try"


def test_a_redis_that_comes_later_hears_what_was_told_before() -> None:
    away = RedisServer()
    with Process(away.url) as one:
        one.expect("*")  # it tried
        one.relay.tell(frozenset({"desk:7"}))
        away.start()
        with Process(away.url) as other:
            other.connected()  # whichever comes first: the topic, or everything
            one.connected()
        away.kill()


def test_without_redis_everything_is_looked_at_now_and_then() -> None:
    with Process("", look_s=0.01) as one:
        one.relay.tell(frozenset({"queues"}))
        one.expect("*")
        one.expect("*")


def test_the_last_words_of_a_process_that_stops_are_told(server: RedisServer) -> None:
    with Process(server.url) as other:
        other.connected()
        with Process(server.url) as one:
            one.connected()
            one.relay.tell(frozenset({"queues"}))
        other.expect("queues")


def test_a_password_stays_out_of_logs() -> None:
    away = RedisServer()
    url = away.url.replace("redis://", "redis://:a-secret@")
    with capture_logs() as lines, Process(url, look_s=0.01) as one:
        one.expect("*")
    assert lines
    assert "a-secret" not in str(lines)


def test_pauses_grow_and_differ() -> None:
    pauses = [pause_s(failures) for failures in range(10)]
    assert pauses[0] < pauses[2] < pauses[9] <= PAUSES_S[-1] * 1.2
    assert len({pause_s(9) for _ in range(20)}) > 1
