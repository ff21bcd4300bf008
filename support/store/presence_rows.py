"""Changes of presence as they are read, time in presences as it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
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


_Key = tuple[Any, ...]
"""agent, day or month, presence, reason, team."""
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
    session: Session,
    first: int,
    day: int,
    agents: Collection[int] | None,
    rows: Sequence[dict[str, Any]],
    month_of: Callable[[int], int],
) -> None:
    """These rows instead of all from the quarter `first` on; and the sums of days from `day` on, and months.

    `month_of`: when the month of a day began.
    """
    gone = delete(PresenceFact).where(PresenceFact.quarter >= first)
    session.execute(gone if agents is None else gone.where(PresenceFact.agent_id.in_(agents)))
    if rows:
        session.execute(insert(PresenceFact), rows)
    _add_up_days(session, day, agents)
    _add_up_months(session, month_of, month_of(day), agents)


def _add_up_days(session: Session, day: int, agents: Collection[int] | None) -> None:
    fact = PresenceFact
    key = (fact.agent_id, fact.day, fact.presence, fact.reason, fact.team)
    query = select(*key, func.sum(fact.ms)).where(fact.day >= day).group_by(*key)
    if agents is not None:
        query = query.where(fact.agent_id.in_(agents))
    _write(session, "d", day, agents, {tuple(row[:-1]): int(row[-1]) for row in session.execute(query)})


def _add_up_months(
    session: Session, month_of: Callable[[int], int], first: int, agents: Collection[int] | None
) -> None:
    row = PresenceRollup
    query = select(row.agent_id, row.day, row.presence, row.reason, row.team, row.ms)
    query = query.where(row.grain == "d", row.day >= first)
    if agents is not None:
        query = query.where(row.agent_id.in_(agents))
    months: Counter[_Key] = Counter()
    for agent, day, presence, reason, team, ms in session.execute(query):
        months[agent, month_of(day), presence, reason, team] += ms
    _write(session, "m", first, agents, months)


def _write(
    session: Session, grain: str, first: int, agents: Collection[int] | None, sums: Mapping[_Key, int]
) -> None:
    row = PresenceRollup
    gone = delete(row).where(row.grain == grain, row.day >= first)
    session.execute(gone if agents is None else gone.where(row.agent_id.in_(agents)))
    names = ("agent_id", "day", "presence", "reason", "team")
    made = [dict(zip(names, key, strict=True)) | {"grain": grain, "ms": ms} for key, ms in sums.items()]
    if made:
        session.execute(insert(row), made)
