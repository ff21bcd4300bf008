"""Alerts: what a person should look at, until they have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from support.store import tickets as store
from support.store.base import Session, announce


@dataclass(frozen=True)
class AlertLine:
    """`kind`: warned, breached, assigned, answered, mentioned."""

    id: int
    number: int
    subject: str
    kind: str
    at: datetime


def tell(session: Session, user_ids: Iterable[int], ticket_id: int, kind: str, now: datetime) -> None:
    """Each of them once, until they have looked."""
    wanted = sorted(set(user_ids))
    known = store.told(session, ticket_id, kind) if wanted else set()
    for user_id in wanted:
        if user_id not in known:
            session.add(store.Alert(user_id=user_id, ticket_id=ticket_id, kind=kind, at=now))
            announce(session, f"alerts:{user_id}")
    session.flush()


def unseen(session: Session, user_id: int, limit: int = 50) -> list[AlertLine]:
    """Newest first."""
    found = store.unseen_alerts(session, user_id, limit)
    return [
        AlertLine(alert.id, ticket.number, ticket.subject, alert.kind, alert.at) for alert, ticket in found
    ]


def seen(session: Session, user_id: int, now: datetime, ticket_id: int | None = None) -> None:
    """They have looked: at everything, or at this ticket."""
    store.mark_seen(session, user_id, now, ticket_id)
    announce(session, f"alerts:{user_id}")
