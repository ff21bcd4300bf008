"""The facts behind a figure: what only the store knows. `services/test_metrics` has whole periods."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from support.services import explaining
from support.services.metrics import Asked
from support.store import figures_behind, rollup_sql
from support.store.base import Store
from support.store.facts import CallFact
from support.store.figures import Narrow
from tests.support import booked, facts_made

START, END = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC)


def test_what_it_knows() -> None:
    assert figures_behind.knows("stays", "late")
    assert figures_behind.knows("calls", "abandoned_hold")
    assert not figures_behind.knows("calls", "late")
    assert not figures_behind.knows("", "")


def test_calls_of_a_team(store: Store) -> None:
    made = facts_made.calls(1, 60, START, END, UTC)
    with store.writing() as session:
        facts_made.keep(session, made)
        found = {
            team: set(
                session.scalars(
                    select(CallFact.id).where(*figures_behind.narrowed(CallFact, Narrow((), "team", team)))
                )
            )
            for team in ("north", "south", "")
        }
    assert all(found.values())
    assert set.union(*found.values()) == {each.call.id for each in made if each.call}
    assert sum(map(len, found.values())) == len(made)


@pytest.mark.parametrize("name", ["containment", "aht", "asa"])
def test_figures_of_a_team_explain_themselves(store: Store, name: str) -> None:
    """A call has no team of its own: asking for one failed."""
    with store.writing() as session:
        facts_made.keep(session, facts_made.calls(1, 20, START, END, UTC))
        for value in ("north", ""):
            assert explaining.explain(session, Asked(START, END, (), "team", value), name).value is None


def test_a_page_after_a_row_that_is_gone(store: Store) -> None:
    with store.writing() as session:
        facts_made.keep(session, facts_made.calls(1, 20, START, END, UTC))
        period = (int(START.timestamp()), int(END.timestamp()))
        assert figures_behind.rows(session, ("stays", "offered"), period, Narrow(), 5, 999_999) == []


def test_a_rare_one_long_ago_is_found(store: Store) -> None:
    """Only days with something offered were counted off, and who waited too long was before all of them."""
    last = START + timedelta(days=20)
    with store.writing() as session:
        booked.stay(session, 1, START, wait_s=90)
        for n in range(2, 20):
            booked.stay(session, n, START + timedelta(days=n))
        rollup_sql.apply(session, UTC, list(range(20)), 1)
        period = (int(START.timestamp()), int(last.timestamp()))
        found = figures_behind.rows(session, ("stays", "late"), period, Narrow(), 5, None)
    assert [stay.id for stay in found] == [1]


def test_the_longest_of_many_days(store: Store) -> None:
    """Two of the days are cut by the period, and two waits are as long as each other."""
    waits = {n: 60.0 + (n * 37 % 50) for n in range(1, 90)}
    with store.writing() as session:
        for n, wait in waits.items():
            booked.stay(session, n, START + timedelta(hours=7 * n), wait_s=wait)
        rollup_sql.apply(session, UTC, list(waits), 1)
        period = (int(START.timestamp()) + 90_000, int(START.timestamp()) + 7 * 3600 * 80)
        pages, last = [], None
        while page := figures_behind.rows(session, ("stays", "longest"), period, Narrow(), 7, last):
            pages += [stay.id for stay in page]
            last = pages[-1]
    inside = [n for n in waits if period[0] <= int(START.timestamp()) + 7 * 3600 * n < period[1]]
    assert pages == sorted(inside, key=lambda n: (waits[n], n), reverse=True)
