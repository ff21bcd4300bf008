"""Counting where it happened, and who checks the books."""

from __future__ import annotations

from datetime import timedelta

from support.store import ledger
from tests.support import booked
from tests.support.centre import NOON, Centre

LATER = NOON + timedelta(hours=1)


def test_stays_are_counted_where_they_began(centre: Centre) -> None:
    centre.enqueue("CA1")
    centre.do(booked.stay, -1, NOON, queue="sales", source="old pbx")
    centre.do(booked.stay, 77, NOON, queue="sales")  # ours, of which the line knows nothing
    assert centre.do(ledger.entered, NOON, LATER) == {"billing": 1, "sales": 1}
    assert centre.do(ledger.entered, LATER, LATER) == {}


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
    assert centre.do(ledger.closed, start, start + 1) == [(start, 3, 2)]
    assert centre.do(ledger.booked, start + 1, start + 2) == []


def test_the_books_are_checked_by_one(centre: Centre) -> None:
    assert centre.do(ledger.checked, "ledger") == 0
    assert centre.do(ledger.take, "ledger", 7, NOON) is True
    assert centre.do(ledger.take, "ledger", 7, NOON) is False
    assert centre.do(ledger.checked, "ledger") == 7
