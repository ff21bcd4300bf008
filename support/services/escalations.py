"""What follows when a promise about a ticket is nearly broken, and when it is: who is told, who has it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flows.policies import Escalation, Policies
from support.rules import sla as rules
from support.services import alerts, ticket_log
from support.store import agents as agent_store
from support.store import tickets as ticket_store
from support.store.base import Session
from support.store.sla import SlaClock
from support.store.tickets import Ticket

UNSOLVED = ("new", "open", "pending")


def next_at(known: Policies, clock: SlaClock, calendar: rules.Calendar) -> datetime | None:
    """When the next step is to be taken; None when all are."""
    if clock.breached_at is None or clock.escalated >= len(known.escalations):
        return None
    return rules.step_due(clock.breached_at, known.escalations[clock.escalated], calendar)


def warn(session: Session, ticket: Ticket, clock: SlaClock, now: datetime) -> None:
    """Whoever is responsible, before it is too late."""
    told = {ticket.assignee_id} - {None} or alerts.supervisors(session)
    alerts.tell(session, told | ticket_store.watchers(session, ticket.id), ticket.id, "warned", now)  # type: ignore[arg-type]
    ticket_log.write(session, ticket, "warned", now, text=f"{clock.kind} warned", data=facts(clock))


def climb(
    session: Session,
    known: Policies,
    ticket: Ticket,
    clock: SlaClock,
    calendar: rules.Calendar,
    now: datetime,
) -> None:
    """Take every step that is due, once each and in order."""
    while (at := next_at(known, clock, calendar)) is not None and at <= now:
        step = known.escalations[clock.escalated]
        clock.escalated += 1
        _take(session, known, ticket, step, now)
    clock.next_at = at


def _take(session: Session, known: Policies, ticket: Ticket, step: Escalation, now: datetime) -> None:
    priority = rules.raised(ticket.priority, step.priority)
    if priority != ticket.priority:
        before, ticket.priority = ticket.priority, priority
        ticket_log.write(session, ticket, "priority", now, text=f"{before} → {priority}")
    told = _told(session, ticket, step)  # who had it is told even when it is taken out of their hands
    if step.level is not None and step.level > ticket.level:
        before_level, ticket.level = ticket.level, step.level
        ticket_log.write(session, ticket, "level", now, text=f"{before_level} → {step.level}")
        _hand(session, ticket, _least_loaded(session, known.levels.get(str(step.level), [])), now)
    if step.assign:
        person = agent_store.user_by_login(session, step.assign)
        if person and person.is_active:
            _hand(session, ticket, person.id, now)
    alerts.tell(session, told | _told(session, ticket, step), ticket.id, "breached", now)


def _hand(session: Session, ticket: Ticket, user_id: int | None, now: datetime) -> None:
    """Into somebody's hands, or out of everybody's: then the level sees it among the unassigned."""
    if user_id == ticket.assignee_id:
        return
    ticket.assignee_id = user_id
    person = agent_store.user(session, user_id) if user_id else None
    ticket_log.write(session, ticket, "assigned", now, text=person.name if person else "nobody")
    if person:
        alerts.tell(session, [person.id], ticket.id, "assigned", now)


def _least_loaded(session: Session, logins: list[str]) -> int | None:
    """Of those who serve a level, who has the fewest unsolved tickets; the first named among equals."""
    found = [agent_store.user_by_login(session, login) for login in logins]
    people = [user.id for user in found if user and user.is_active]
    load = ticket_store.load_of(session, people, UNSOLVED) if people else {}
    return min(people, key=lambda user_id: load.get(user_id, 0), default=None)


def _told(session: Session, ticket: Ticket, step: Escalation) -> set[int]:
    told: set[int] = set()
    if "assignee" in step.notify and ticket.assignee_id:
        told.add(ticket.assignee_id)
    if "watchers" in step.notify:
        told |= ticket_store.watchers(session, ticket.id)
    if "supervisors" in step.notify:
        told |= alerts.supervisors(session)
    return told


def facts(clock: SlaClock) -> dict[str, Any]:
    """For the history: which promise, and what it said."""
    return {"clock": clock.kind, "policy": clock.policy, "target_s": clock.target_s}
