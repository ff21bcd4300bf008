"""A centre whose policies a test writes, and what it asks of tickets and clocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from support.services import alerts, policies, sla, tickets
from support.store import sla as sla_store
from support.store import tickets as ticket_store
from support.store.agents import User
from tests.support.centre import CALLER, Centre

SIMPLE = """
ramal policies: 1
targets:
  usual: {first_response: 1h, next_response: 2h, resolution: 10h, warn: 75}
  soon: {first_response: 10m, next_response: 20m, resolution: 2h}
promises:
  - {priority: urgent, target: soon}
  - {target: usual}
escalations:
  - {after: 0s, priority: high, notify: [assignee, watchers, supervisors]}
  - {after: 1h, level: 2, notify: [supervisors]}
levels: {2: [carla, dora]}
tickets:
  - {on: [voicemail, callback, sms, wrap-up], do: join or open, matter: queue}
  - {on: short voicemail, do: note}
  - {on: abandoned, waited: 30s, do: join or open, matter: queue, priority: low, tags: [abandoned]}
  - {on: missed, do: join or open, matter: queue, tags: [missed]}
urgent_words: {pt-BR: [urgente], en-US: [urgent, right now]}
"""


def publish(centre: Centre, text: str = SIMPLE) -> None:
    centre.do(policies.publish, text, None, centre.now)


def person(centre: Centre, login: str, role: str = "agent") -> int:
    with centre.store.writing() as session:
        made = User(login=login, name=login.title(), role=role, password="-", created_at=centre.now)
        session.add(made)
        session.flush()
        return made.id


def opened(centre: Centre, **more: Any) -> int:
    """A new ticket's number."""
    wanted: dict[str, Any] = {"kind": "api", "subject": "Help", "queue": "billing", "customer": CALLER}
    return centre.do(tickets.open, tickets.New(**{**wanted, **more}), centre.now).number


def ticket(centre: Centre, number: int) -> ticket_store.Ticket:
    with centre.store.reading() as session:
        found = ticket_store.ticket(session, number)
    assert found
    return found


def clocks(centre: Centre, number: int) -> dict[str, sla_store.SlaClock]:
    """By kind; of several the last."""
    with centre.store.reading() as session:
        return {each.kind: each for each in sla.clocks(session, ticket(centre, number).id)}


def states(centre: Centre, number: int) -> dict[str, str]:
    return {kind: clock.state for kind, clock in clocks(centre, number).items()}


def lines(centre: Centre, number: int) -> list[tuple[str, str]]:
    """Kind and text of its history."""
    with centre.store.reading() as session:
        return [(each.kind, each.text) for each in ticket_store.history(session, ticket(centre, number).id)]


def told(centre: Centre, user_id: int) -> list[str]:
    """Kinds of what a person has not looked at, oldest first."""
    with centre.store.reading() as session:
        return [each.kind for each in reversed(alerts.unseen(session, user_id))]


def sweep(centre: Centre, seconds: float = 0) -> int:
    """So much later."""
    return centre.do(sla.sweep, centre.later(seconds))


def minutes(since: datetime, until: datetime | None) -> float | None:
    return None if until is None else (until - since).total_seconds() / 60
