"""Changes of presence as they are read, time in presences as it is written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select

from support.store.agents import PresenceChange
from support.store.base import Session
from support.store.facts import PresenceFact
from support.store.rollups import PresenceRollup


class Changed(NamedTuple):
    agent_id: int
    at: datetime
    presence: str
    reason: str


COLUMNS = (PresenceChange.id, PresenceChange.agent_id, PresenceChange.at)


def changes(
    session: Session, since: datetime, until: datetime, agents: Collection[int] | None
) -> list[Changed]:
    """In order; both ends count."""
    query = select(
        PresenceChange.agent_id, PresenceChange.at, PresenceChange.presence, PresenceChange.reason
    ).where(PresenceChange.at >= since, PresenceChange.at <= until)
    if agents is not None:
        query = query.where(PresenceChange.agent_id.in_(agents))
    found = session.execute(query.order_by(PresenceChange.at, PresenceChange.id))
    return [Changed(*row) for row in found]


def clear(session: Session) -> None:
    session.execute(delete(PresenceFact))
    session.execute(delete(PresenceRollup))


def replace(
    session: Session, first: int, day: int, agents: Collection[int] | None, rows: Sequence[dict[str, Any]]
) -> None:
    """These rows instead of all from the quarter `first` on; and the sums of the days from `day` on."""
    gone = delete(PresenceFact).where(PresenceFact.quarter >= first)
    session.execute(gone if agents is None else gone.where(PresenceFact.agent_id.in_(agents)))
    if rows:
        session.execute(insert(PresenceFact), rows)
    _add_up(session, day, agents)


def _add_up(session: Session, day: int, agents: Collection[int] | None) -> None:
    gone = delete(PresenceRollup).where(PresenceRollup.day >= day)
    fact = PresenceFact
    key = (fact.agent_id, fact.day, fact.presence, fact.reason, fact.team)
    query = select(*key, func.sum(fact.ms))
    query = query.where(PresenceFact.day >= day).group_by(*key)
    if agents is not None:
        gone = gone.where(PresenceRollup.agent_id.in_(agents))
        query = query.where(PresenceFact.agent_id.in_(agents))
    session.execute(gone)
    names = ("agent_id", "day", "presence", "reason", "team", "ms")
    rows = [dict(zip(names, row, strict=True)) for row in session.execute(query)]
    if rows:
        session.execute(insert(PresenceRollup), rows)
