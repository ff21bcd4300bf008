"""Days that are over are counted a last time and closed: from then on the ledger compares with that.

So a long period costs no more than a short one, and what is deleted later where it happened changes nothing.
A day is closed when its stays and calls are over and it balances. One that does not is left open as long as
supervisors are told of it, and closed then as it was counted: the difference stays, on every page.

Whoever brings or takes away facts of other systems opens the days again (`open_again`). Days of another time
zone of the centre are none: closing begins again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from support.rules import local_days
from support.services import bookkeeping, ledger
from support.store import bookmarks
from support.store import closed_books as store
from support.store.base import Session
from support.store.bookmarks import Mark
from support.store.ledger import Day

AT_ONCE = 7  # days of one step: others wait to write meanwhile
QUIET_AT_ONCE = 200  # and of those that nobody called on


def is_due(session: Session, now: datetime) -> bool:
    """Whether the night's round is not over. Not while figures are made again: they are not whole."""
    zone = ledger.zone_of(session)
    mark = bookmarks.look(session, store.NAME)
    if now.astimezone(zone).time() < ledger.AT or (mark and _is_done(mark, zone, now)):
        return False
    return not bookkeeping.is_rebuilding(session)


def close(session: Session, now: datetime) -> int:
    """One step of the night's round through all open days, oldest first; how many it closed.

    Nothing happens while another process has the facts in hand.
    """
    if not is_due(session, now) or not bookmarks.take(session, bookmarks.EVENTS):
        return 0
    zone, mark = ledger.zone_of(session), bookmarks.take(session, store.NAME)
    return _step(session, mark, zone, now) if mark and not _is_done(mark, zone, now) else 0


def open_all(session: Session) -> None:
    """Count every day anew: something was changed on purpose where it happened, or closed wrongly."""
    bookmarks.take(session, bookmarks.EVENTS, wait=True)
    mark = bookmarks.take(session, store.NAME, wait=True)
    if mark:
        store.begin_again(session, mark, ledger.zone_of(session).key)
        bookmarks.put(session, mark)


def open_again(session: Session, call_ids: Sequence[int]) -> None:
    """The days of these calls' facts. Whoever calls this has taken the bookmark of the events before."""
    zone = ledger.zone_of(session)
    dates = {at.astimezone(zone).date() for at in store.moments(session, call_ids)}
    store.open_again(session, [local_days.begins(day, zone) for day in dates])


def _is_done(mark: Mark, zone: ZoneInfo, now: datetime) -> bool:
    return mark.state.get("zone") == zone.key and mark.position >= _today(zone, now).timestamp()


def _today(zone: ZoneInfo, now: datetime) -> datetime:
    return ledger.midnight(now.astimezone(zone).date(), zone)


def _step(session: Session, mark: Mark, zone: ZoneInfo, now: datetime) -> int:
    today = _today(zone, now)
    if mark.state.get("zone") != zone.key:
        store.begin_again(session, mark, zone.key)
    night = int(today.timestamp())
    if mark.state.get("night") != night:
        mark.position, mark.state = 0, {**mark.state, "night": night}
    first, since = store.earliest(session), datetime.fromtimestamp(mark.position, UTC)
    _, open_ = ledger.split(session, ledger.days(max(first, since), today, zone) if first else [], zone)
    quiet = _quiet(session, open_)
    step = open_[: len(quiet) + AT_ONCE]
    mark.position = int(step[-1].ends.timestamp()) if len(open_) > len(step) else night
    mark.at = now
    bookmarks.put(session, mark)
    return _close(session, step[len(quiet) :], zone, now) + len(quiet)


def _quiet(session: Session, open_: Sequence[Day]) -> list[Day]:
    """The first of them that nobody called on, closed: another system's calls may be of years ago."""
    then = store.earliest(session, open_[0].begins) if open_ else None
    found = [day for day in open_[:QUIET_AT_ONCE] if then is None or day.ends <= then]
    for day in found:
        store.close(session, day.start, {store.CALLS: 0})
    return found


def _close(session: Session, step: Sequence[Day], zone: ZoneInfo, now: datetime) -> int:
    stays, calls = ledger.lines(session, step, now, zone), ledger.call_lines(session, step, now, zone)
    going = {line.day for line in stays if line.waiting}
    going |= {local_days.date_of(day, zone) for day in ledger.unsettled(session, step, now, zone)}
    wrong = {line.day for line in stays if line.difference} | {line.day for line in calls if line.difference}
    told = now.astimezone(zone).date() - timedelta(ledger.LOOKS_BACK)
    closed = 0
    for start, *_ in step:
        day = local_days.date_of(start, zone)
        if day not in going and (day not in wrong or day < told):
            entered = {line.queue: line.offered for line in stays if line.day == day}
            ended = sum(line.ended for line in calls if line.day == day)
            store.close(session, start, {**entered, store.CALLS: ended})
            closed += 1
    return closed
