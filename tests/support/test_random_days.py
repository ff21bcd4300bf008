"""Days at random: whatever callers, agents and the phone company do, lines, offers and presence agree."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ivr.events import QueueLeft
from support import sweeper
from support.errors import Refused
from support.services import agents, legs, offers, queues, rooms
from support.store.agents import Agent, AgentQueue, AgentSkill
from support.store.base import Base, Session, Store
from support.store.calls import Call
from support.store.queues import Offer, QueueEntry
from tests.support.centre import BILLING, FLOW, OTHER, TECH, Centre

VIP = "9"
# Everything that decides who gets which call, all at once: skills that relax, sticky agents, ranks,
# strategies, priorities, an overflow from one line to the other.
DAY = (
    FLOW.replace("billing: {", "billing: {skills: {english: 2}, relax: {every: 30s}, sticky_days: 9, ")
    .replace("tech: {", "tech: {strategy: round robin, overflow: {to: billing, after: 90s}, wrap_up: 0s, ")
    .replace("next: outage}", "next: vip_queue}")
    .replace(
        "  goodbye:",
        "  vip_queue: {queue: billing, priority: 2, at_most: 5m, else: leave_message}\n  goodbye:",
    )
)
# What must come before the rest is drawn more often, or most days would be quiet.
ACTIONS = 4 * ("call", "assign", "accept", "join", "available") + (
    "decline", "fail", "expire", "refuse_join", "agent_hangs_up", "leg_ends", "room_closes",
    "caller_hangs_up", "leave", "leaves_room", "sweep", "look_after", "away", "seen", "long_pause",
)  # fmt: skip
days = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 3)), min_size=30, max_size=60)


def empty(store: Store) -> None:
    with store.writing() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())


def staffed(centre: Centre) -> list[int]:
    """A published flow and four agents with queues, ranks and skills."""
    centre.publish(DAY)
    both = ("billing", "tech")
    agents = [
        centre.agent("ana", *both),
        centre.agent("bia", "billing", rank=2),
        centre.agent("caio", "tech"),
        centre.agent("dora", *both),
    ]
    with centre.store.writing() as session:
        for agent, level in ((agents[0], 3), (agents[3], 1)):
            session.add(AgentSkill(agent_id=agent, skill="english", level=level))
    return agents


class Day:
    """A centre of four agents on which things happen. `n` picks one of what there is."""

    def __init__(self, store: Store) -> None:
        empty(store)
        self.centre = Centre(store)
        self.agents = staffed(self.centre)
        self.calls = 0

    def happen(self, action: str, n: int) -> None:
        self.centre.later(3)
        with suppress(Refused):  # said politely, and nothing changed
            getattr(self, f"_{action}")(n)

    def _call(self, n: int) -> None:
        self.calls += 1
        self.centre.enqueue(f"CA{self.calls}", (BILLING, TECH, BILLING, VIP)[n], OTHER[:-1] + str(n))

    def _assign(self, _n: int) -> None:
        with self.centre.store.reading() as session:
            before = in_line(session)
        self.centre.assign()
        with self.centre.store.reading() as session:
            assert_nobody_was_overtaken(session, before, self.centre.now)
            assert not idle_for_somebody(session, self.centre.now)

    def _offers(self, *states: str) -> list[Offer]:
        with self.centre.store.reading() as session:
            return list(session.scalars(select(Offer).where(Offer.state.in_(states)).order_by(Offer.id)))

    def _with_offer(self, n: int, *states: str) -> Offer | None:
        found = self._offers(*states)
        return found[n % len(found)] if found else None

    def _accept(self, n: int) -> None:
        offer = self._with_offer(n, "ringing", "ringing", "missed", "declined")
        if offer:
            self.centre.do(legs.report, f"AG{offer.id}", offer.id, "in-progress", 2, self.centre.now)
            self.centre.do(offers.accept, offer.id, self.centre.now)

    def _decline(self, n: int) -> None:
        self.centre.do(agents.decline, self.agents[n % 4], self.centre.now)

    def _fail(self, n: int) -> None:
        offer = self._with_offer(n, "ringing", "accepted")
        if offer:
            self.centre.do(offers.fail, offer.id, "failed", self.centre.now)

    def _expire(self, _n: int) -> None:
        self.centre.do(offers.expire, self.centre.later(offers.RING_S))

    def _sid(self, entry_id: int) -> str:
        with self.centre.store.reading() as session:
            entry = session.get(QueueEntry, entry_id)
            call = session.get(Call, entry.call_id) if entry else None
            assert call
            return call.sid

    def _join(self, n: int) -> None:
        offer = self._with_offer(n, "accepted", "done")
        if offer:
            self.centre.do(queues.connected, offer.entry_id, self._sid(offer.entry_id), self.centre.now)

    def _refuse_join(self, n: int) -> None:
        offer = self._with_offer(n, "accepted", "ringing", "done")
        if offer:
            self.centre.do(queues.back_to_line, offer.entry_id, self.centre.now)

    def _agent_hangs_up(self, n: int) -> None:
        self.centre.do(agents.hang_up, self.agents[n % 4], self.centre.now)

    def _leg_ends(self, n: int) -> None:
        offer = self._with_offer(n, "ringing", "accepted", "done", "withdrawn")
        if offer:
            self.centre.do(legs.report, f"AG{offer.id}", offer.id, "completed", 5, self.centre.now)

    def _room_closes(self, n: int) -> None:
        offer = self._with_offer(n, "ringing", "accepted", "done")
        if offer:
            self.centre.do(rooms.room_closed, offer.entry_id, self.centre.now)

    def _caller_hangs_up(self, n: int) -> None:
        if self.calls:
            self.centre.end(f"CA{n % self.calls + 1}")

    def _leave(self, n: int) -> None:
        if self.calls:
            row = self.centre.row(f"CA{n % self.calls + 1}")
            self.centre.do(queues.leave, row.id, "voicemail", self.centre.now)

    def _leaves_room(self, n: int) -> None:
        if self.calls:
            sid = f"CA{n % self.calls + 1}"
            self.centre.turn(sid, QueueLeft(self.centre.seq(sid), "answered", 9))

    def _sweep(self, _n: int) -> None:
        self.centre.do(sweeper.sweep, self.centre.now)
        with self.centre.store.reading() as session:
            assert not idle_for_somebody(session, self.centre.now)

    def _look_after(self, _n: int) -> None:
        self.centre.do(agents.look_after, self.centre.now)

    def _available(self, n: int) -> None:
        self.centre.do(agents.set_presence, self.agents[n % 4], "available", self.centre.now)

    def _away(self, n: int) -> None:
        self.centre.do(agents.set_presence, self.agents[n % 4], "away", self.centre.now)

    def _seen(self, n: int) -> None:
        self.centre.do(agents.seen, self.agents[n % 4], self.centre.now)

    def _long_pause(self, _n: int) -> None:
        self.centre.later(290)


def check(session: Session) -> None:
    """What must hold after every single thing that happens."""
    entries = {each.id: each for each in session.scalars(select(QueueEntry))}
    made = list(session.scalars(select(Offer)))
    still_open = [each for each in made if each.closed_at is None]
    holders = {each.agent_id: each for each in still_open}
    assert len(holders) == len(still_open), "an agent with two open offers"
    assert len({each.entry_id for each in still_open}) == len(still_open), "a caller offered twice"
    for offer in made:
        assert (offer.closed_at is None) == (offer.state in ("ringing", "accepted"))
    for agent in session.scalars(select(Agent)):
        state = holders[agent.id].state if agent.id in holders else ""
        expected = {"ringing": "reserved", "accepted": "on_call"}.get(state)
        assert (agent.presence if agent.presence in ("reserved", "on_call") else None) == expected
    by_entry = {each.entry_id: each.state for each in still_open}
    for entry in entries.values():
        assert (entry.left_at is not None) == (entry.state == "left") == (entry.result is not None)
        expected_offer = {"offered": "ringing", "connecting": "accepted"}.get(entry.state)
        if entry.state in ("waiting", "offered", "connecting", "timing_out"):
            assert by_entry.get(entry.id) == expected_offer, entry.state
        else:
            assert by_entry.get(entry.id) in (None, "accepted"), entry.state
    opened = [each.call_id for each in entries.values() if each.left_at is None]
    assert len(set(opened)) == len(opened), "a call in two lines"


def in_line(session: Session) -> dict[int, QueueEntry]:
    return {
        each.id: each for each in session.scalars(select(QueueEntry).where(QueueEntry.state == "waiting"))
    }


def may_serve(session: Session, entry: QueueEntry, agent_id: int, now: datetime) -> bool:
    """Told anew, without the rule: serves the queue, and has what the caller still needs after this wait."""
    if session.get(AgentQueue, (agent_id, entry.queue)) is None:
        return False
    steps = (now - entry.entered_at) // timedelta(seconds=entry.relax_every_s) if entry.relax_every_s else 0
    for skill, level in entry.skills.items():
        has = session.get(AgentSkill, (agent_id, skill))
        if (has.level if has else 0) < level - steps * entry.relax_by > 0:
            return False
    return True


def idle_for_somebody(session: Session, now: datetime) -> bool:
    """Somebody waits whom somebody free could serve."""
    free = list(session.scalars(select(Agent.id).where(Agent.presence == "available")))
    waiting = in_line(session).values()
    return any(may_serve(session, entry, agent_id, now) for entry in waiting for agent_id in free)


def assert_nobody_was_overtaken(session: Session, before: dict[int, QueueEntry], now: datetime) -> None:
    """Who still waits could be served by none of the agents that were given to somebody behind them."""
    still = in_line(session)
    query = select(Offer).where(Offer.entry_id.in_(before), Offer.state == "ringing")
    for offer in session.scalars(query):
        taken = before[offer.entry_id]
        for waiting in still.values():
            earlier = (-waiting.priority, waiting.place_at, waiting.id)
            if earlier < (-taken.priority, taken.place_at, taken.id):
                assert not may_serve(session, waiting, offer.agent_id, now)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(days)
def test_lines_offers_and_presence_agree(store: Store, day: list[tuple[str, int]]) -> None:
    going = Day(store)
    for action, n in day:
        going.happen(action, n)
        with store.reading() as session:
            check(session)
    going.centre.assign()
    with store.reading() as session:
        check(session)
        assert not idle_for_somebody(session, going.centre.now)


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(days)
def test_at_the_end_of_the_day_everybody_has_left_and_is_free(
    store: Store, day: list[tuple[str, int]]
) -> None:
    going = Day(store)
    for action, n in day:
        going.happen(action, n)
    for n in range(going.calls):
        going.centre.end(f"CA{n + 1}")
    for offer in going._offers("accepted"):
        going.centre.do(legs.report, f"AG{offer.id}", offer.id, "completed", 9, going.centre.now)
    going.centre.do(sweeper.sweep, going.centre.later(30))  # those whose connection had broken off
    with store.reading() as session:
        check(session)
        assert not list(session.scalars(select(QueueEntry).where(QueueEntry.left_at.is_(None))))
        assert not list(session.scalars(select(Offer).where(Offer.closed_at.is_(None))))
        outcomes = list(session.scalars(select(Call.outcome)))
    assert None not in outcomes
