"""Steps of a callback for tests: promised, due, an agent in the room, the customer's phone."""

from __future__ import annotations

from datetime import datetime

from ivr.actions import PromiseCallback
from support.services import callbacks, dialling, due, offers, parties
from support.store import callbacks as store
from support.store import parties as party_store
from support.store import tickets as ticket_store
from support.store.queues import QueueEntry
from tests.support.centre import CALLER, Centre


def promise(
    centre: Centre,
    sid: str = "CA1",
    number: str = CALLER,
    at: datetime | None = None,
    instead: str = "",
    ends: bool = True,
) -> int:
    """Promised in a call that ends then; the ticket's number."""
    action = PromiseCallback("billing", number, at, instead)
    ticket = centre.do(callbacks.promise, centre.row(sid), action, centre.now)
    if ends:
        centre.end(sid)
        centre.do(due.look_after, centre.now)
    return ticket.number


def promised(centre: Centre, number: str = CALLER) -> store.Callback:
    """The newest promise to a number."""
    with centre.store.reading() as session:
        found = [*store.callbacks(session), *store.newest_closed(session, 10)]
    return max((each for each in found if each.number == number), key=lambda each: each.id)


def place(centre: Centre, number: str = CALLER) -> QueueEntry:
    """Its newest place in the line."""
    made = promised(centre, number)
    with centre.store.reading() as session:
        return store.places(session, made.id)[-1]


def in_room(centre: Centre, agent_id: int, leg: str = "AG1") -> int:
    """The agent accepts the promise that they are offered; the id of the customer's party."""
    offer_id = centre.offered(agent_id)
    centre.do(offers.leg_placed, offer_id, leg, centre.now)
    centre.do(offers.accept, offer_id, centre.now)
    return party(centre).id


def party(centre: Centre) -> party_store.Party:
    """The customer's newest leg."""
    with centre.store.reading() as session:
        return party_store.of_entry(session, place(centre).id)[-1]


def picks_up(centre: Centre, answered_by: str = "human", sid: str = "CU1") -> str:
    picked = centre.do(dialling.answered, party(centre).id, sid, answered_by, centre.now)
    assert picked
    return picked.action


def over(centre: Centre, status: str, sid: str = "CU1", sequence: int = 9) -> None:
    """The end of the customer's leg, as the phone company reports it."""
    with centre.store.writing() as session:
        ended = parties.report(session, party(centre).id, sid, status, sequence, centre.now)
        if ended:
            dialling.ended(session, ended, centre.now)


def history(centre: Centre, ticket: int) -> list[tuple[str, str]]:
    with centre.store.reading() as session:
        found = ticket_store.ticket(session, ticket)
        assert found
        return [(line.kind, line.text) for line in ticket_store.history(session, found.id)]
