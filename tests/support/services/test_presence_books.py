"""Time in each presence: by quarters, up to the last one that is over, and nobody works for days on end."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.services import bookkeeping
from support.store.agents import PresenceChange
from support.store.base import Store
from support.store.facts import PresenceFact
from support.store.rollups import PresenceRollup
from tests.support.books import kept, of, rebuilt
from tests.support.centre import NOON, Centre
from tests.support.test_random_days import empty

SLOW = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)


def change(centre: Centre, agent: int, presence: str, at: datetime, reason: str = "") -> None:
    with centre.store.writing() as session:
        session.add(PresenceChange(agent_id=agent, at=at, presence=presence, reason=reason))


def minutes(centre: Centre) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = defaultdict(float)
    for row in of(kept(centre), PresenceFact):
        found[row["presence"], row["reason"]] += row["ms"] / 60_000
    return dict(found)


@pytest.fixture
def agent(centre: Centre) -> int:
    return centre.agent("ana")


def test_what_is_over_counts_at_once_and_the_rest_by_quarters(centre: Centre, agent: int) -> None:
    change(centre, agent, "available", NOON + timedelta(minutes=5))
    change(centre, agent, "away", NOON + timedelta(minutes=25), "lunch")
    centre.now = NOON + timedelta(minutes=29)
    assert minutes(centre) == {("available", ""): 20}
    centre.now = NOON + timedelta(minutes=50)
    books = minutes(centre)
    assert books == {("available", ""): 20, ("away", "lunch"): 20}
    rows = of(kept(centre), PresenceFact)
    assert {row["quarter"] - int(NOON.timestamp()) for row in rows} == {0, 900, 1800}
    assert {row["day"] for row in rows} == {int(datetime(2026, 3, 2, 3, tzinfo=UTC).timestamp())}


def test_offline_is_not_counted(centre: Centre, agent: int) -> None:
    change(centre, agent, "available", NOON)
    change(centre, agent, "offline", NOON + timedelta(minutes=10))
    centre.now = NOON + timedelta(hours=3)
    assert minutes(centre) == {("available", ""): 10}


def test_who_never_signed_out_was_gone_after_twelve_hours(centre: Centre, agent: int) -> None:
    change(centre, agent, "away", NOON, "desk lost")
    for days in (0.3, 1, 9):
        centre.now = NOON + timedelta(days=days)
        minutes(centre)
    assert minutes(centre) == {("away", "desk lost"): 12 * 60}
    assert rebuilt(centre) == kept(centre)


def test_a_presence_across_midnight_is_of_both_days(centre: Centre, agent: int) -> None:
    centre.now = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)
    change(centre, agent, "available", datetime(2026, 3, 3, 2, 30, tzinfo=UTC))
    change(centre, agent, "offline", datetime(2026, 3, 3, 4, 0, tzinfo=UTC))
    rollups = of(kept(centre), PresenceRollup)
    days = {row["day"]: row["ms"] // 60_000 for row in rollups if row["grain"] == "d"}
    first = int(datetime(2026, 3, 2, 3, tzinfo=UTC).timestamp())
    assert days == {first: 30, first + 86_400: 60}


def test_a_change_that_comes_late_is_put_right(centre: Centre, agent: int) -> None:
    change(centre, agent, "available", NOON)
    centre.now = NOON + timedelta(hours=2)
    assert minutes(centre) == {("available", ""): 120}
    change(centre, agent, "away", NOON + timedelta(minutes=20))
    assert minutes(centre) == {("available", ""): 20, ("away", ""): 100}


def test_quiet_books_are_not_behind_until_the_quarter_turns(centre: Centre, agent: int) -> None:
    change(centre, agent, "available", NOON)
    kept(centre)
    with centre.store.reading() as session:
        assert not bookkeeping.is_behind(session, centre.now + timedelta(minutes=14))
        assert bookkeeping.is_behind(session, centre.now + timedelta(minutes=15))


def test_changes_may_rest_but_the_end_of_a_quarter_does_not(centre: Centre, agent: int) -> None:
    rest = timedelta(seconds=10)

    def is_behind() -> bool:
        with centre.store.reading() as session:
            return bookkeeping.is_behind(session, centre.now, rest)

    def keep() -> None:
        while is_behind():
            centre.do(bookkeeping.keep, centre.now, rest=rest)

    centre.later(60)
    change(centre, agent, "available", centre.now)
    keep()
    change(centre, agent, "away", centre.later(3))
    assert not is_behind()
    assert centre.do(bookkeeping.keep, centre.now, rest=rest) is False
    centre.later(7)
    assert is_behind()
    keep()
    assert not is_behind()
    centre.later(600)
    change(centre, agent, "available", centre.later(229))
    keep()
    change(centre, agent, "away", centre.later(1))
    centre.later(5)
    assert is_behind()
    keep()
    assert minutes(centre)["available", ""] * 60 == pytest.approx(3 + 1)


changes = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["available", "away", "offline", "on_call"]),
        st.integers(0, 20_000),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(changes, st.sampled_from([1, 3, 500]))
def test_followed_or_told_at_the_end(store: Store, made: list[tuple[int, str, int]], limit: int) -> None:
    empty(store)
    centre = Centre(store)
    centre.publish()
    agents = [centre.agent(name) for name in ("ana", "bia", "caio")]
    for n, (which, presence, seconds) in enumerate(made):
        change(centre, agents[which], presence, centre.later(seconds))
        if n % 3 == 0:
            centre.do(bookkeeping.keep, centre.now, limit)
    followed = kept(centre, limit)
    assert rebuilt(centre) == followed
    # Told anew, to the second, of what is over.
    expected: dict[tuple[int, str], int] = defaultdict(int)
    at: dict[int, tuple[datetime, str]] = {}
    now = NOON
    turn = datetime.fromtimestamp(int(centre.now.timestamp()) // 900 * 900, UTC)
    ends = [*((agents[which], presence, seconds) for which, presence, seconds in made)]
    for agent, presence, seconds in ends:
        now += timedelta(seconds=seconds)
        if agent in at:
            _count(expected, agent, *at[agent], now)
        at[agent] = (now, presence)
    for agent, (since, presence) in at.items():
        _count(expected, agent, since, presence, turn)
    told: dict[tuple[int, str], int] = defaultdict(int)
    by_month = told.copy()
    for row in of(followed, PresenceRollup):
        sums = told if row["grain"] == "d" else by_month
        sums[row["agent_id"], row["presence"]] += row["ms"]
    assert {key: ms for key, ms in expected.items() if ms} == told == by_month


def _count(
    expected: dict[tuple[int, str], int], agent: int, since: datetime, presence: str, until: datetime
) -> None:
    length = min(until - since, timedelta(hours=12))
    if presence != "offline" and length > timedelta():
        expected[agent, presence] += int(length.total_seconds() * 1000)
