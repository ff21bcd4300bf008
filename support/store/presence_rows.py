"""Changes of presence as they are read, time in presences as it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, select

from support.store.agents import PresenceChange
from support.store.base import Session
from support.store.fact_rows import listed
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
# Ready-made: each change of an agent's presence comes here, and making statements costs more than all else.
_CHANGES = (
    select(PresenceChange.agent_id, PresenceChange.at, PresenceChange.presence, PresenceChange.reason)
    .where(PresenceChange.at >= bindparam("since"), PresenceChange.at <= bindparam("until"))
    .order_by(PresenceChange.at, PresenceChange.id)
)
_CHANGES_OF = _CHANGES.where(PresenceChange.agent_id.in_(bindparam("agents", expanding=True)))
_NEW_FACTS, _NEW_SUMS = insert(PresenceFact), insert(PresenceRollup)


def changes(
    session: Session, since: datetime, until: datetime, agents: Collection[int] | None
) -> list[Changed]:
    """In order; both ends count."""
    asked = {"since": since, "until": until} | ({} if agents is None else {"agents": list(agents)})
    found = session.connection().execute(_CHANGES if agents is None else _CHANGES_OF, asked)
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
    connection = session.connection()
    connection.exec_driver_sql(f"DELETE FROM presence_facts WHERE quarter >= {first}{_of(agents)}")  # noqa: S608
    if rows:
        connection.execute(_NEW_FACTS, rows)
    _add_up_days(session, day, agents)
    _add_up_months(session, month_of, month_of(day), agents)


def _of(agents: Collection[int] | None) -> str:
    return "" if agents is None else f" AND agent_id IN ({listed(agents)})"


def _add_up_days(session: Session, day: int, agents: Collection[int] | None) -> None:
    query = (
        "SELECT agent_id, day, presence, reason, team, sum(ms) FROM presence_facts"  # noqa: S608
        f" WHERE day >= {day}{_of(agents)} GROUP BY agent_id, day, presence, reason, team"
    )
    found = session.connection().exec_driver_sql(query)
    _write(session, "d", day, agents, {tuple(row[:-1]): int(row[-1]) for row in found})


def _add_up_months(
    session: Session, month_of: Callable[[int], int], first: int, agents: Collection[int] | None
) -> None:
    query = (
        "SELECT agent_id, day, presence, reason, team, ms FROM presence_rollups"  # noqa: S608
        f" WHERE grain = 'd' AND day >= {first}{_of(agents)}"
    )
    months: Counter[_Key] = Counter()
    for agent, day, presence, reason, team, ms in session.connection().exec_driver_sql(query):
        months[agent, month_of(day), presence, reason, team] += ms
    _write(session, "m", first, agents, months)


def _write(
    session: Session, grain: str, first: int, agents: Collection[int] | None, sums: Mapping[_Key, int]
) -> None:
    connection = session.connection()
    gone = f"DELETE FROM presence_rollups WHERE grain = '{grain}' AND day >= {first}{_of(agents)}"  # noqa: S608
    connection.exec_driver_sql(gone)
    names = ("agent_id", "day", "presence", "reason", "team")
    made = [dict(zip(names, key, strict=True)) | {"grain": grain, "ms": ms} for key, ms in sums.items()]
    if made:
        connection.execute(_NEW_SUMS, made)
