"""Counting where it happened, and who checks the books."""

from __future__ import annotations

from datetime import datetime, timedelta

from support.store import ledger
from support.store.ledger import Day
from tests.support import booked
from tests.support.centre import NOON, Centre

LATER = NOON + timedelta(hours=1)


def day(begins: datetime = NOON, ends: datetime = LATER) -> Day:
    return Day(int(begins.timestamp()), begins, ends)


def test_stays_are_counted_where_they_began(centre: Centre) -> None:
    centre.enqueue("CA1")
    centre.do(booked.stay, -1, NOON, queue="sales", source="old pbx")
    centre.do(booked.stay, -2, NOON, queue="sales", source="old pbx", is_callback=True)
    centre.do(booked.stay, 77, NOON, queue="sales")  # ours, of which the line knows nothing
    start = day().start
    assert centre.do(ledger.entered, [day()]) == {(start, "billing"): 1, (start, "sales"): 1}
    assert centre.do(ledger.entered, [day(LATER, LATER + timedelta(hours=1))]) == {}
    assert centre.do(ledger.entered, []) == {}


def test_however_many_days_are_counted_at_once(centre: Centre) -> None:
    """SQLite joins at most 500 questions into one."""
    centre.enqueue("CA1")
    centre.end("CA1")
    days = [day(NOON - timedelta(n), LATER - timedelta(n)) for n in range(600)]
    assert centre.do(ledger.entered, days) == {(day().start, "billing"): 1}
    assert {at: count for at, count in centre.do(ledger.began, days).items() if count} == {day().start: 1}


def test_calls_that_go_on_are_not_settled(centre: Centre) -> None:
    centre.begin("CA1")
    centre.do(booked.call, -1, NOON, source="old pbx")
    assert centre.do(ledger.began, [day()]) == {day().start: 2}
    assert centre.do(ledger.unsettled, NOON, LATER, LATER) == [NOON]
    centre.end("CA1")
    assert centre.do(ledger.unsettled, NOON, LATER, NOON) == [NOON]  # this moment
    assert centre.do(ledger.unsettled, NOON, LATER, LATER) == []


def test_a_settled_stay_waits_for_the_books_only_for_a_while(centre: Centre) -> None:
    entry_id = centre.enqueue("CA1")
    centre.end("CA1")
    assert centre.do(ledger.waiting, NOON, LATER, NOON) == [("billing", NOON)]
    assert centre.do(ledger.waiting, NOON, LATER, LATER) == []
    centre.do(booked.stay, entry_id, NOON, "abandoned")
    assert centre.do(ledger.waiting, NOON, LATER, NOON) == []


def test_only_days_of_the_whole_are_the_sums(centre: Centre) -> None:
    centre.do(booked.sums, NOON, "billing", offered=2, answered=1, abandoned=1, calls=3, contained=2)
    start = int(NOON.timestamp()) - 12 * 3600
    assert centre.do(ledger.booked, start, start + 1) == [("billing", start, 2, 1, 1, 0)]
    assert centre.do(ledger.calls_booked, start, start + 1) == [(start, 3, 2)]
    assert centre.do(ledger.booked, start + 1, start + 2) == []


def test_the_books_are_checked_by_one(centre: Centre) -> None:
    assert centre.do(ledger.checked, "ledger") == 0
    assert centre.do(ledger.take, "ledger", 7, NOON) is True
    assert centre.do(ledger.take, "ledger", 7, NOON) is False
    assert centre.do(ledger.checked, "ledger") == 7
