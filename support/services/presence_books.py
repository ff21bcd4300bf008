"""How long agents were in each presence, by the quarter of an hour: from the changes of their presence.

What is over counts at once; what goes on counts up to the last quarter that is over. Offline is not counted:
it is what is left. Nothing counts for longer than `LONGEST`: nobody works so long without a pause, so whoever
forgot to sign out was gone. What is booked twice is booked the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, insert, select

from support.rules.call_parts import QUARTER_S, calendar, span
from support.store import bookmarks
from support.store.agents import Agent, PresenceChange
from support.store.base import Session, announce
from support.store.facts import PresenceFact
from support.store.rollups import PresenceRollup

LONGEST = timedelta(hours=12)
Stretch = tuple[datetime, datetime, str, str]
"""(since, until, presence, reason)."""


def is_behind(session: Session, now: datetime) -> bool:
    if bookmarks.is_behind(session, bookmarks.PRESENCES, PresenceChange):
        return True
    mark = bookmarks.look(session, bookmarks.PRESENCES)
    return mark is not None and _until(mark) < _quarter(now)


def keep(session: Session, zone: ZoneInfo, now: datetime, limit: int) -> bool:
    """One step; True when there is more to read. Whoever calls this holds the bookmark of the events."""
    mark = bookmarks.take(session, bookmarks.PRESENCES)
    if mark is None:
        return False
    columns = (PresenceChange.id, PresenceChange.agent_id, PresenceChange.at)
    rows, more = bookmarks.read(session, mark, PresenceChange, columns, limit, now)
    until = _until(mark)
    upto = min(now, max(row[2] for row in rows)) if more else now
    turn = _quarter(upto)
    since = min((row[2] for row in rows), default=_moment(until or turn))
    if turn > until:
        mark.state = {**mark.state, "until": turn}
        _book(session, zone, min(since, _moment(until)) if until else since, upto, None)
    elif rows:
        _book(session, zone, since, upto, {row[1] for row in rows})
    if rows or turn > until:
        announce(session, "figures")
    return more


def begin_again(session: Session, now: datetime) -> None:
    """All will be read anew."""
    session.execute(delete(PresenceFact))
    session.execute(delete(PresenceRollup))
    mark = bookmarks.take(session, bookmarks.PRESENCES, wait=True)
    if mark:
        mark.position, mark.at, mark.state = 0, now, {}


def _until(mark: Any) -> int:
    """Up to then presences that go on are counted: Unix seconds, of a quarter."""
    return int(mark.state.get("until", 0))


def _book(
    session: Session,
    zone: ZoneInfo,
    since: datetime,
    upto: datetime,
    agents: Collection[int] | None,
) -> None:
    """Book anew from the quarter of `since` on; of all agents for None."""
    first = _quarter(since)
    days, teams = calendar(zone), _teams(session)
    _forget(session, first, agents)
    rows = []
    for agent, stretches in _stretches(session, _moment(first), upto, agents).items():
        spent: dict[tuple[int, str, str], int] = defaultdict(int)
        for begin, end, presence, reason in stretches:
            for quarter, ms in _by_quarter(begin, end):
                spent[quarter, presence, reason] += ms
        rows += [
            {
                "agent_id": agent, "quarter": quarter, "presence": presence, "reason": reason,
                "day": days[quarter], "team": teams.get(agent, ""), "ms": ms,
            }
            for (quarter, presence, reason), ms in spent.items()
            if ms and quarter >= first
        ]  # fmt: skip
    if rows:
        session.execute(insert(PresenceFact), rows)
    _add_up(session, days[first], agents)


def _stretches(
    session: Session, first: datetime, upto: datetime, agents: Collection[int] | None
) -> dict[int, list[Stretch]]:
    """What each agent was in from `first` on: to its end, or to the last quarter's that is over."""
    query = select(
        PresenceChange.agent_id, PresenceChange.at, PresenceChange.presence, PresenceChange.reason
    ).where(PresenceChange.at >= first - LONGEST, PresenceChange.at <= upto)
    if agents is not None:
        query = query.where(PresenceChange.agent_id.in_(agents))
    changes: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query.order_by(PresenceChange.at, PresenceChange.id)):
        changes[row[0]].append(row)
    turn = _moment(_quarter(upto))
    return {agent: list(_between(rows, first, turn)) for agent, rows in changes.items()}


def _between(rows: Sequence[Any], first: datetime, turn: datetime) -> Iterator[Stretch]:
    for n, (_, at, presence, reason) in enumerate(rows):
        end = rows[n + 1][1] if n + 1 < len(rows) else turn
        end = min(end, at + LONGEST)
        if presence != "offline" and end > first:
            yield max(at, first), end, presence, reason


def _by_quarter(begin: datetime, end: datetime) -> Iterator[tuple[int, int]]:
    quarter = _quarter(begin)
    while begin < end:
        quarter += QUARTER_S
        edge = min(_moment(quarter), end)
        yield quarter - QUARTER_S, span(begin, edge)
        begin = edge


def _forget(session: Session, first: int, agents: Collection[int] | None) -> None:
    gone = delete(PresenceFact).where(PresenceFact.quarter >= first)
    session.execute(gone if agents is None else gone.where(PresenceFact.agent_id.in_(agents)))


def _add_up(session: Session, day: int, agents: Collection[int] | None) -> None:
    """The days from this one on."""
    gone = delete(PresenceRollup).where(PresenceRollup.day >= day)
    key = (PresenceFact.agent_id, PresenceFact.day, PresenceFact.presence, PresenceFact.reason)
    query = select(*key, func.max(PresenceFact.team), func.sum(PresenceFact.ms))
    query = query.where(PresenceFact.day >= day).group_by(*key)
    if agents is not None:
        gone = gone.where(PresenceRollup.agent_id.in_(agents))
        query = query.where(PresenceFact.agent_id.in_(agents))
    session.execute(gone)
    names = ("agent_id", "day", "presence", "reason", "team", "ms")
    rows = [dict(zip(names, row, strict=True)) for row in session.execute(query)]
    if rows:
        session.execute(insert(PresenceRollup), rows)


def _teams(session: Session) -> dict[int, str]:
    return {row[0]: row[1] for row in session.execute(select(Agent.id, Agent.team))}


def _quarter(at: datetime) -> int:
    seconds = int(at.timestamp())
    return seconds - seconds % QUARTER_S


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
