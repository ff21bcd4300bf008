"""Rollups: what is counted and taken off leaves nothing; kept bit by bit is the same as made at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from support.rules.call_facts import Facts
from support.rules.tallies import Tally
from support.store import rollup_sql
from support.store.base import Session, Store
from support.store.facts import CallFact, LegFact, StayFact
from support.store.rollups import SUMS, Rollup, StepRollup
from tests.support import books, facts_made

ZONE = ZoneInfo("Europe/Madrid")
START, END = (
    datetime(2026, 3, 28, tzinfo=UTC),
    datetime(2026, 4, 2, tzinfo=UTC),
)  # clocks go forward on the 29th
TABLES: tuple[Any, ...] = SUMS
FACTS: tuple[Any, ...] = (CallFact, StayFact, LegFact)
MANY = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def made(number: int = 40, seed: int = 1) -> list[Facts]:
    return facts_made.calls(seed, number, START, END, ZONE)


def rows(session: Session) -> dict[str, set[tuple[Any, ...]]]:
    return {
        table.__tablename__: {tuple(row) for row in session.execute(select(*table.__table__.columns))}
        for table in TABLES
    }


def emptied(session: Session) -> None:
    for table in (*TABLES, *FACTS):
        session.execute(delete(table))


def replaced(session: Session, old: Sequence[Facts], new: Sequence[Facts]) -> None:
    """As the books do it: what stood is taken off, the facts are written, what stands is counted."""
    ids = [each.call.id for each in old if each.call]
    tally = Tally(ZONE)
    rollup_sql.load(session, tally, ids, -1)
    for table, column in ((CallFact, CallFact.id), (StayFact, StayFact.call_id), (LegFact, LegFact.call_id)):
        session.execute(delete(table).where(column.in_(ids)))
    facts_made.keep(session, new)
    for each in new:
        tally.add(each)
    rollup_sql.write(session, tally)


def rebuilt(session: Session, batch: int = 7) -> dict[str, set[tuple[Any, ...]]]:
    books.recount(session, ZONE, batch)
    return rows(session)


def test_counted_and_taken_off_leaves_nothing(store: Store) -> None:
    with store.writing() as session:
        facts_made.keep(session, made())
        ids = list(range(1, 41))
        rollup_sql.apply(session, ZONE, ids, 1)
        assert all(rows(session).values())
        for few in (ids[:13], ids[13:]):
            rollup_sql.apply(session, ZONE, few, -1)
        assert not any(rows(session).values())


def test_bit_by_bit_is_the_same_as_at_once(store: Store) -> None:
    with store.writing() as session:
        facts_made.keep(session, made())
        for few in ([3, 1, 2, 2], range(4, 30), range(30, 41)):
            rollup_sql.apply(session, ZONE, list(few), 1)
        kept = rows(session)
        assert rebuilt(session) == kept == rebuilt(session, 1000)


@MANY
@given(seed=st.integers(0, 10_000), later=st.integers(0, 10_000), number=st.integers(1, 12))
def test_facts_that_change_move_the_sums(store: Store, seed: int, later: int, number: int) -> None:
    old, new = made(number, seed), made(number, later)
    with store.writing() as session:
        emptied(session)
        replaced(session, [], old)
        replaced(session, old[: number // 2], new[: number // 2])
        kept = rows(session)
        assert rebuilt(session) == kept
        replaced(session, [*new[: number // 2], *old[number // 2 :]], [])
        assert not any(rows(session).values())


def test_the_longest_wait_goes_with_its_stay(store: Store) -> None:
    """It is no sum: taken from one intent to another, it must not stay behind."""
    first = next(each for each in made() if len(each.stays) > 1)
    long, short = (
        replace(stay, is_callback=False, queue="tech", intent="bill", wait_ms=ms)
        for stay, ms in zip(first.stays, (90_000, 10_000), strict=False)
    )
    before = replace(first, stays=(long, short))
    after = replace(first, stays=(replace(long, intent="person"), short))
    with store.writing() as session:
        replaced(session, [], [before])
        replaced(session, [before], [after])
        of_bill = select(Rollup.longest_ms).where(
            Rollup.grain == "d", Rollup.dim == "intent", Rollup.value == "bill"
        )
        assert session.scalars(of_bill.where(Rollup.queue == "tech")).all() == [10_000]
        kept = rows(session)
        assert rebuilt(session) == kept


def test_many_rows_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rollup_sql, "_MANY", 10)
    with store.writing() as session:
        facts_made.keep(session, made())
        once = rebuilt(session, 1000)
        monkeypatch.setattr(rollup_sql, "_MANY", 1_000_000)
        assert rebuilt(session, 1000) == once


def test_a_call_that_goes_on_counts_only_what_is_over(store: Store) -> None:
    of_one = made(1)[0]
    assert of_one.call
    with store.writing() as session:
        replaced(session, [], [replace(of_one, call=replace(of_one.call, outcome=""))])
        assert session.scalars(select(Rollup.calls).where(Rollup.calls != 0)).all() == []
        assert not session.scalars(select(StepRollup)).all()
