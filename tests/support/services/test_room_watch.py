"""Conversations as time passes: whatever happens in whatever order, nobody is stranded."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from support.errors import Refused
from support.services import (
    agents,
    conversations,
    legs,
    offers,
    parties,
    queues,
    room_watch,
    rooms,
    supervising,
)
from support.services.conversations import Target
from support.store import agents as agent_store
from support.store import calls as call_store
from support.store import conversations as conversation_store
from support.store import parties as party_store
from support.store.base import Session, Store
from support.store.parties import Party
from support.store.queues import Offer, QueueEntry
from tests.support.centre import Centre

OUTSIDE = "+551130002000"


def lost(centre: Centre) -> tuple[int, int]:
    """(agent, offer) of an agent whose page broke off."""
    centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.talking(ana)
    centre.do(legs.report, "AG1", offer_id, "completed", 5, centre.now)
    return ana, offer_id


def test_an_agent_who_is_lost_is_rung_again_and_the_caller_held(centre: Centre) -> None:
    ana, offer_id = lost(centre)
    assert centre.orders("ring_again") == [{"offer_id": offer_id}]
    assert centre.do(rooms.ring_again_details, offer_id) == ("agent_1", "+551140028922")
    assert (centre.entry(1).held_for, centre.presence(ana)) == ("lost", "on_call")
    assert centre.orders("leave_queue") == []
    centre.do(rooms.answered, offer_id, "AG2", centre.later(5))
    assert centre.entry(1).held_at is None
    assert centre.do(rooms.ring_again_details, offer_id) is None
    assert ("agent_back", {"entry": 1, "agent": ana, "seconds": 5}) in centre.facts()


def test_a_late_report_of_the_old_leg_does_not_lose_them_again(centre: Centre) -> None:
    _, offer_id = lost(centre)
    centre.do(rooms.answered, offer_id, "AG2", centre.now)
    centre.do(legs.report, "AG1", offer_id, "completed", 9, centre.now)
    assert len(centre.orders("ring_again")) == 1


def test_after_a_while_the_caller_is_first_in_line(centre: Centre) -> None:
    ana, _ = lost(centre)
    centre.do(room_watch.look_after, centre.later(room_watch.RECONNECT_S - 1))
    assert centre.entry(1).state == "talking"
    centre.do(room_watch.look_after, centre.later(1))
    again = centre.entry(2)
    assert (centre.entry(1).result, again.state) == ("returned", "waiting")
    assert (again.priority, again.place_at) == (rooms.FIRST_IN_LINE, centre.entry(1).place_at)
    assert centre.presence(ana) == "away"
    assert [order["sid"] for order in centre.orders("next_document")] == ["CA1"]


def test_an_agent_on_a_telephone_hangs_up_by_hanging_up(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    offer_id = centre.talking(ana)
    with centre.store.writing() as session:
        agent = agent_store.agent(session, ana)
        assert agent
        agent.endpoint = "+5511955554444"
    centre.do(legs.report, "AG1", offer_id, "completed", 5, centre.now)
    assert centre.presence(ana) == "wrap_up"
    assert [order["result"] for order in centre.orders("leave_queue")] == ["answered"]


def test_who_is_not_there_when_the_caller_has_gone_is_let_go(centre: Centre) -> None:
    """Reports of legs that are lost leave nobody reserved or on a call for ever."""
    centre.enqueue()
    ana = centre.agent("ana")
    centre.talking(ana)
    bia = centre.agent("bia")
    centre.do(conversations.consult, ana, Target("agent", str(bia)), centre.now)
    centre.end()
    centre.do(room_watch.look_after, centre.now)
    assert centre.presence(bia) == "available"
    centre.do(room_watch.look_after, centre.later(room_watch.GRACE_S))
    assert centre.presence(ana) == "wrap_up"


def test_a_number_that_never_reports_gives_the_customer_back(centre: Centre) -> None:
    centre.enqueue()
    ana = centre.agent("ana")
    centre.talking(ana)
    centre.do(conversations.consult, ana, Target("number", OUTSIDE), centre.now)
    centre.do(room_watch.look_after, centre.later(parties.OVERDUE_S + 1))
    assert centre.entry(1).held_at is None


# --- anything, in any order ------------------------------------------------------------------------------


class Evening:
    """One caller, three agents, a number, a supervisor; whatever can happen to them."""

    def __init__(self, store: Store) -> None:
        with store.engine.begin() as connection:
            for table in reversed(Offer.metadata.sorted_tables):
                connection.execute(table.delete())
        self.centre = Centre(store)
        self.centre.publish()
        self.agents = [self.centre.agent(name) for name in ("ana", "bia", "caio")]
        self.sue = self.centre.agent("sue", "tech")
        self.centre.enqueue()
        self.centre.talking(self._offered(), leg="AG0")
        self.legs = 0

    def _offered(self) -> int:
        self.centre.assign()
        return next(each for each in self.agents if self.centre.offer(each))

    def happen(self, what: str, n: int) -> None:
        with suppress(Refused):
            getattr(self, f"_{what}")(n)

    def _agent(self, n: int) -> int:
        return self.agents[n % 3]

    def _press(self, control: conversations.Control, n: int) -> None:
        self.centre.do(control, self._agent(n), self.centre.now)

    def _hold(self, n: int) -> None:
        self._press(conversations.hold, n)

    def _resume(self, n: int) -> None:
        self._press(conversations.resume, n)

    def _join(self, n: int) -> None:
        self._press(conversations.join, n)

    def _complete(self, n: int) -> None:
        self._press(conversations.complete, n)

    def _cancel(self, n: int) -> None:
        self._press(conversations.cancel_consult, n)

    def _hang_up(self, n: int) -> None:
        self._press(conversations.hang_up, n)

    def _reconnect(self, n: int) -> None:
        self._press(conversations.reconnect, n)

    def _target(self, n: int) -> Target:
        kind = n // 3 % 3
        if kind == 0:
            return Target("agent", str(self._agent(n + 1)))
        return Target("queue", "billing") if kind == 1 else Target("number", OUTSIDE)

    def _consult(self, n: int) -> None:
        self.centre.do(conversations.consult, self._agent(n), self._target(n), self.centre.now)

    def _transfer(self, n: int) -> None:
        self.centre.do(conversations.transfer, self._agent(n), self._target(n), self.centre.now)

    def open_offers(self) -> list[int]:
        with self.centre.store.reading() as session:
            query = select(Offer.id).where(Offer.closed_at.is_(None)).order_by(Offer.id)
            return list(session.scalars(query))

    def open_parties(self) -> list[int]:
        with self.centre.store.reading() as session:
            query = select(Party.id).where(Party.state.in_(parties.OPEN)).order_by(Party.id)
            return list(session.scalars(query))

    def _answer(self, n: int) -> None:
        """Whoever is rung picks up, and the caller comes to whoever took them."""
        self.legs += 1
        for offer_id in self.open_offers()[n % 2 :][:1]:
            taken = self.centre.do(rooms.answered, offer_id, f"AG{self.legs}", self.centre.now)
            self.centre.do(queues.connected, taken.entry_id, "CA1", self.centre.now)

    def _party_answers(self, n: int) -> None:
        self.legs += 1
        for party_id in self.open_parties()[n % 2 :][:1]:
            self.centre.do(parties.answered, party_id, f"PA{self.legs}", self.centre.now)

    def _leg_ends(self, n: int) -> None:
        with self.centre.store.reading() as session:
            sids = [each.sid for each in session.scalars(select(call_store.Leg)) if each.ended_at is None]
        for sid in sids[n % 3 :][:1]:
            self.centre.do(legs.gone, sid, self.centre.now)

    def _party_ends(self, n: int) -> None:
        status = ("completed", "busy", "no-answer")[n % 3]
        with self.centre.store.reading() as session:
            found = [each for each in session.scalars(select(Party)) if each.leg_sid]
        for party in found[-1:]:
            sid = party.leg_sid or ""
            self.centre.do(legs.party_report, sid, party.id, status, party.sequence + 1, self.centre.now)

    def _dialled(self, n: int) -> None:
        """The call that the caller's own leg made is over."""
        for party_id in self.open_parties():
            status = ("completed", "no-answer")[n % 2]
            news = self.centre.do(rooms.dialled, party_id, status, self.centre.now)
            if news and news.talked:
                self.centre.do(queues.close, self.centre.row().id, "answered", self.centre.now)

    def _decline(self, n: int) -> None:
        self._press(agents.decline, n)

    def _available(self, n: int) -> None:
        self.centre.do(agents.set_presence, self._agent(n), "available", self.centre.now)

    def _supervise(self, n: int) -> None:
        mode = supervising.MODES[n % 3]
        self.centre.do(supervising.listen, self.sue, self._agent(n), mode, self.centre.now)

    def _stop(self, _n: int) -> None:
        self.centre.do(supervising.stop, self.sue, self.centre.now)

    def _sweep(self, n: int) -> None:
        self.centre.later(n)
        self.centre.do(offers.expire, self.centre.now)
        self.centre.do(room_watch.look_after, self.centre.now)
        self.centre.assign()

    def _room_closed(self, _n: int) -> None:
        """The caller hung up, and the room told of it first."""
        for entry_id in self._entries():
            self.centre.do(rooms.room_closed, entry_id, self.centre.now)
        self.centre.end()

    def _entries(self) -> list[int]:
        with self.centre.store.reading() as session:
            return [each.id for each in session.scalars(select(QueueEntry)) if each.left_at is None]


