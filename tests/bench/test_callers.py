"""The scripted people: what keeps a caller from what they want is told; agents come back to their desks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench import callers
from bench.callers import SCRIPTS, Agents, Caller
from bench.calls import FLOW
from exchange.audio.speech import Speech
from exchange.exchange import Account, Exchange
from flows.loader import read
from support.services import agents, flows, people
from support.store.base import Store

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def exchange(tmp_path: Path) -> Iterator[Exchange]:
    account = Account("AC" + "0" * 32, "0" * 32, "SK" + "0" * 32, "0" * 32)
    speech = Speech(use_espeak=False)
    made = Exchange(account, "http://127.0.0.1:9", tmp_path, speech=speech, prompt_speed=0)
    made.start()
    yield made
    made.stop()


def until(look: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not look():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("wants", SCRIPTS)
def test_who_is_not_served_is_in_trouble(
    wants: str, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "PATIENCE_S", 0.2)
    exchange.add_number("+12025550100", voice_url="http://127.0.0.1:9/nobody")
    caller = Caller(exchange.phone("+12025550199"), wants)
    caller.call("+12025550100")
    assert "waited" in caller.trouble


def test_a_caller_is_on_the_line_until_it_ended(exchange: Exchange) -> None:
    caller = Caller(exchange.phone("+12025550199"), "an agent")
    assert caller.on_the_line
    caller.phone.status = "completed"
    assert not caller.on_the_line


def test_agents_are_available_at_first_and_after_every_call(store: Store, exchange: Exchange) -> None:
    flow = read(FLOW, "bench.yaml", folder=None).flow
    assert flow
    with store.writing() as session:
        flows.publish(session, flow, FLOW, "test", NOW)
        user = people.add_user(session, "ana", "Ana", "agent", "a long password", NOW, ("general",)).id

    def desk() -> agents.Desk:
        with store.reading() as session:
            found = agents.desk(session, user, NOW)
            assert found
            return found

    phone = exchange.client(desk().identity)
    staff = Agents(store, lambda: NOW, {user: phone})
    staff.start()
    assert phone.answers
    until(lambda: desk().presence == "available")
    with store.writing() as session:
        agents.set_presence(session, desk().agent_id, "away", NOW, "missed")
    until(lambda: desk().presence == "available")
    staff.stop()
