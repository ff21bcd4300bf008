"""How long agents were in each presence, by the quarter of an hour: from the changes of their presence.

What is over counts at once; what goes on counts up to the last quarter that is over. Offline is not counted:
it is what is left. Nothing counts for longer than `LONGEST`: nobody works so long without a pause, so whoever
forgot to sign out was gone. What is booked twice is booked the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from support.rules.call_parts import QUARTER_S, calendar, span
from support.rules.local_days import month_of
from support.store import bookmarks, fact_rows
from support.store import presence_rows as rows
from support.store.agents import PresenceChange
from support.store.base import Session, announce
from support.store.bookmarks import Mark
from support.store.presence_rows import Changed

LONGEST = timedelta(hours=12)
NO_REST = timedelta()
Stretch = tuple[datetime, datetime, str, str]
"""(since, until, presence, reason)."""


def is_behind(session: Session, mark: Mark | None, now: datetime, rest: timedelta = NO_REST) -> bool:
    """`rest`: changes wait so long after the last ones that were booked; the end of a quarter does not."""
    if mark is not None and _until(mark) < _quarter(now):
        return True
    is_resting = mark is not None and mark.at is not None and mark.at <= now < mark.at + rest
    return not is_resting and bookmarks.is_behind(session, mark, PresenceChange)


def keep(session: Session, zone: ZoneInfo, now: datetime, limit: int) -> bool:
    """One step; True when there is more to read. Whoever calls this holds the bookmark of the events."""
    mark = bookmarks.take(session, bookmarks.PRESENCES)
    if mark is None:
        return False
    found, more = bookmarks.read(session, mark, PresenceChange, rows.COLUMNS, limit, now)
    ats = [row[2] for row in found]
    upto = min(now, max(ats)) if more else now
    until, turn = _until(mark), _quarter(upto)
    if turn > until:
        mark.state = {**mark.state, "until": turn}
        # All that goes on grows; at the very first from the first change on.
        _book(session, zone, min([*ats, *_since(until)], default=upto), upto, None)
    elif found:
        _book(session, zone, min(ats), upto, {row[1] for row in found})
    bookmarks.put(session, mark)
    if found or turn > until:
        announce(session, "figures")
    return more


def _since(until: int) -> list[datetime]:
    return [_moment(until)] if until else []


def begin_again(session: Session, now: datetime) -> None:
    """All will be read anew."""
    rows.clear(session)
    mark = bookmarks.take(session, bookmarks.PRESENCES, wait=True)
    if mark:
        bookmarks.put(session, replace(mark, position=0, at=now, state={}))


def _until(mark: Mark) -> int:
    """Up to then presences that go on are counted: Unix seconds, of a quarter."""
    return int(mark.state.get("until", 0))


def _book(
    session: Session, zone: ZoneInfo, since: datetime, upto: datetime, agents: Collection[int] | None
) -> None:
    """Book anew from the quarter of `since` on; of all agents for None."""
    first, days = _quarter(since), calendar(zone)
    changes: dict[int, list[Changed]] = defaultdict(list)
    for change in rows.changes(session, _moment(first) - LONGEST, upto, agents):
        changes[change.agent_id].append(change)
    teams = fact_rows.teams(session)
    made = []
    for agent, own in changes.items():
        spent: dict[tuple[int, str, str], int] = defaultdict(int)
        for begin, end, presence, reason in _between(own, _moment(first), _moment(_quarter(upto))):
            for quarter, ms in _by_quarter(begin, end):
                spent[quarter, presence, reason] += ms
        made += [
            {
                "agent_id": agent, "quarter": quarter, "presence": presence, "reason": reason,
                "day": days[quarter], "team": teams.of(agent, _moment(quarter)), "ms": ms,
            }
            for (quarter, presence, reason), ms in spent.items() if ms
        ]  # fmt: skip
    rows.replace(session, first, days[first], agents, made, lambda day: month_of(day, zone))


def _between(changes: Sequence[Changed], first: datetime, turn: datetime) -> Iterator[Stretch]:
    """From `first` on: to the end of each, or to the last quarter that is over."""
    for n, (_, at, presence, reason) in enumerate(changes):
        end = changes[n + 1].at if n + 1 < len(changes) else turn
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


def _quarter(at: datetime) -> int:
    seconds = int(at.timestamp())
    return seconds - seconds % QUARTER_S


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
