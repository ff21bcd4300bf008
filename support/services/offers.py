"""Offers: a waiting call proposed to one reserved agent, and how that ends.

Who decides does it alone; claims are conditional updates all the same, so that nobody gives one call to two
agents or one agent two calls, and unique indexes on open offers would refuse it even if the code were wrong.
An offer has a role: `lead` has the customer, `consult` is asked in by the lead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import ModuleType
from typing import Literal

from flows.queues import QueueInfo
from support.errors import NotFound, Refused
from support.rules import numbers, routing
from support.services import lines, moving, stays, wrap_up
from support.store import agents as agent_store
from support.store import calls as call_store
from support.store import flows as flow_store
from support.store import orders
from support.store import queues as store
from support.store import routing as routing_store
from support.store.base import Session, announce

RING_S: int = QueueInfo.model_fields["ring"].default
WRAP_UP_S: int = QueueInfo.model_fields["wrap_up"].default
TODAY = timedelta(hours=24)  # "fewest calls" counts those of so long
ROUNDS = 3  # somebody who was just chosen may hang up or go away meanwhile
End = Literal["declined", "missed", "failed"]
_REASONS: dict[End, str] = {"failed": "phone not connected"}


@dataclass(frozen=True)
class Accepted:
    """`room` is where the agent and the caller meet."""

    room: str
    entry_id: int
    call_sid: str


@dataclass(frozen=True)
class Ringing:
    """How an agent is rung. `address`: client:…, sip:… or a number; `ours`: the number that is shown to them.

    `is_phone`: a telephone whose voicemail might answer, so that a key has to be pressed.
    """

    address: str
    ours: str
    timeout_s: int
    is_phone: bool


def assign(session: Session, now: datetime) -> int:
    """Offer waiting calls to free agents; returns how many offers were made.

    First in its transaction, or after `take_turn`: nothing may be locked before it is our turn to decide.
    """
    made = 0
    take_turn(session)
    for _ in range(ROUNDS):
        matches, known = decide(session, now)
        offered = _offer_all(session, matches, known, now)
        made += offered
        if offered == len(matches):
            break
    return made


def take_turn(session: Session) -> None:
    """Nobody else decides before this transaction is over."""
    routing_store.take_turn(session)


def decide(session: Session, now: datetime) -> tuple[list[routing.Match], Mapping[int, str]]:
    """Who takes which call, and the queue of each call looked at."""
    busy = routing_store.busy_queues(session)
    if not busy:
        return [], {}
    kept = [routing.WaitingCall(*row) for row in routing_store.kept(session, now)]
    free = routing_store.free_agents(session, busy, {call.only_agent_id or 0 for call in kept})
    served = {row.queue for row in free if row.queue}
    strategies = {row.name: lines.read(row).strategy for row in routing_store.queues(session, served)}
    agents = _free_agents(session, free, "fewest calls" in strategies.values(), now)
    team = routing.Team(agents, strategies)
    seen = {call.entry_id: call.queue for call in kept}

    def line(queue: str) -> Iterator[routing.WaitingCall]:
        passed: dict[routing.Need, routing.WaitingCall] = {}
        for row in routing_store.line(session, queue, now, lambda: team.hopeless(passed, now)):
            call = routing.WaitingCall(*row)
            seen[call.entry_id] = queue
            if need := routing.need(call, now):
                passed.setdefault(need, call)
            yield call

    waiting = {queue: line(queue) for queue in sorted(served)}
    return routing.match_team(team, waiting, now, kept), seen


def _free_agents(
    session: Session, rows: Sequence[routing_store.Free], counts: bool, now: datetime
) -> list[routing.FreeAgent]:
    """`counts`: somebody wants to know who had the fewest calls."""
    ranks: dict[int, dict[str, int]] = {}
    for row in rows:
        served = ranks.setdefault(row.id, {})
        if row.queue is not None:
            served[row.queue] = row.rank or 1
    skills = routing_store.skills(session) if rows else {}
    taken = routing_store.accepted_since(session, now - TODAY, ranks) if counts else {}
    once = {row.id: row for row in rows}
    return [
        routing.FreeAgent(
            each, row.idle_since, ranks[each], skills.get(each, {}), row.last_offered_at, taken.get(each, 0)
        )
        for each, row in once.items()
    ]


def _offer_all(
    session: Session, matches: list[routing.Match], queue_of: Mapping[int, str], now: datetime
) -> int:
    """A few statements, however many they are. Whom somebody else was quicker with is left out."""
    entries = {pair.entry_id for pair in matches}
    if not entries:
        return 0
    taken = routing_store.claim_entries(session, entries, "waiting", "offered")
    reserved = routing_store.reserve_agents(
        session, {pair.agent_id for pair in matches if pair.entry_id in taken}, now
    )
    pairs = [pair for pair in matches if pair.entry_id in taken and pair.agent_id in reserved]
    if left := taken - {pair.entry_id for pair in pairs}:
        routing_store.claim_entries(session, left, "offered", "waiting")
    rings = {name: lines.settings(session, name).ring for name in {queue_of[each] for each in taken}}
    rows = [
        {
            "entry_id": pair.entry_id,
            "agent_id": pair.agent_id,
            "created_at": now,
            "expires_at": now + timedelta(seconds=rings[queue_of[pair.entry_id]]),
        }
        for pair in pairs
    ]
    _tell_of(session, routing_store.make_offers(session, rows), now)
    return len(rows)


def _tell_of(session: Session, made: list[routing_store.Made], now: datetime) -> None:
    """Ring them, and write down that it was done."""
    orders.place_each(session, "ring_agent", now, [(each.call_id, {"offer_id": each.id}) for each in made])
    call_store.append_each(
        session,
        now,
        "offered",
        [(each.call_id, {"agent": each.agent_id, "entry": each.entry_id, "offer": each.id}) for each in made],
    )
    announce(session, *(f"desk:{each.agent_id}" for each in made))
    if made:
        announce(session, "queues", "agents")
    for each in made:
        entry = store.entry(session, each.entry_id) if each.callback_id else None
        if entry:
            _callbacks().offered(session, entry, now)


def accept(session: Session, offer_id: int, now: datetime) -> Accepted:
    """The agent's phone was answered. The same request again gets the same answer."""
    offer = store.offer(session, offer_id)
    if offer is None:
        raise NotFound(f"no offer {offer_id}")
    entry = store.entry(session, offer.entry_id)
    call = call_store.by_id(session, entry.call_id) if entry else None
    if entry is None or call is None or offer.state not in ("ringing", "accepted"):
        raise Refused("this call is no longer waiting")
    if offer.state == "ringing":
        _take(session, offer, entry, call.sid, now)
    return Accepted(room(entry.id), entry.id, call.sid)


