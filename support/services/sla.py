"""Clocks of tickets: started, paused while the customer is to answer, met or broken, and what follows then.

Whoever touches a ticket's clocks has locked its row: so each warning, breach and step of an escalation
happens once, whoever restarts. A new version of the policies takes hold of a ticket at its next change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flows.policies import Policies
from support.rules import sla as rules
from support.services import escalations, policies, ticket_log
from support.store import sla as store
from support.store.base import Session
from support.store.sla import SlaClock
from support.store.tickets import Ticket

RESPONSES = ("first_response", "next_response")
AT_ONCE = 40  # tickets that one sweep looks at: a fraction of a second
_DONE = ("solved", "closed")


def follow(session: Session, ticket: Ticket, now: datetime) -> None:
    """Bring the clocks in line with the ticket as it is now."""
    known, clocks = policies.current(session), store.clocks_of(session, ticket.id)
    _note_overdue(session, known, ticket, clocks, now)
    if ticket.merged_into_id is not None:
        for clock in clocks:
            _cancel(known, clock, now)
    elif ticket.status in _DONE:
        for clock in clocks:
            _stop(known, clock, now)
    else:
        _promise(session, known, ticket, clocks, now)
        for clock in clocks:
            (_pause if ticket.status == "pending" else _run)(known, clock, now)
    session.flush()
    _tell_due(ticket, clocks)


def answered(session: Session, ticket: Ticket, now: datetime) -> None:
    """The customer has been answered: nobody waits for a response any more."""
    known, clocks = policies.current(session), store.clocks_of(session, ticket.id)
    _note_overdue(session, known, ticket, clocks, now)
    for clock in clocks:
        if clock.kind in RESPONSES:
            _stop(known, clock, now)


def asked(session: Session, ticket: Ticket, now: datetime) -> None:
    """The customer has said something that is to be answered; a response that is due already is enough."""
    known, clocks = policies.current(session), store.clocks_of(session, ticket.id)
    name = rules.choose(known.promises, ticket.queue, ticket.priority)
    target = known.targets.get(name)
    waits = any(clock.kind in RESPONSES and _is_open(clock) for clock in clocks)
    if target and target.next_response is not None and not waits:
        _start(session, known, ticket, "next_response", target.next_response, name, now)


def sweep(session: Session, now: datetime, limit: int = AT_ONCE) -> int:
    """Warn, note what was broken, escalate: whatever is due. Returns how many tickets had something due."""
    due = store.due_tickets(session, now, limit)
    if not due:
        return 0
    known = policies.current(session)
    clocks = store.clocks_by_ticket(session, [ticket.id for ticket in due])
    for ticket in due:
        for clock in clocks.get(ticket.id, ()):
            if clock.next_at is not None and clock.next_at <= now:
                _look(session, known, ticket, clock, now)
        session.flush()
        follow(session, ticket, now)  # an escalation may have changed what is promised
    return len(due)


def clocks(session: Session, ticket_id: int) -> list[SlaClock]:
    return store.clocks_of(session, ticket_id)


# --- one clock --------------------------------------------------------------------------------------------


def _is_open(clock: SlaClock) -> bool:
    return clock.stopped_at is None and clock.state != "cancelled"


def _calendar(known: Policies, name: str) -> rules.Calendar:
    """Of a target; one that exists no longer counts every hour."""
    target = known.targets.get(name)
    return rules.calendar_of(known, target) if target else rules.Calendar()


def _promise(
    session: Session, known: Policies, ticket: Ticket, clocks: list[SlaClock], now: datetime
) -> None:
    """Clocks that the policies ask for, each with the time they give."""
    name = rules.choose(known.promises, ticket.queue, ticket.priority)
    target = known.targets.get(name)
    wanted = {kind: getattr(target, kind, None) for kind in ("first_response", "next_response", "resolution")}
    for clock in clocks:
        seconds = wanted[clock.kind]
        if clock.kind == "resolution" and clock.stopped_at is not None:
            _reopen(clock)
        if clock.state in ("running", "paused", "cancelled") and clock.stopped_at is None:
            _retarget(known, clock, name, seconds, now)
    kinds = {clock.kind for clock in clocks}
    for kind in ("first_response", "resolution"):
        seconds = wanted[kind]
        if seconds is not None and kind not in kinds and (kind == "resolution" or not ticket.responded_at):
            used = rules.elapsed(ticket.created_at, now, _calendar(known, name))
            clocks.append(_start(session, known, ticket, kind, seconds, name, now, used))


def _start(
    session: Session,
    known: Policies,
    ticket: Ticket,
    kind: str,
    seconds: int,
    policy: str,
    now: datetime,
    used: int = 0,
) -> SlaClock:
    clock = SlaClock(
        ticket_id=ticket.id, kind=kind, policy=policy, target_s=seconds, state="paused",
        started_at=now if kind == "next_response" else ticket.created_at,
        left_s=seconds - used, escalated=0,
    )  # fmt: skip
    session.add(clock)
    _run(known, clock, now)
    session.flush()
    return clock


def _pause(known: Policies, clock: SlaClock, now: datetime) -> None:
    """A broken promise stays broken; its escalation rests too."""
    if clock.state == "running":
        _hold(known, clock, now, "paused")
    if _is_open(clock):
        clock.next_at = None


def _hold(known: Policies, clock: SlaClock, now: datetime, state: str) -> None:
    assert clock.resumed_at is not None
    used = rules.elapsed(clock.resumed_at, now, _calendar(known, clock.policy))
    clock.state, clock.left_s = state, clock.left_s - used
    clock.resumed_at = clock.due_at = clock.warn_at = clock.next_at = None


def _run(known: Policies, clock: SlaClock, now: datetime) -> None:
    """Also of one that runs: its target or the hours may be others by now. Nothing is due before now, since
    nobody breaks a promise before it is made."""
    calendar = _calendar(known, clock.policy)
    if clock.state == "breached" and clock.stopped_at is None:
        clock.next_at = escalations.next_at(known, clock, calendar)
    if clock.state == "paused":
        clock.state, clock.resumed_at = "running", now
    if clock.state != "running" or clock.resumed_at is None:
        return
    target = known.targets.get(clock.policy)
    after = rules.warn_after(clock.target_s, target.warn if target else 75)
    due = rules.due(clock.resumed_at, clock.left_s, calendar)
    clock.due_at = max(due, now) if due else None
    clock.warn_at = rules.due(clock.resumed_at, clock.left_s - clock.target_s + after, calendar)
    clock.next_at = clock.due_at if clock.warned_at else clock.warn_at


def _retarget(known: Policies, clock: SlaClock, policy: str, seconds: int | None, now: datetime) -> None:
    """What is used stays used."""
    if seconds is None:
        _cancel(known, clock, now)
        return
    if clock.state == "cancelled":
        clock.state = "paused"
    clock.left_s += seconds - clock.target_s
    clock.policy, clock.target_s = policy, seconds


def _cancel(known: Policies, clock: SlaClock, now: datetime) -> None:
    if clock.state == "running":
        _hold(known, clock, now, "cancelled")
    elif clock.state == "paused":
        clock.state = "cancelled"
    clock.next_at = None


def _stop(known: Policies, clock: SlaClock, now: datetime) -> None:
    if not _is_open(clock):
        return
    if clock.state == "running":
        _hold(known, clock, now, "met")
    elif clock.state == "paused":
        clock.state = "met"
    clock.stopped_at, clock.next_at = now, None


def _reopen(clock: SlaClock) -> None:
    """The ticket was not solved after all: the clock goes on where it stopped."""
    clock.stopped_at = None
    if clock.state == "met":
        clock.state = "paused"


def _look(session: Session, known: Policies, ticket: Ticket, clock: SlaClock, now: datetime) -> None:
    if clock.state == "running" and clock.due_at is not None and clock.due_at <= now:
        _break(session, known, ticket, clock, now)
    elif clock.state == "running":
        clock.warned_at, clock.next_at = now, clock.due_at
        escalations.warn(session, ticket, clock, now)
    if clock.state == "breached":
        escalations.climb(session, known, ticket, clock, _calendar(known, clock.policy), now)


def _break(session: Session, known: Policies, ticket: Ticket, clock: SlaClock, now: datetime) -> None:
    clock.state, clock.breached_at = "breached", clock.due_at
    ticket.breached_at = ticket.breached_at or clock.due_at
    clock.next_at = escalations.next_at(known, clock, _calendar(known, clock.policy))
    ticket_log.write(
        session, ticket, "breached", now, text=f"{clock.kind} breached", data=escalations.facts(clock)
    )


def _note_overdue(
    session: Session, known: Policies, ticket: Ticket, clocks: Sequence[SlaClock], now: datetime
) -> None:
    """A promise that was broken since the last sweep was broken, even when it is kept a moment later."""
    for clock in clocks:
        if clock.state == "running" and clock.due_at is not None and clock.due_at < now:
            _break(session, known, ticket, clock, now)


def _tell_due(ticket: Ticket, clocks: Sequence[SlaClock]) -> None:
    """`due_at`: the earliest of what is still to be done, also when it is late."""
    waits = ticket.status != "pending"
    due = [clock.due_at for clock in clocks if waits and clock.due_at is not None and _is_open(clock)]
    ticket.due_at = min(due, default=None)
