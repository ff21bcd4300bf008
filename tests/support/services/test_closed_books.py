"""Closed days say what counting them anew would say, and go on saying it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from support.services import bookkeeping, closed_books, ledger
from support.services.ledger import CallLine, LedgerLine
from support.store import bookmarks, rollup_sql
from support.store.base import Session, Store
from support.store.calls import Call, CallEvent
from support.store.closed_books import ClosedBook
from support.store.queues import QueueEntry
from support.store.rollups import Rollup
from tests.support import booked, books
from tests.support.centre import BILLING, CALLBACK, NOON, TECH, Centre
from tests.support.promising import person, publish, told
from tests.support.statements import scans, statements
from tests.support.test_random_days import empty

HOME, ABROAD = "America/Sao_Paulo", "Asia/Kathmandu"
NIGHT = datetime(2018, 11, 4, 2, 30, tzinfo=UTC)  # half an hour before clocks skip midnight there
Lines = tuple[list[LedgerLine], list[CallLine]]


def in_zone(centre: Centre, zone: str) -> None:
    publish(centre, f"ramal policies: 1\ntimezone: {zone}\n")


def said(centre: Centre, days: int = 400) -> Lines:
    period = centre.now - timedelta(days=days), centre.now
    return (
        centre.do(ledger.ledger, *period, centre.now),
        centre.do(ledger.calls_ledger, *period, centre.now),
    )


def closed(centre: Centre) -> int:
    """All that can be closed by now is."""
    found = 0
    while closed_now := centre.do(closed_books.close, centre.now):
        found += closed_now
    return found


def morning(centre: Centre, days: int = 1) -> None:
    """So many days later, at noon."""
    centre.now = centre.now.replace(hour=12, minute=0) + timedelta(days=days)


@pytest.fixture
def worked(centre: Centre) -> Centre:
    """A day with one caller in each line and one who hung up, all of it in the books."""
    in_zone(centre, "UTC")
    for sid, key in (("CA1", BILLING), ("CA2", TECH)):
        centre.enqueue(sid, key)
    centre.begin("CA3")
    centre.later(30)
    for sid in ("CA1", "CA2", "CA3"):
        centre.end(sid)
    books.kept(centre)
    return centre


def counted(centre: Centre) -> dict[str, int]:
    """By queue, of all closed days."""
    query = select(ClosedBook.queue, func.sum(ClosedBook.entered)).group_by(ClosedBook.queue)
    with centre.store.reading() as session:
        return {queue: int(count) for queue, count in session.execute(query)}


# --- what is said stays the same ----------------------------------------------------------------------------


@given(seed=st.integers(0, 2**32), zone=st.sampled_from((HOME, "UTC", ABROAD)))
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_closed_and_counted_anew_say_the_same(store: Store, seed: int, zone: str) -> None:
    """Across a night on which clocks change, with callbacks, calls from elsewhere, and wrong books."""
    empty(store)
    centre, random = Centre(store), Random(seed)
    centre.now = NIGHT - timedelta(days=2)
    in_zone(centre, zone)
    centre.publish()
    _happen(centre, random)
    books.kept(centre)
    if random.random() < 0.3:
        centre.do(lambda session: session.execute(update(Rollup).values(answered=Rollup.answered + 1)))
    live = said(centre)
    closed(centre)
    assert said(centre) == live
    morning(centre, 5)
    live = said(centre)
    closed(centre)
    with store.reading() as session:
        days = ledger.days(centre.now - timedelta(days=400), centre.now, ZoneInfo(zone))
        _, open_ = ledger.split(session, days, ZoneInfo(zone))
    goes_on = {at.astimezone(ZoneInfo(zone)).date() for at in _going(centre)}
    left = {day.begins.astimezone(ZoneInfo(zone)).date() for day in open_[:-1]}
    assert goes_on == left
    assert said(centre) == live


def _happen(centre: Centre, random: Random) -> None:
    for n in range(random.randint(1, 12)):
        centre.later(random.choice((0, 1, 1800, 1800, 20_000, 60_000)))
        caller = f"+55119{n:08}"
        what = random.choice(("stay", "stay", "menu", "callback", "brought", "goes on"))
        if what == "stay":
            centre.enqueue(f"CA{n}", random.choice((BILLING, TECH)), caller)
            centre.later(random.choice((0, 40, 3000)))
        elif what == "brought":
            centre.do(_bring, n + 1, centre.now)
            continue
        elif what == "callback":
            centre.reach(CALLBACK, f"CA{n}", caller)
        else:
            centre.begin(f"CA{n}", caller)
        if what != "goes on":
            centre.end(f"CA{n}")


def _bring(session: Session, nth: int, at: datetime) -> None:
    zone = ledger.zone_of(session)
    booked.call(session, -nth, at, zone, source="old pbx")
    booked.stay(session, -nth, at + timedelta(seconds=5), "answered", zone=zone, source="old pbx")
    session.flush()
    rollup_sql.apply(session, zone, [-nth], 1)
    closed_books.open_again(session, [-nth])


def _going(centre: Centre) -> list[datetime]:
    with centre.store.reading() as session:
        return list(session.scalars(select(Call.started_at).where(Call.ended_at.is_(None))))


def test_what_is_deleted_later_changes_nothing(worked: Centre) -> None:
    morning(worked)
    live = said(worked)
    assert [line.offered for line in live[0]] == [1, 1]
    assert closed(worked) == 1

    def purge(session: Session) -> None:
        for table in (CallEvent, QueueEntry, Call):
            session.execute(delete(table))

    worked.do(purge)
    assert said(worked) == live


def test_what_changes_later_in_the_books_is_a_difference(worked: Centre) -> None:
    morning(worked)
    closed(worked)
    worked.do(lambda session: session.execute(update(Rollup).values(abandoned=0, calls=7)))
    lines, calls = said(worked)
    assert [line.difference for line in lines] == [1, 1]
    assert calls[0].difference


# --- when ---------------------------------------------------------------------------------------------------


def test_a_day_is_closed_in_the_night_after_it_and_not_before(worked: Centre) -> None:
    worked.now = NOON.replace(hour=23)
    assert closed(worked) == 0
    worked.now = datetime(2026, 3, 3, 2, 59, tzinfo=UTC)
    assert closed(worked) == 0
    worked.later(60)
    assert closed(worked) == 1
    assert counted(worked) == {"billing": 1, "tech": 1, "": 3}
    assert closed(worked) == 0


def test_a_day_on_which_somebody_still_waits_is_left_open(worked: Centre) -> None:
    worked.enqueue("CA9")
    morning(worked, 9)
    assert closed(worked) == 9 - 1  # those after it are
    assert [line.waiting for line in said(worked)[0]] == [1, 0]
    worked.end("CA9")
    books.kept(worked)
    morning(worked)
    assert closed(worked) == 2  # yesterday, and the one that was left
    assert counted(worked) == {"billing": 2, "tech": 1, "": 4}


def test_a_day_that_does_not_balance_is_left_open_while_it_is_told(worked: Centre) -> None:
    worked.do(lambda session: session.execute(update(Rollup).values(abandoned=0)))
    nights = []
    for _ in range(4):
        morning(worked)
        alarmed = bool(worked.do(ledger.ledger_alarm, worked.now))
        closed(worked)
        nights.append((alarmed, "billing" in counted(worked)))
    assert nights == [(True, False), (True, False), (False, True), (False, True)]
    assert [line.difference for line in said(worked)[0]] == [1, 1]  # and it is not forgotten


def test_older_days_are_closed_in_small_steps(centre: Centre) -> None:
    """The night after the program was renewed, say."""
    in_zone(centre, "UTC")
    for n in range(3 * closed_books.AT_ONCE):
        centre.begin(f"CA{n}")
        centre.end(f"CA{n}")
        morning(centre)
    books.kept(centre)
    steps = [centre.do(closed_books.close, centre.now) for _ in range(4)]
    assert steps == [closed_books.AT_ONCE] * 3 + [0]
    assert counted(centre) == {"": 3 * closed_books.AT_ONCE}


def test_years_in_which_nobody_called_are_closed_by_the_way(worked: Centre) -> None:
    """Another system's log was of 1999."""
    worked.do(_bring, 1, NOON.replace(year=2025))
    morning(worked)
    live = said(worked)
    steps = 0
    while worked.do(closed_books.close, worked.now):
        steps += 1
    assert steps == 365 // closed_books.QUIET_AT_ONCE + 2
    assert said(worked) == live
    assert worked.do(ledger.open_days, NOON - timedelta(days=500), worked.now, worked.now) == 1


