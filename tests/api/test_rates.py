"""How often somebody may ask: here, with Redis, and with Redis away."""

from __future__ import annotations

from limits import parse

from api.rates import Rates
from tests.support.redis_server import RedisServer

TWO = parse("2 per minute")


def test_one_too_many() -> None:
    rates = Rates()
    assert [rates.one_more(TWO, "a") for _ in range(3)] == [True, True, False]
    assert rates.one_more(TWO, "b")


def test_a_redis_that_is_away_refuses_nobody() -> None:
    rates = Rates(RedisServer().url)  # not started
    assert [rates.one_more(TWO, "a") for _ in range(3)] == [True, True, False]


def test_two_processes_count_together() -> None:
    server = RedisServer()
    server.start()
    try:
        one, other = Rates(server.url), Rates(server.url)
        assert one.one_more(TWO, "a")
        assert other.one_more(TWO, "a")
        assert not other.one_more(TWO, "a")
    finally:
        server.kill()