def _take(session: Session, offer: store.Offer, entry: store.QueueEntry, sid: str, now: datetime) -> None:
    leads = offer.role == "lead"
    still = store.move(session, entry.id, ("offered",), "connecting") if leads else entry.left_at is None
    if not still:
        raise Refused("this call is no longer waiting")
    offer.state, offer.accepted_at = "accepted", now
    agent_store.change_presence(
        session, offer.agent_id, ("reserved",), "on_call", now, last_offered_at=offer.created_at
    )
    if leads and entry.callback_id is None:
        moving.to_room(session, entry, sid, now)
    elif leads:
        _callbacks().accepted(session, entry, offer, now)
    stays.offer_note(session, offer, "accepted", now)
    announce(session, f"desk:{offer.agent_id}", "queues", "agents")


def room(entry_id: int) -> str:
    """Conference name of a queue entry's conversation: no personal data in it."""
    return f"entry-{entry_id}"


def fail(session: Session, offer_id: int, end: End, now: datetime, reason: str = "") -> None:
    """The agent did not take it: the caller keeps the place, the agent goes away and is told why."""
    offer = store.offer(session, offer_id)
    if offer is None or offer.state != "ringing":
        return
    offer.state, offer.closed_at = end, now
    why = reason or _REASONS.get(end, end)
    agent_store.change_presence(
        session, offer.agent_id, ("reserved",), "away", now, why, last_offered_at=offer.created_at
    )
    if offer.role == "lead":
        _back_to_line(session, offer, "offered", end, now)
    stays.offer_note(session, offer, "not_reached" if end == "failed" else end, now)
    hang_up(session, offer, now)
    announce(session, f"desk:{offer.agent_id}", "queues", "agents", "waiting")


