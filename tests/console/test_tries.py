"""Tries to sign in: counted for each login and address, by all processes together, Redis or not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from console.tries import AWAY_S, TRIES, Tries
from tests.support.redis_server import RedisServer

MOST = TRIES.amount


@pytest.fixture
def server() -> Iterator[RedisServer]:
    running = RedisServer()
    running.start()
    yield running
    running.kill()


def use_up(tries: Tries, count: int, login: str = "ana") -> list[bool]:
    return [tries.one_more("10.0.0.1", login) for _ in range(count)]


def test_one_too_many_is_refused_and_others_are_not() -> None:
    tries = Tries("")
    assert use_up(tries, MOST) == [True] * MOST
    assert not tries.one_more("10.0.0.1", " ANA ")
    assert tries.one_more("10.0.0.1", "bruno")
    assert tries.one_more("10.0.0.2", "ana")


def test_processes_count_together(server: RedisServer) -> None:
    one, other = Tries(server.url), Tries(server.url)
    assert all(use_up(one, MOST - 2))
    assert use_up(other, 3) == [True, True, False]
    assert not one.one_more("10.0.0.1", "ana")
    assert other.one_more("10.0.0.1", "bruno")


def test_without_redis_each_counts_for_itself(server: RedisServer) -> None:
    moment = 0.0
    tries = Tries(server.url, lambda: moment)
    assert all(use_up(tries, 2))
    server.kill()
    assert use_up(tries, MOST) == [True] * (MOST - 2) + [False] * 2
    server.start()
    assert use_up(tries, 1, "bruno") == [True]
    moment += AWAY_S
    assert use_up(tries, 1, "bruno") == [True]
    other = Tries(server.url)
    assert use_up(other, MOST, "bruno") == [True] * (MOST - 1) + [False], "counted together again"
