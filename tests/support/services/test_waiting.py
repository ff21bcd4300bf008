"""Estimates from what happened: real handling times with their wrap-up, agents shared among queues."""

from __future__ import annotations

import pytest

from support.rules.waiting import ENOUGH
from support.services import agents, offers, waiting
from tests.support.centre import TECH, Centre


def talk(centre: Centre, agent: int, sid: str, talk_s: int, wrap_s: int) -> None:
    centre.enqueue(sid)
    offer_id = centre.talking(agent, sid, f"AG-{sid}")
    centre.later(talk_s)
    centre.end(sid)
    centre.do(offers.finish, offer_id, centre.now)
    centre.do(agents.set_presence, agent, "available", centre.later(wrap_s))


def estimate(centre: Centre, ahead: int, queue: str = "billing") -> int | None:
    return centre.do(waiting.estimate_s, queue, ahead)


@pytest.fixture
def ana(centre: Centre) -> int:
    """An agent who has talked long enough for an estimate: two minutes each, all told."""
    ana = centre.agent("ana")
    for n in range(ENOUGH):
        assert estimate(centre, 0) is None
        talk(centre, ana, f"CA-{n}", 100, 20)
    return ana


def test_talk_and_wrap_up_count(centre: Centre, ana: int) -> None:
    assert estimate(centre, 0) == 0, "somebody is free"
    centre.enqueue("CA1")
    centre.assign()
    assert [estimate(centre, ahead) for ahead in (0, 1)] == [120, 240]
    centre.agent("bia", presence="wrap_up")
    assert estimate(centre, 1) == 120


@pytest.mark.parametrize("presence", ["away", "offline"])
def test_nobody_serves(centre: Centre, ana: int, presence: str) -> None:
    centre.do(agents.set_presence, ana, presence, centre.now)
    assert estimate(centre, 0) is None


def test_an_agent_of_two_busy_queues_is_half_an_agent(centre: Centre, ana: int) -> None:
    centre.do(agents.set_presence, ana, "away", centre.now)
    centre.agent("bia", "billing", "tech", presence="wrap_up")
    assert estimate(centre, 0) == 120
    centre.enqueue("CA1", TECH)
    assert estimate(centre, 0) == 240


def test_a_queue_that_never_talked_says_nothing(centre: Centre, ana: int) -> None:
    centre.agent("bia", "tech")
    assert estimate(centre, 0, "tech") is None