def test_days_before_the_first_call_need_not_be_closed(worked: Centre) -> None:
    morning(worked)
    closed(worked)
    assert worked.do(ledger.open_days, NOON - timedelta(days=400), worked.now, worked.now) == 1  # today


def test_where_nobody_ever_called_there_is_nothing_to_close(centre: Centre) -> None:
    in_zone(centre, "UTC")
    assert closed(centre) == 0
    assert centre.do(ledger.open_days, NOON, NOON + timedelta(days=1), NOON) == 0


# --- what opens a day again ---------------------------------------------------------------------------------


def test_in_another_time_zone_all_days_are_counted_anew(worked: Centre) -> None:
    morning(worked)
    closed(worked)
    in_zone(worked, ABROAD)
    books.kept(worked)
    morning(worked)
    live = said(worked)
    assert [line.offered for line in live[0]] == [1, 1]
    assert closed(worked) == 2
    assert said(worked) == live
    assert counted(worked) == {"billing": 1, "tech": 1, "": 3}  # those of the old zone are gone


def test_calls_brought_from_elsewhere_open_their_days(worked: Centre) -> None:
    morning(worked)
    closed(worked)
    worked.do(_bring, 1, NOON)
    lines, calls = said(worked)
    assert [(line.offered, line.difference) for line in lines] == [(2, 0), (1, 0)]
    assert [(line.ended, line.difference) for line in calls] == [(4, 0)]
    morning(worked)
    assert closed(worked) == 2
    assert said(worked) == (lines, calls)