def finish(session: Session, offer_id: int, now: datetime) -> None:
    """The agent's leg of an accepted offer is over: wrap-up begins, where the queue gives time for it."""
    offer = store.offer(session, offer_id)
    if offer is None or offer.state != "accepted":
        return
    offer.state, offer.closed_at = "done", now
    session.flush()
    if offer.lost_at is not None:
        hang_up(session, offer, now)  # they were being rung again, for nobody now
    if offer.role == "lead":
        _back_to_line(session, offer, "connecting", "done", now)  # gone before the caller came in
    _begin_wrap_up(session, offer, now)
    stays.offer_note(session, offer, "agent_left", now)
    announce(session, f"desk:{offer.agent_id}", "queues", "agents", "waiting")


def _begin_wrap_up(session: Session, offer: store.Offer, now: datetime) -> None:
    entry = store.entry(session, offer.entry_id)
    seconds = lines.settings(session, entry.queue).wrap_up if entry else WRAP_UP_S
    until = now + timedelta(seconds=seconds)
    changed = agent_store.change_presence(
        session, offer.agent_id, ("on_call",), "wrap_up", now, wrap_up_until=until
    )
    if changed and not seconds:
        wrap_up.ready(session, offer.agent_id, now)


def release(session: Session, entry_id: int, now: datetime) -> None:
    """The caller is no longer in line: whoever rings is free at once, nothing counts against them."""
    for offer in store.open_offers(session, entry_id):
        if offer.state == "ringing":
            offer.state, offer.closed_at = "withdrawn", now
            stays.offer_note(session, offer, "withdrawn", now)
            agent_store.change_presence(session, offer.agent_id, ("reserved",), "available", now)
            announce(session, f"desk:{offer.agent_id}", "agents", "waiting")
        hang_up(session, offer, now)


def ring_details(session: Session, offer_id: int) -> Ringing | None:
    """Whom to ring for this offer; None when it is over. Raises Refused for a number we may not ring."""
    offer = store.offer(session, offer_id)
    entry = store.entry(session, offer.entry_id) if offer else None
    agent = agent_store.agent(session, offer.agent_id) if offer else None
    call = call_store.by_id(session, entry.call_id) if entry else None
    if offer is None or offer.state != "ringing" or agent is None or call is None:
        return None
    is_phone = agent.endpoint.startswith("+")
    if is_phone and not numbers.allowed(agent.endpoint, _our_countries(session, call.called)):
        raise Refused("the agent's telephone is in a country that we do not call")
    address = agent.endpoint or f"client:{agent.identity}"
    timeout = int((offer.expires_at - offer.created_at).total_seconds()) + 5  # ours ends first
    return Ringing(address, call.called, timeout, is_phone)


def _our_countries(session: Session, called: str) -> set[str]:
    return numbers.countries((called, *flow_store.numbers(session)))


def expire(session: Session, now: datetime) -> None:
    """Offers that nobody answered in time."""
    for offer in store.expired_offers(session, now):
        fail(session, offer.id, "missed", now)


def leg_placed(session: Session, offer_id: int, sid: str, now: datetime) -> None:
    """The phone company has begun to ring the agent. A leg for an offer that is over is hung up."""
    offer = store.offer(session, offer_id)
    entry = store.entry(session, offer.entry_id) if offer else None
    if offer is None or entry is None:
        return
    if call_store.leg(session, sid) is not None:
        return  # whoever ended the offer since then hung it up
    session.add(call_store.Leg(sid=sid, call_id=entry.call_id, offer_id=offer_id, created_at=now))
    session.flush()
    if offer.closed_at is not None or entry.left_at is not None:
        orders.place(session, "hang_up_leg", now, entry.call_id, sid=sid)


def hang_up(session: Session, offer: store.Offer, now: datetime) -> None:
    """The agent's leg goes, if there is one."""
    for leg in call_store.legs_of_offer(session, offer.id):
        if leg.ended_at is None:
            orders.place(session, "hang_up_leg", now, leg.call_id, sid=leg.sid)


def _back_to_line(session: Session, offer: store.Offer, state: str, end: str, now: datetime) -> None:
    """Only from this state; a promised callback has more to it than the line."""
    entry = store.entry(session, offer.entry_id)
    if entry and store.move(session, entry.id, (state,), "waiting") and entry.callback_id is not None:
        _callbacks().offer_ended(session, entry, end, now)


def _callbacks() -> ModuleType:
    """Who keeps callbacks makes offers of them end, and offers are what callbacks are kept by."""
    from support.services import callbacks

    return callbacks
