"""Alerts: what a person should look at, until they have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from support.store import agents as agent_store
from support.store import tickets as store
from support.store.base import Session, announce


@dataclass(frozen=True)
class AlertLine:
    """`kind` of a ticket's: warned, breached, assigned, answered, mentioned; of a call's: unrecorded; of
    figures: unbalanced; of a scheduled report: unsent.

    `number` is the ticket's; 0 for what is about a call, or about nothing (`call_id` None).
    """

    id: int
    number: int
    subject: str
    kind: str
    at: datetime
    call_id: int | None = None


def tell(session: Session, user_ids: Iterable[int], ticket_id: int, kind: str, now: datetime) -> None:
    """Each of them once, until they have looked."""
    _tell(session, user_ids, kind, now, ticket_id=ticket_id)


def not_recorded(session: Session, call_id: int, now: datetime) -> None:
    """A conversation that should be recorded is not: whoever is answerable for it is told."""
    _tell(session, supervisors(session), "unrecorded", now, call_id=call_id)


def not_balanced(session: Session, now: datetime) -> None:
    """Yesterday's figures do not add up."""
    _tell(session, supervisors(session), "unbalanced", now)


def not_sent(session: Session, now: datetime) -> None:
    """A report that should be sent by itself was not."""
    _tell(session, supervisors(session), "unsent", now)


def supervisors(session: Session) -> set[int]:
    people = agent_store.users(session)
    return {user.id for user in people if user.is_active and user.role in ("supervisor", "admin")}


def unseen(session: Session, user_id: int, limit: int = 50) -> list[AlertLine]:
    """Newest first."""
    return _lines(store.alerts(session, user_id, limit, seen=False))


def seen_lately(session: Session, user_id: int, limit: int = 20) -> list[AlertLine]:
    """Newest first."""
    return _lines(store.alerts(session, user_id, limit, seen=True))


def count(session: Session, user_id: int) -> int:
    """How many they have not looked at."""
    return store.unseen_count(session, user_id)


def seen(session: Session, user_id: int, now: datetime, ticket_id: int | None = None) -> None:
    """They have looked: at everything, or at this ticket."""
    store.mark_seen(session, user_id, now, ticket_id)
    announce(session, f"alerts:{user_id}")


def _tell(
    session: Session,
    user_ids: Iterable[int],
    kind: str,
    now: datetime,
    *,
    ticket_id: int | None = None,
    call_id: int | None = None,
) -> None:
    wanted = sorted(set(user_ids))
    known = store.told(session, kind, ticket_id, call_id) if wanted else set()
    for user_id in wanted:
        if user_id not in known:
            session.add(store.Alert(user_id=user_id, ticket_id=ticket_id, call_id=call_id, kind=kind, at=now))
            announce(session, f"alerts:{user_id}")
    session.flush()


def _lines(found: list[tuple[store.Alert, store.Ticket | None]]) -> list[AlertLine]:
    return [
        AlertLine(
            alert.id, ticket.number if ticket else 0, ticket.subject if ticket else "",
            alert.kind, alert.at, alert.call_id,
        )
        for alert, ticket in found
    ]  # fmt: skip
