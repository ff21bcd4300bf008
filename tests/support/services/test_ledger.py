"""The books balance, and a book that does not is told, once."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from support.services import ledger
from support.services.ledger import CallLine, LedgerLine
from support.store.base import Session
from tests.support import booked
from tests.support.centre import BILLING, NOON, TECH, Centre
from tests.support.promising import person, publish, told


@pytest.fixture(autouse=True)
def _at_greenwich(centre: Centre) -> None:
    publish(centre)


DAY = date(2026, 3, 2)
LATER = NOON + timedelta(hours=4)
NEXT_MORNING = NOON + timedelta(hours=16)


def _lines(centre: Centre, now: object = LATER) -> list[LedgerLine]:
    return centre.do(ledger.ledger, NOON, NOON + timedelta(hours=1), now)  # type: ignore[arg-type]


def _sums(session: Session, /, **counts: int) -> None:
    booked.sums(session, NOON, "billing", **counts)


def test_a_day_without_anything_has_no_line(centre: Centre) -> None:
    assert _lines(centre) == []
    assert centre.do(ledger.calls_ledger, NOON, LATER, LATER) == []


def test_who_still_waits_is_part_of_the_sum(centre: Centre) -> None:
    centre.enqueue("CA1")
    centre.enqueue("CA2", TECH)
    assert _lines(centre) == [
        LedgerLine("billing", DAY, 1, 0, 0, 0, 1),
        LedgerLine("tech", DAY, 1, 0, 0, 0, 1),
    ]
    assert not any(line.difference for line in _lines(centre))


def test_who_left_this_moment_is_not_an_alarm_yet_but_soon(centre: Centre) -> None:
    """The books are a second behind the line; a minute behind they are wrong."""
    centre.enqueue("CA1")
    centre.later(30)
    centre.end("CA1")
    assert [line.difference for line in _lines(centre, centre.later(30))] == [0]
    assert [line.difference for line in _lines(centre, centre.later(90))] == [1]
    centre.do(_sums, offered=1, abandoned=1)
    assert [line.difference for line in _lines(centre, centre.now)] == [0]


def test_sums_without_stays_are_an_alarm_too(centre: Centre) -> None:
    centre.do(_sums, offered=2, answered=1, flowed=1)
    assert [(line.offered, line.difference) for line in _lines(centre)] == [(0, -2)]


def test_what_was_brought_from_elsewhere_counts_as_offered(centre: Centre) -> None:
    def bring(session: Session) -> None:
        booked.stay(session, -1, NOON, source="old pbx")
        booked.stay(session, -2, NOON, source="old pbx", is_callback=True)
        booked.sums(session, NOON, offered=1, answered=1)

    centre.do(bring)
    assert _lines(centre) == [LedgerLine("billing", DAY, 1, 1, 0, 0, 0)]


def test_a_promised_callback_is_in_neither(centre: Centre) -> None:
    centre.reach("4")
    assert _lines(centre) == []


def test_every_call_that_is_over_has_one_outcome(centre: Centre) -> None:
    centre.begin("CA1")
    centre.end("CA1")
    centre.begin("CA2", "+5511977776666")

    def lines(now: object) -> list[CallLine]:
        return centre.do(ledger.calls_ledger, NOON, LATER, now)  # type: ignore[arg-type]

    assert lines(NOON) == []  # not in the books yet, and one goes on
    assert [(line.ended, line.difference) for line in lines(LATER)] == [(1, 1)]
    centre.do(booked.sums, NOON, "", calls=1, abandoned_menu=1)
    assert lines(LATER) == [CallLine(DAY, 1, 1, 1)]
    assert not lines(LATER)[0].difference


def test_a_call_with_two_outcomes_differs(centre: Centre) -> None:
    centre.do(booked.sums, NOON, "", calls=1, contained=1, failed=1)
    assert centre.do(ledger.calls_ledger, NOON, LATER, LATER)[0].difference == 1


def test_periods_that_make_no_sense_are_empty(centre: Centre) -> None:
    centre.enqueue("CA1")
    assert centre.do(ledger.ledger, LATER, NOON, LATER) == []
    assert centre.do(ledger.ledger, LATER + timedelta(days=9), LATER + timedelta(days=10), LATER) == []


def test_supervisors_are_told_once(centre: Centre) -> None:
    boss, ana = person(centre, "boss", "supervisor"), person(centre, "ana")
    centre.enqueue("CA1", BILLING)
    centre.later(10)
    centre.end("CA1")
    early = NOON + timedelta(hours=14)
    assert centre.do(ledger.ledger_alarm, early) == []  # the night is not over
    found = centre.do(ledger.ledger_alarm, NEXT_MORNING)
    assert [line.difference for line in found] == [1, 1]  # the stay, and the call
    assert (told(centre, boss), told(centre, ana)) == (["unbalanced"], [])
    assert centre.do(ledger.ledger_alarm, NEXT_MORNING + timedelta(hours=1)) == []
    assert told(centre, boss) == ["unbalanced"]


def test_nobody_is_told_of_books_that_balance(centre: Centre) -> None:
    boss = person(centre, "boss", "supervisor")
    assert centre.do(ledger.ledger_alarm, NEXT_MORNING) == []
    assert told(centre, boss) == []


def test_sums_that_are_not_what_their_facts_amount_to(centre: Centre) -> None:
    """Offered and left are right in number, but not what each of them became."""

    def keep(session: Session) -> None:
        booked.stay(session, -1, NOON, "abandoned", source="old pbx")
        booked.sums(session, NOON, offered=1, answered=1)

    centre.do(keep)
    assert _lines(centre)[0].difference == 0
    found = centre.do(ledger.ledger_alarm, NEXT_MORNING)
    assert [line.queue for line in found if isinstance(line, LedgerLine)] == ["billing"]


@pytest.mark.parametrize(
    ("zone", "day", "utc_hour"),
    [("America/Sao_Paulo", date(2026, 3, 2), 3), ("Europe/Madrid", date(2026, 7, 1), 22),
     ("America/Sao_Paulo", date(2018, 11, 4), 3)],
)  # fmt: skip
def test_days_begin_where_the_centre_is(zone: str, day: date, utc_hour: int) -> None:
    """In 2018 Brazil's clocks skipped midnight: the day began at one o'clock, which is 3 o'clock UTC."""
    begins = ledger.midnight(day, ZoneInfo(zone))
    assert begins.hour == utc_hour
    local = begins.astimezone(ZoneInfo(zone))
    assert local.date() == day
    assert (begins - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date() == day - timedelta(1)


def test_who_waits_is_found_in_days_far_apart_and_in_many(centre: Centre) -> None:
    for sid, days in (("CA1", 0), ("CA2", 40), ("CA3", 1)):
        centre.later(days * 86_400)
        centre.enqueue(sid)
    lines = centre.do(ledger.ledger, NOON, centre.now, centre.later(1))
    assert [(str(line.day), line.waiting) for line in lines] == [
        ("2026-03-02", 1), ("2026-04-11", 1), ("2026-04-12", 1)
    ]  # fmt: skip