def test_all_days_can_be_opened(worked: Centre) -> None:
    """Calls of a rehearsal, say, were taken out by hand and the figures made again."""
    morning(worked)
    live = said(worked)
    closed(worked)
    worked.do(lambda session: session.execute(update(ClosedBook).values(entered=99)))
    assert all(line.difference for line in said(worked)[0])
    worked.do(closed_books.open_all)
    assert said(worked) == live
    assert closed(worked) == 1
    assert said(worked) == live


def test_nothing_is_closed_while_figures_are_made_again(worked: Centre) -> None:
    """Nor is anybody told that they do not balance: they are not whole."""
    boss = person(worked, "boss", "supervisor")
    morning(worked)

    def half_made(session: Session) -> None:
        mark = bookmarks.take(session, bookmarks.EVENTS)
        assert mark
        mark.state = {**mark.state, "rebuild": 0, "seen": int(worked.now.timestamp())}
        bookmarks.put(session, mark)
        session.execute(delete(Rollup))

    worked.do(half_made)
    assert closed(worked) == 0
    assert worked.do(ledger.ledger_alarm, worked.now) == []
    bookkeeping.rebuild(worked.store, lambda: worked.now)
    assert worked.do(ledger.ledger_alarm, worked.now) == []
    assert told(worked, boss) == []
    assert closed(worked) == 1


# --- what it costs ------------------------------------------------------------------------------------------


def test_a_long_period_asks_no_more_than_a_short_one(worked: Centre) -> None:
    morning(worked, 300)
    closed(worked)
    asked = []
    for days in (3, 300):
        with statements(worked.store) as found:
            said(worked, days)
        asked.append(len(found))
    assert asked[0] == asked[1]


def test_nothing_is_read_from_end_to_end(worked: Centre) -> None:
    if worked.store.is_sqlite:
        morning(worked, 3)
        with statements(worked.store) as found:
            said(worked, 3)
        tables = ("queue_entries", "calls", "stay_facts", "call_facts", "rollups")
        assert not [each for each in scans(worked.store, found) if any(name in each for name in tables)]
