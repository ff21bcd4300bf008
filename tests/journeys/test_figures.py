"""Whole calls become figures: counted once, explained, in balance, and the same when made again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from support.rules.metrics import Sums
from support.services import bookkeeping, ledger, metrics
from support.services.metrics import Asked
from support.store.base import Session
from support.store.facts import CallFact, LegFact, StayFact
from support.store.rollups import Rollup
from tests.journeys.town import SMALL, Town


def sums(town: Town) -> Sums:
    now = town.now()
    asked = Asked(now - timedelta(days=1), now + timedelta(days=1))
    return town.read(lambda session: metrics.total(session, asked))  # type: ignore[no-any-return]


def calling(town: Town, number: str, key: str = "2") -> Any:
    phone = town.customer(number)
    phone.dial(SMALL)
    phone.expect_heard("press 2")
    phone.press(key)
    return phone


def everything(session: Session) -> list[tuple[Any, ...]]:
    """All facts and sums, but for what a row is called."""
    found: list[tuple[Any, ...]] = []
    for model in (CallFact, StayFact, LegFact, Rollup):
        columns = list(model.__table__.columns)
        found += sorted((tuple(row) for row in session.execute(select(*columns))), key=str)
    return found


def test_an_answered_and_a_lost_call_are_counted_and_balance(town: Town) -> None:
    lost = calling(town, "+12025550101")
    lost.expect_heard("calm")
    town.advance(12)
    lost.hang_up()
    assert town.outcome(lost) == "abandoned_queue"

    ana = town.desk("ana").available()
    served = calling(town, "+12025550102")
    ana.answer()
    served.expect_kind("conference")
    town.advance(60)
    ana.hold()
    town.advance(10)
    ana.resume()
    ana.hang_up()
    served.expect_ended()
    town.until(lambda: "Ready" in ana.page(), "wrap-up")
    ana.ready()

    town.until(lambda: sums(town).wrapped == 1, "the books")
    counted = sums(town)
    assert (counted.calls, counted.calls_answered, counted.abandoned_queue) == (2, 1, 1)
    assert (counted.offered, counted.answered, counted.abandoned, counted.short) == (2, 1, 1, 0)
    assert counted.longest_ms >= 12_000
    assert counted.talk_ms >= 60_000
    assert counted.hold_ms >= 10_000
    now = town.now()
    lines = town.read(
        lambda session: ledger.ledger(session, now - timedelta(days=1), now + timedelta(days=1), now)
    )
    assert [(line.offered, line.difference) for line in lines] == [(2, 0)]


def test_figures_made_again_are_the_same(town: Town) -> None:
    ana = town.desk("ana").available()
    for number in ("+12025550101", "+12025550102"):
        phone = calling(town, number)
        ana.answer()
        phone.expect_kind("conference")
        town.advance(20)
        phone.hang_up()
        town.outcome(phone)
        town.until(lambda: "Ready" in ana.page(), "wrap-up")
        ana.ready()
    town.until(lambda: sums(town).wrapped == 2, "the books")
    before = town.read(everything)
    assert len(before) > 10
    bookkeeping.rebuild(town.centre.store, town.now, lambda _done, _all: None)
    assert town.read(everything) == before


def test_a_click_on_a_figure_leads_to_the_call(town: Town) -> None:
    gone = calling(town, "+12025550103")
    gone.expect_heard("calm")
    town.advance(30)
    gone.hang_up()
    town.outcome(gone)
    town.until(lambda: sums(town).abandoned == 1, "the books")

    sofia = town.desk("sofia")
    assert "/figures/abandoned" in sofia.page("/reports/daily?period=today")
    behind = sofia.page("/figures/abandoned?period=today")
    assert "/calls/1" in behind
    assert "Customer service" in behind or "Repairs" in behind


def test_the_wallboard_counts_today(town: Town) -> None:
    ana = town.desk("ana").available()
    phone = calling(town, "+12025550104")
    assert "100" not in town.desk("sofia").page("/wallboard/now")
    ana.answer()
    phone.expect_kind("conference")
    town.until(lambda: "100" in town.desk("sofia").page("/wallboard/now"), "the service level")
    phone.hang_up()
    town.outcome(phone)