ACTIONS = [name[1:] for name in vars(Evening) if name[0] == "_" and name[1] != "_"]
ACTIONS = [name for name in ACTIONS if name not in ("offered", "agent", "press", "target", "entries")]
EVENINGS = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 25)), max_size=25)


def check(session: Session) -> None:
    """What holds after every single thing."""
    open_offers = list(session.scalars(select(Offer).where(Offer.closed_at.is_(None))))
    assert len({each.agent_id for each in open_offers}) == len(open_offers), "one call an agent"
    holders = {each.agent_id: each.state for each in open_offers}
    for agent in agent_store.agents(session):
        expected = {"ringing": "reserved", "accepted": "on_call"}.get(holders.get(agent.id, ""))
        assert (agent.presence if agent.presence in ("reserved", "on_call") else None) == expected
    for entry in session.scalars(select(QueueEntry)):
        found = conversation_store.open_offers(session, entry.id)
        assert [each.role for each in found].count("lead") <= 1
        assert (entry.held_at is None) == (entry.held_for == "")
        if entry.state in ("waiting", "timing_out", "passed"):
            assert [each for each in found if each.role == "lead"] == [], entry.state
        if entry.held_for == "consult":
            outside = [each for each in party_store.open_parties(session, entry.id) if each.kind == "outside"]
            assert outside or any(each.role == "consult" for each in found) or not found, "held for nobody"


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(EVENINGS)
def test_whatever_happens_nobody_is_stranded(store: Store, evening: list[tuple[str, int]]) -> None:
    going = Evening(store)
    for what, n in evening:
        going.happen(what, n)
        with going.centre.store.reading() as session:
            check(session)
    for _ in range(8):
        going.happen("sweep", 15)
    with going.centre.store.reading() as session:
        check(session)
        served(session)


