"""Calling a customer about their ticket: the agent's telephone first, then theirs, and only when allowed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.errors import Refused
from support.services import ticket_calls, tickets
from support.services.tickets import New
from support.store import agents as agent_store
from support.store import tickets as ticket_store
from support.store.base import Store
from tests.support.centre import CALLER, VOICEMAIL, Centre
from tests.support.promised import in_room, over, picks_up, place, promise, promised


@pytest.fixture
def centre(store: Store) -> Centre:
    made = Centre(store)
    made.publish()
    return made


def user_of(centre: Centre, agent_id: int) -> int:
    with centre.store.reading() as session:
        agent = agent_store.agent(session, agent_id)
    assert agent
    return agent.user_id


def voicemail(centre: Centre, caller: str = CALLER) -> int:
    """A caller leaves a message; the ticket's number."""
    centre.reach(VOICEMAIL, "CA1", caller)
    centre.end("CA1")
    with centre.store.reading() as session:
        return ticket_store.tickets(session)[0].number


def call(centre: Centre, number: int, agent_id: int) -> None:
    centre.do(ticket_calls.call_customer, number, user_of(centre, agent_id), centre.now)


def test_the_one_who_asks_is_rung_before_everybody_and_then_the_customer(centre: Centre) -> None:
    number = voicemail(centre)
    idle, asks = centre.agent("idle"), centre.agent("asks")
    centre.enqueue("CA9", caller="+5511933332222")  # waits already
    call(centre, number, asks)
    in_room(centre, asks)
    assert centre.offer(idle), "the other agent has the caller who waits"
    assert promised(centre).state == "dialling"
    assert picks_up(centre) == "join"
    over(centre, "completed")
    with centre.store.reading() as session:
        found = tickets.detail(session, number)
        assert [each.state for each in found.callbacks] == ["connected"]
        assert len(found.calls) == 1
        audited = [(each.action, each.object) for each in agent_store.audit_trail(session)]
    assert found.ticket.status != "solved", "the agent says what became of it"
    assert ("customer_called", f"ticket {number}") in audited


def test_a_promise_that_there_is_already_is_brought_forward(centre: Centre) -> None:
    centre.begin("CA1")
    number = promise(centre, at=centre.now + timedelta(hours=3))
    asks = centre.agent("asks")
    call(centre, number, asks)
    made = promised(centre)
    assert (made.state, made.chosen_at, place(centre).only_agent_id) == ("due", None, asks)
    assert centre.offered(asks)
    with pytest.raises(Refused):
        call(centre, number, centre.agent("another"))  # it rings at somebody already


@pytest.mark.parametrize("presence", ["offline", "away", "on_call", "wrap_up"])
def test_who_is_not_available_is_told_so(centre: Centre, presence: str) -> None:
    number = voicemail(centre)
    with pytest.raises(Refused, match="be available first"):
        call(centre, number, centre.agent("ana", presence=presence))


def test_nobody_is_called_at_night(centre: Centre) -> None:
    number, ana = voicemail(centre), centre.agent("ana")
    centre.later(14 * 3600)
    with pytest.raises(Refused, match="no time to call"):
        call(centre, number, ana)


@pytest.mark.parametrize(
    ("caller", "why"), [("", "withheld"), ("+8801711111111", "not a number that we may call")]
)
def test_whom_we_may_not_call(centre: Centre, caller: str, why: str) -> None:
    number = voicemail(centre, caller)
    with pytest.raises(Refused, match=why):
        call(centre, number, centre.agent("ana"))


def test_a_customer_who_never_called(centre: Centre) -> None:
    ana = centre.agent("ana")
    made = centre.do(tickets.open, New("api", "From the shop", "billing", CALLER), centre.now)
    with pytest.raises(Refused, match="never called us"):
        call(centre, made.number, ana)
