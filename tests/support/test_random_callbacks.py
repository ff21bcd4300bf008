"""Callbacks at random: whatever agents, customers and machines do, a promise is kept once or given up."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from ivr.actions import PromiseCallback
from support import sweeper
from support.errors import Refused
from support.services import callbacks, dialling, legs, offers, parties, rooms
from support.store.base import Session, Store
from support.store.callbacks import OPEN, Callback
from support.store.parties import Party
from support.store.queues import Offer, QueueEntry
from tests.support.centre import CALLER, OTHER, Centre
from tests.support.test_random_days import check, empty

ACTIONS = 3 * ("promise", "hang_up", "sweep", "accept", "ring", "pick_up") + (
    "decline", "agent_leaves", "machine", "busy", "ends", "not_rung", "cancel", "try_now", "later", "pause",
    "expire_offer", "other_leg",
)  # fmt: skip
days = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 3)), min_size=30, max_size=60)
ATTEMPTS = 3
Row = TypeVar("Row", Offer, Party, Callback)


class Town:
    """Two customers, two agents. `n` picks one of what there is."""

    def __init__(self, store: Store) -> None:
        empty(store)
        self.centre = Centre(store)
        self.centre.publish()
        self.agents = [self.centre.agent(name) for name in ("ana", "bia")]
        self.calls = 0

    def happen(self, action: str, n: int) -> None:
        self.centre.later(2)
        with suppress(Refused):
            getattr(self, f"_{action}")(n)

    def _rows(self, table: type[Row]) -> list[Row]:
        with self.centre.store.reading() as session:
            return sorted(session.scalars(select(table)), key=lambda row: row.id)

    def _promise(self, n: int) -> None:
        self.calls += 1
        sid, number = f"CA{self.calls}", (CALLER, OTHER)[n % 2]
        self.centre.begin(sid, number)
        self.centre.do(
            callbacks.promise, self.centre.row(sid), PromiseCallback("billing", number), self.centre.now
        )
        if n < 2:
            self.centre.end(sid)

    def _hang_up(self, n: int) -> None:
        if self.calls:
            self.centre.end(f"CA{1 + n % self.calls}")

    def _sweep(self, _n: int) -> None:
        self.centre.do(sweeper.sweep, self.centre.now)

    def _offer(self, n: int, *states: str) -> Offer | None:
        found = [each for each in self._rows(Offer) if each.state in states]
        return found[n % len(found)] if found else None

    def _party(self, n: int, *states: str) -> Party | None:
        found = [each for each in self._rows(Party) if each.state in states]
        return found[n % len(found)] if found else None

    def _accept(self, n: int) -> None:
        offer = self._offer(n, "ringing")
        if offer:
            self.centre.do(legs.report, f"AG{offer.id}", offer.id, "in-progress", 2, self.centre.now)
            self.centre.do(rooms.answered, offer.id, f"AG{offer.id}", self.centre.now)

    def _decline(self, n: int) -> None:
        offer = self._offer(n, "ringing")
        if offer:
            self.centre.do(offers.fail, offer.id, "declined", self.centre.now)

    def _expire_offer(self, _n: int) -> None:
        self.centre.do(offers.expire, self.centre.later(offers.RING_S))

    def _agent_leaves(self, n: int) -> None:
        offer = self._offer(n, "accepted", "done", "withdrawn")
        if offer:
            self.centre.do(legs.report, f"AG{offer.id}", offer.id, "completed", 9, self.centre.now)

    def _ring(self, n: int) -> None:
        party = self._party(n, "ordered")
        if party:
            self.centre.do(parties.placed, party.id, f"CU{party.id}", self.centre.now)

    def _answered(self, n: int, answered_by: str, leg: str = "CU") -> None:
        party = self._party(n, "ordered", "ringing", "in", "failed")
        if party:
            self.centre.do(dialling.answered, party.id, f"{leg}{party.id}", answered_by, self.centre.now)

    def _pick_up(self, n: int) -> None:
        self._answered(n, "human" if n % 2 else "unknown")

    def _machine(self, n: int) -> None:
        self._answered(n, "machine_end_beep")

    def _other_leg(self, n: int) -> None:
        self._answered(n, "human", "XX")

    def _status(self, n: int, status: str) -> None:
        party = self._party(n, "ringing", "in", "left", "failed")
        if party:
            sid = f"CU{party.id}"
            self.centre.do(legs.party_report, sid, party.id, status, 5, self.centre.now)

    def _busy(self, n: int) -> None:
        self._status(n, ("busy", "no-answer", "failed", "canceled")[n])

    def _ends(self, n: int) -> None:
        self._status(n, "completed")

    def _not_rung(self, n: int) -> None:
        party = self._party(n, "ordered")
        if party:
            with self.centre.store.writing() as session:
                legs.party_over(
                    session, parties.not_rung(session, party.id, self.centre.now), self.centre.now
                )

    def _cancel(self, n: int) -> None:
        self.centre.do(callbacks.cancel, "billing", (CALLER, OTHER)[n % 2], self.centre.now)

    def _try_now(self, n: int) -> None:
        found = self._rows(Callback)
        if found:
            self.centre.do(callbacks.try_now, found[n % len(found)].id, self.centre.now)

    def _later(self, n: int) -> None:
        self.centre.later(60 * 8 * (n + 1))

    def _pause(self, _n: int) -> None:
        self.centre.later(3600 * 5)


def agrees(session: Session) -> None:
    """What must hold after every step."""
    dialled: dict[int, list[Party]] = {}
    for party in session.scalars(select(Party)):
        dialled.setdefault(party.callback_id or 0, []).append(party)
    for made in session.scalars(select(Callback)):
        tries = dialled.get(made.id, [])
        query = select(QueueEntry).where(QueueEntry.callback_id == made.id, QueueEntry.left_at.is_(None))
        places = list(session.scalars(query))
        is_open = made.closed_at is None
        assert is_open == (made.state in OPEN)
        assert len(tries) <= ATTEMPTS, "never dialled more often than promised"
        assert made.attempts <= len(tries)
        assert sum(each.answered_at is not None and each.result == "answered" for each in tries) <= 1
        assert sum(each.state in parties.OPEN for each in tries) <= 1
        assert len(places) == 1 if is_open else len(places) <= (made.state == "connected")
        if made.state in ("promised", "due", "missed"):
            assert places[0].state == "waiting"
    assert set(dialled) <= set(session.scalars(select(Callback.id)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days)
def test_a_promise_is_kept_once_or_given_up(store: Store, day: list[tuple[str, int]]) -> None:
    town = Town(store)
    for action, n in day:
        town.happen(action, n)
        with store.reading() as session:
            agrees(session)
            check(session)
    settle(town)
    with store.reading() as session:
        agrees(session)
        check(session)
        open_ones = list(session.scalars(select(Callback).where(Callback.closed_at.is_(None))))
        busy = list(session.scalars(select(Offer).where(Offer.closed_at.is_(None))))
    assert open_ones == []
    assert busy == []


def settle(town: Town) -> None:
    """Everybody hangs up, nobody answers any more, and a fortnight passes."""
    for n in range(town.calls):
        town.centre.end(f"CA{n + 1}")
    for _ in range(4):
        for party in town._rows(Party):
            town.centre.do(
                legs.party_report,
                party.leg_sid or f"CU{party.id}",
                party.id,
                "completed",
                20,
                town.centre.now,
            )
        for offer in town._rows(Offer):
            town.centre.do(legs.report, f"AG{offer.id}", offer.id, "completed", 20, town.centre.now)
        town.centre.do(sweeper.sweep, town.centre.later(120))
    town.centre.now += timedelta(days=14)
    for _ in range(3):
        town.centre.do(sweeper.sweep, town.centre.later(60))
    town.centre.do(offers.expire, town.centre.later(60))