def served(session: Session) -> None:
    """A caller who is still there waits, is rung for, talks with somebody, or is on the way on."""
    for entry in session.scalars(select(QueueEntry).where(QueueEntry.left_at.is_(None))):
        found = conversation_store.open_offers(session, entry.id)
        outside = [each for each in party_store.open_parties(session, entry.id) if each.kind == "outside"]
        if entry.state == "talking":
            lead = next((each for each in found if each.role == "lead"), None)
            assert lead
            assert lead.lost_at is None, "nobody is waited for that long"
        elif entry.state == "passed":
            assert outside
        else:
            assert entry.state in ("waiting", "offered", "connecting", "timing_out")


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(EVENINGS)
def test_when_the_caller_has_gone_all_are_free(store: Store, evening: list[tuple[str, int]]) -> None:
    going = Evening(store)
    for what, n in evening:
        going.happen(what, n)
    going.centre.end()
    for _ in range(3):
        going.happen("sweep", 15)
    assert going.open_offers() == []
    assert going.open_parties() == []
    with going.centre.store.reading() as session:
        check(session)
        assert [each for each in session.scalars(select(QueueEntry)) if each.left_at is None] == []


@pytest.mark.parametrize("n", range(2))
def test_looking_twice_changes_nothing_more(centre: Centre, n: int) -> None:
    lost(centre)
    centre.later(room_watch.RECONNECT_S + n)
    centre.do(room_watch.look_after, centre.now)
    before = centre.facts(), centre.orders()
    centre.do(room_watch.look_after, centre.now)
    assert (centre.facts(), centre.orders()) == before
